package dev.longtail.detectors.core;

/**
 * An anomaly with the embedding of its command line.
 *
 * @param anomaly the anomaly
 * @param embedding L2-normalised; never changed after construction
 */
public record EmbeddedAnomaly(Anomaly anomaly, float[] embedding) {}
