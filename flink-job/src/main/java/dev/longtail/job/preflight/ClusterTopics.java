package dev.longtail.job.preflight;

import dev.longtail.udfs.io.InputException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a cluster. */
public final class ClusterTopics implements AutoCloseable {
  private static final int PATIENCE_MS = 15_000;

  private final Cluster cluster;
  private final Admin admin;

  private ClusterTopics(Cluster cluster, Admin admin) {
    this.cluster = cluster;
    this.admin = admin;
  }

  /**
   * Connects to {@code cluster}.
   *
   * @throws InputException if no broker can be reached, or the settings are none that Kafka takes
   */
  public static ClusterTopics of(Cluster cluster) {
    cluster
        .unreachable()
        .ifPresent(
            reason -> {
              throw new InputException(reason);
            });
    Properties settings = new Properties();
    settings.putAll(cluster.properties());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.servers());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    try {
      return new ClusterTopics(cluster, Admin.create(settings));
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InputException(
          "%s: %s".formatted(cluster.propertiesOption().name(), cause.getMessage()), e);
    }
  }

  /**
   * The partitions of those of {@code names} that exist, by name.
   *
   * @throws InputException if the broker does not say
   */
  public Map<String, Integer> existing(Collection<String> names) {
    Map<String, Integer> existing = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
        admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        existing.put(each.getKey(), each.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw refused(e.getCause());
        }
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
    return existing;
  }

  /**
   * Creates a topic; one that exists stays as it is.
   *
   * <p>Exemplars are never deleted by age or size, because the job reads them all at each start.
   * Their topic is compacted: a record that came twice after a restart is kept once, and no
   * exemplar is lost, because its id holds window, scale and command, and nobody writes tombstones.
   * A compacted topic refuses records without keys, so one that others fill is not compacted.
   *
   * @param partitions of the topic
   * @param replication copies of each record; empty: the broker's default
   * @throws InputException if the broker refuses
   */
  public void create(NeededTopic topic, int partitions, Optional<Short> replication) {
    NewTopic created = new NewTopic(topic.name(), Optional.of(partitions), replication);
    created.configs(keeping(topic.use()));
    try {
      admin.createTopics(List.of(created)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw refused(e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What is kept of a topic; nothing said: what the broker keeps by default, mostly a week. */
  static Map<String, String> keeping(NeededTopic.Use use) {
    return switch (use) {
      case EXEMPLARS ->
          Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      case EARLIER_EXEMPLARS ->
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_DELETE,
              TopicConfig.RETENTION_MS_CONFIG,
              "-1",
              TopicConfig.RETENTION_BYTES_CONFIG,
              "-1");
      case EVENTS, OUTPUT -> Map.of();
    };
  }

  private InputException refused(Throwable cause) {
    String servers = cluster.servers();
    if (cause instanceof AuthenticationException) {
      return new InputException(
          "%s: the Kafka broker at %s refuses the login: %s"
              .formatted(cluster.propertiesOption().name(), servers, cause.getMessage()),
          cause);
    }
    if (cause instanceof AuthorizationException) {
      return new InputException(
          "%s: the Kafka broker at %s does not permit it: %s"
              .formatted(cluster.propertiesOption().name(), servers, cause.getMessage()),
          cause);
    }
    if (cause instanceof TimeoutException) {
      return new InputException(
          "%s: what answers at %s is no Kafka broker, or %s lacks its security protocol"
              .formatted(
                  cluster.serversOption().name(), servers, cluster.propertiesOption().name()),
          cause);
    }
    return new InputException(
        "%s: the Kafka broker at %s says: %s"
            .formatted(cluster.serversOption().name(), servers, cause.getMessage()),
        cause);
  }

  private InputException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new InputException("interrupted", e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
