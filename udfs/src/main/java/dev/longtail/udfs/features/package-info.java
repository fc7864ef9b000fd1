/**
 * The features of a line for the detectors of the full scale: expert features and tokens, in one
 * pass over its characters. It may use {@code text}.
 */
package dev.longtail.udfs.features;
