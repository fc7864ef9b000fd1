/**
 * A shard's open window: sightings, the set of unique commands, samples and pools. Memory is
 * bounded. It may use events and hashes of {@code udfs}.
 */
package dev.longtail.detectors.window;
