/** The classifier: vectors of lines, boosted trees, n-grams. It may use {@code data}. */
package dev.longtail.training.classify;
