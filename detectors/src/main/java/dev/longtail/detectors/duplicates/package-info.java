/**
 * Which anomalies are exemplars: the rule, the index over vectors, the registry of windows. It may
 * use {@code ranking} and {@code window}.
 */
package dev.longtail.detectors.duplicates;
