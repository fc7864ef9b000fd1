/** Kafka and files as sources and sinks of the {@code graph}. */
package dev.longtail.job.connect;
