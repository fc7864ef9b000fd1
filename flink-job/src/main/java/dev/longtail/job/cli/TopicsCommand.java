package dev.longtail.job.cli;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.preflight.Cluster;
import dev.longtail.job.preflight.ClusterTopics;
import dev.longtail.job.preflight.NeededTopic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "topics",
    description = {
      "Lists the Kafka topics that a configuration needs, and creates missing ones.",
      "Exit status 1: one is missing."
    },
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer>, OptionFlags.Taker {
  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration of the job, YAML; flags and the environment win over it")
  Path config;

  @Option(names = "--create", description = "create the topics that are missing")
  boolean create;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "partitions of a created topic of events; the job reads with at most as many subtasks"
              + " (default: ${DEFAULT-VALUE}). Topics of results get one: each takes a few"
              + " thousand records a day")
  int partitions;

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "copies of each record of a created topic (default: the broker's)")
  Short replication;

  @Spec private CommandSpec spec;

  private final OptionFlags flags = OptionFlags.of(Section.values());

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (partitions < 1 || (replication != null && replication < 1)) {
      throw new ParameterException(
          spec.commandLine(), "--partitions and --replication: 1 or more, e.g. --partitions 4");
    }
    LongtailOptions options = flags.options(flags.reader(config), Purpose.STREAMING);
    Map<Cluster, List<NeededTopic>> byCluster = new LinkedHashMap<>();
    for (NeededTopic topic : NeededTopic.of(options)) {
      byCluster.computeIfAbsent(topic.cluster(), any -> new ArrayList<>()).add(topic);
    }
    boolean complete = true;
    for (Map.Entry<Cluster, List<NeededTopic>> each : byCluster.entrySet()) {
      complete &= list(each.getKey(), each.getValue());
    }
    return complete ? 0 : Longtail.FAILED;
  }

  private boolean list(Cluster cluster, List<NeededTopic> needed) {
    boolean complete = true;
    try (ClusterTopics topics = ClusterTopics.of(cluster)) {
      Map<String, Integer> existing =
          topics.existing(needed.stream().map(NeededTopic::name).toList());
      for (NeededTopic topic : needed) {
        Integer found = existing.get(topic.name());
        String state;
        if (found != null) {
          state = "exists, " + count(found);
        } else if (create) {
          int wanted = topic.use() == NeededTopic.Use.EVENTS ? partitions : 1;
          topics.create(topic, wanted, Optional.ofNullable(replication));
          state = "created, " + count(wanted);
        } else {
          state = "missing";
          complete = false;
        }
        System.out.printf("%-32s %-24s %s%n", topic.name(), topic.option().name(), state);
      }
    }
    return complete;
  }

  private static String count(int partitions) {
    return partitions == 1 ? "1 partition" : partitions + " partitions";
  }
}
