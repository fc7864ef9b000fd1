/**
 * From a closed window to its anomalies: models of lines and of vectors, the top k. It may use
 * {@code model}, {@code forest}, {@code distance} and {@code window}.
 */
package dev.longtail.detectors.ranking;
