/**
 * The interfaces of every detector: a model fitted on a table, its scores and their scale. It may
 * use the features of {@code udfs}.
 */
package dev.longtail.detectors.model;
