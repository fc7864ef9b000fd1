package dev.longtail.job.preflight;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.LongtailOptions.FileSink;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.net.Proxies;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Checks before a start what would otherwise fail again and again in the running job. */
public final class Preflight {
  private static final int PATIENCE_MS = 3_000;

  private final LongtailOptions options;

  /** The checks of {@code options}, which must have a streaming part. */
  public Preflight(LongtailOptions options) {
    this.options = options;
  }

  /** Why the job cannot run, a sentence each with the key to change; empty if it can. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    LongtailOptions.Streaming streaming = options.streaming().orElseThrow();
    checkpointProblem().ifPresent(problems::add);
    if (streaming.sink() instanceof FileSink files) {
      WritableFolder.problem(files.path(), Catalogue.SINK_FOLDER.name()).ifPresent(problems::add);
    }
    Map<Cluster, List<NeededTopic>> byCluster = new LinkedHashMap<>();
    for (NeededTopic topic : NeededTopic.of(options)) {
      byCluster.computeIfAbsent(topic.cluster(), any -> new ArrayList<>()).add(topic);
    }
    byCluster.forEach((cluster, topics) -> problems.addAll(missing(cluster, topics)));
    return problems;
  }

  /**
   * Refuses a start that would fail.
   *
   * @param warn is told each of the {@link #warnings}
   * @throws InputException with all {@link #problems}, a line each
   */
  public void refuseOrWarn(Consumer<String> warn) {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new InputException(String.join(System.lineSeparator() + "longtail: ", problems));
    }
    warnings().forEach(warn);
  }

  /** Why no checkpoint can be written; empty if one can. */
  public Optional<String> checkpointProblem() {
    return WritableFolder.problem(
        options.streaming().orElseThrow().checkpoints().directory(),
        Catalogue.CHECKPOINT_FOLDER.name());
  }

  private static List<String> missing(Cluster cluster, List<NeededTopic> needed) {
    Map<String, List<String>> missing = new LinkedHashMap<>();
    try (ClusterTopics topics = ClusterTopics.of(cluster)) {
      Map<String, Integer> existing =
          topics.existing(needed.stream().map(NeededTopic::name).toList());
      for (NeededTopic topic : needed) {
        if (!existing.containsKey(topic.name())) {
          missing
              .computeIfAbsent(topic.option().name(), any -> new ArrayList<>())
              .add(topic.name());
        }
      }
    } catch (InputException e) {
      return List.of(e.getMessage());
    }
    List<String> problems = new ArrayList<>();
    missing.forEach(
        (option, names) ->
            problems.add(
                "%s: at %s there %s %s; longtail topics --create makes %s"
                    .formatted(
                        option,
                        cluster.servers(),
                        names.size() == 1 ? "is no topic" : "are no topics",
                        String.join(", ", names),
                        names.size() == 1 ? "it" : "them")));
    return problems;
  }

  /** What need not be there for a start, but should: a sentence each. */
  public List<String> warnings() {
    if (!(options.topology().labels().labeler().source() instanceof LabelerOptions.Server server)) {
      return List.of();
    }
    URI place = server.endpoint().base();
    return unreachable(place)
        .map(
            reason ->
                List.of(
                    "%s: nobody answers at %s: %s; exemplars wait for their verdicts"
                        .formatted(Catalogue.ENDPOINT.name(), place, reason)))
        .orElse(List.of());
  }

  /** Behind a proxy only the proxy can be reached from here. */
  private static Optional<String> unreachable(URI place) {
    int own = place.getPort() > 0 ? place.getPort() : "https".equals(place.getScheme()) ? 443 : 80;
    Optional<Proxies.Proxy> proxy;
    try {
      proxy = Proxies.ofEnvironment().to(place);
    } catch (InputException e) {
      return Optional.of(e.getMessage());
    }
    String host = proxy.map(Proxies.Proxy::host).orElse(place.getHost());
    int port = proxy.map(Proxies.Proxy::port).orElse(own);
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        return Optional.of("there is no such machine");
      }
      socket.connect(address, PATIENCE_MS);
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
