package dev.longtail.job.graph;

import org.apache.flink.api.connector.sink2.Sink;

/** Opens the sink of an output. */
@FunctionalInterface
public interface SinkFactory {
  Sink<OutputRecord> sink(Output output);
}
