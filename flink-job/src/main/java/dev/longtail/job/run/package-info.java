/**
 * Starts the graph as a stream, as a backfill, or from {@code flink run}. It may use every other
 * package except {@code cli}.
 */
package dev.longtail.job.run;
