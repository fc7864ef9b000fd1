/**
 * Starts the graph: as a stream, as a backfill, from {@code flink run}. It may use every other
 * package but {@code cli}.
 */
package dev.longtail.job.run;
