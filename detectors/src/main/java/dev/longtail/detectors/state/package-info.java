/**
 * The forms in which all of this lies in checkpoints, under logical names. It may use every other
 * package but {@code flink}.
 */
package dev.longtail.detectors.state;
