package dev.longtail.job.graph;

import org.apache.flink.api.connector.sink2.Sink;

/** Opens the sink of an output; what is written to it is one line of JSON at a time. */
@FunctionalInterface
public interface SinkFactory {
  Sink<String> sink(Output output);
}
