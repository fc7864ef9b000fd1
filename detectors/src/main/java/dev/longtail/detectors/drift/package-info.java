/**
 * Compares a window with those before it, to see whether the lines have changed. It uses the
 * windows and their models, and knows nothing of Flink.
 */
package dev.longtail.detectors.drift;
