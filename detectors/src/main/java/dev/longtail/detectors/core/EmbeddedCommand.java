package dev.longtail.detectors.core;

/**
 * A sighting of a command of the reduced scale's sample.
 *
 * @param sighting the sighting
 * @param embedding of the command's template, L2-normalised, never changed; null if another
 *     sighting of the window brings it
 */
public record EmbeddedCommand(Candidate sighting, float[] embedding) {}
