/**
 * Distances as anomaly scores: to the nearest centroid, and to the principal components. It may use
 * {@code model}.
 */
package dev.longtail.detectors.distance;
