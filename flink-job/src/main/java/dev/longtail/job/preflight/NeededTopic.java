package dev.longtail.job.preflight;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.ExemplarTopic;
import dev.longtail.job.config.LongtailOptions.KafkaSink;
import dev.longtail.job.config.LongtailOptions.KafkaTopic;
import dev.longtail.job.config.Option;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.LabelerOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * A topic that the job reads or writes.
 *
 * @param name of the topic
 * @param use what it is for
 * @param option that names it
 * @param cluster where it is
 */
public record NeededTopic(String name, Use use, Option<?> option, Cluster cluster) {
  /** What a topic is for. */
  public enum Use {
    /** Events are read from it. */
    EVENTS,
    /** Results are written to it. */
    OUTPUT,
    /** The job writes its exemplars to it, each with its id as the key. */
    EXEMPLARS,
    /** Exemplars are only read from it. Whoever writes them may have given them no keys. */
    EARLIER_EXEMPLARS
  }

  /**
   * All topics of {@code options}, which must have a streaming part; a topic that is written and
   * read is named once.
   */
  public static List<NeededTopic> of(LongtailOptions options) {
    List<NeededTopic> needed = new ArrayList<>();
    KafkaTopic source = options.streaming().orElseThrow().source();
    needed.add(
        new NeededTopic(
            source.topic(),
            Use.EVENTS,
            Catalogue.SOURCE_TOPIC,
            new Cluster(
                source.bootstrapServers(),
                source.properties(),
                Catalogue.SOURCE_SERVERS,
                Catalogue.SOURCE_PROPERTIES)));
    if (options.streaming().get().sink() instanceof KafkaSink sink) {
      Cluster cluster =
          new Cluster(
              sink.bootstrapServers(),
              sink.properties(),
              Catalogue.SINK_SERVERS,
              Catalogue.SINK_PROPERTIES);
      for (Output output : Output.values()) {
        if (isWritten(output, options)) {
          needed.add(
              new NeededTopic(
                  sink.topicPrefix() + output.folder(),
                  output == Output.EXEMPLARS ? Use.EXEMPLARS : Use.OUTPUT,
                  Catalogue.SINK_PREFIX,
                  cluster));
        }
      }
    }
    if (options.earlierExemplars() instanceof ExemplarTopic in) {
      KafkaTopic topic = in.topic();
      if (needed.stream()
          .noneMatch(
              each ->
                  each.name().equals(topic.topic())
                      && each.cluster().servers().equals(topic.bootstrapServers()))) {
        needed.add(
            new NeededTopic(
                topic.topic(),
                Use.EARLIER_EXEMPLARS,
                Catalogue.EARLIER_TOPIC,
                new Cluster(
                    topic.bootstrapServers(),
                    topic.properties(),
                    Catalogue.EARLIER_SERVERS,
                    Catalogue.EARLIER_PROPERTIES)));
      }
    }
    return needed;
  }

  /** Without a labeler there are no verdicts, without a model no detections. */
  private static boolean isWritten(Output output, LongtailOptions options) {
    boolean labels =
        !(options.topology().labels().labeler().source() instanceof LabelerOptions.None);
    return switch (output) {
      case VERDICTS, TRAINING_DATA, QUARANTINE -> labels;
      case DETECTIONS, REVIEW_QUEUE -> options.topology().scoring().any();
      case CONTROL -> labels && options.topology().labels().controlArms();
      default -> true;
    };
  }
}
