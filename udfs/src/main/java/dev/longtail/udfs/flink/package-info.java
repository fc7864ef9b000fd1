/** Thin shells around {@code embedding} for Flink's DataStream API. */
package dev.longtail.udfs.flink;
