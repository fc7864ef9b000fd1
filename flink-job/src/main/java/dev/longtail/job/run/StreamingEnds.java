package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.ExemplarFiles;
import dev.longtail.job.config.LongtailOptions.ExemplarTopic;
import dev.longtail.job.config.LongtailOptions.FileSink;
import dev.longtail.job.config.LongtailOptions.KafkaSink;
import dev.longtail.job.config.LongtailOptions.KafkaTopic;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.KafkaEvents;
import dev.longtail.job.connect.KafkaExemplars;
import dev.longtail.job.connect.KafkaSinks;
import dev.longtail.job.graph.MaxAhead;
import dev.longtail.job.graph.SinkFactory;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.job.storage.Location;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.fs.Path;

/**
 * The sources and sinks that the streaming job's options name.
 *
 * @param events source of the events
 * @param earlierExemplars exemplars of this job and of earlier ones; null if the options name none
 * @param sinks sinks of the results
 */
record StreamingEnds(
    Source<SourceRecord, ?, ?> events, Source<String, ?, ?> earlierExemplars, SinkFactory sinks) {

  /**
   * The sources and sinks of {@code options}, which must have a streaming part.
   *
   * @param start where the events begin if there is no state
   */
  static StreamingEnds of(LongtailOptions options, OffsetsInitializer start) {
    LongtailOptions.Streaming streaming = options.streaming().orElseThrow();
    KafkaTopic source = streaming.source();
    return new StreamingEnds(
        KafkaEvents.source(
            source.bootstrapServers(),
            source.topic(),
            source.groupId(),
            properties(source.properties()),
            start,
            new MaxAhead(streaming.times().maxAhead()),
            streaming.times().idleAfter()),
        exemplars(options),
        sinks(streaming.sink()));
  }

  /**
   * The same, but files of {@code sink} would lie on this machine: to look at the graph where no
   * other file system is known. Nothing is written unless it runs.
   */
  StreamingEnds toLookAt(LongtailOptions.Sink sink) {
    return sink instanceof FileSink
        ? new StreamingEnds(
            events, earlierExemplars, new FileSinks(new Path("file:///longtail-plan"), true))
        : this;
  }

  private static Source<String, ?, ?> exemplars(LongtailOptions options) {
    if (options.earlierExemplars() instanceof ExemplarTopic in) {
      KafkaTopic topic = in.topic();
      return KafkaExemplars.source(
          topic.bootstrapServers(), topic.topic(), topic.groupId(), properties(topic.properties()));
    }
    return options.earlierExemplars() instanceof ExemplarFiles in
        ? EarlierFiles.in(
                in.files().stream().map(Location::new).toList(),
                options.topology().events().windows())
            .source()
        : null;
  }

  private static SinkFactory sinks(LongtailOptions.Sink sink) {
    if (sink instanceof FileSink files) {
      return new FileSinks(new Path(files.path()), true);
    }
    KafkaSink kafka = (KafkaSink) sink;
    return new KafkaSinks(
        kafka.bootstrapServers(), kafka.topicPrefix(), properties(kafka.properties()));
  }

  private static Properties properties(Map<String, String> map) {
    Properties properties = new Properties();
    properties.putAll(map);
    return properties;
  }
}
