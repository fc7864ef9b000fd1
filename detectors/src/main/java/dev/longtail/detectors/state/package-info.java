/**
 * The forms of all these types in checkpoints, under logical names. It may use every other package
 * but {@code flink}.
 */
package dev.longtail.detectors.state;
