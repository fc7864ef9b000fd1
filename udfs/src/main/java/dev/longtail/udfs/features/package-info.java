/**
 * What the detectors of the full scale see of a line: expert features and tokens, in one pass over
 * its characters. It may use {@code text}.
 */
package dev.longtail.udfs.features;
