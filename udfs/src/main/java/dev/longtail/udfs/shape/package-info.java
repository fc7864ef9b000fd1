/**
 * The shape of a line: which tools it calls with which flags and payloads. It may use {@code
 * template} and {@code text}.
 */
package dev.longtail.udfs.shape;
