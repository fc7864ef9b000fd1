/**
 * What tests of all modules use: properties, which are statements about all values of a kind, tried
 * with random ones; and a small embedding model. Uses JUnit and {@code embedding}.
 */
package dev.longtail.udfs.testing;
