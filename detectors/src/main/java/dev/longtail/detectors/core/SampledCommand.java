package dev.longtail.detectors.core;

/**
 * A sighting of a command that may belong to the reduced scale's sample.
 *
 * @param sighting the sighting
 * @param first whether the window may not have seen the command before, so that it is to be
 *     embedded
 */
public record SampledCommand(Candidate sighting, boolean first) {}
