/**
 * The classifier: vectors of lines, the parts that score them, their calibrated sum, and the
 * published trees for comparison. It may use {@code data} and {@code udfs}.
 */
package dev.longtail.training.classify;
