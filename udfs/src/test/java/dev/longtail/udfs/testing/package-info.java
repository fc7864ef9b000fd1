/**
 * Tests of properties, for all modules: statements about all values of a kind, tried with random
 * ones. Uses JUnit alone.
 */
package dev.longtail.udfs.testing;
