package dev.longtail.job.graph;

import org.apache.flink.api.connector.sink2.Sink;

/** Opens the sink of an output; each record written to it is one line of JSON. */
@FunctionalInterface
public interface SinkFactory {
  Sink<String> sink(Output output);
}
