/**
 * Keyed operators around {@code window}, {@code ranking} and {@code duplicates}, and the one
 * serializer of all our types.
 */
package dev.longtail.detectors.flink;
