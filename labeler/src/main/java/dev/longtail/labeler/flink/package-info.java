/** Flink shells over {@link dev.longtail.labeler.core}. */
package dev.longtail.labeler.flink;
