package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.job.preflight.ClusterTopics;
import dev.longtail.job.preflight.NeededTopic;
import dev.longtail.job.preflight.Preflight;
import dev.longtail.job.scoring.SmallModels;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/operations/topics.md} against a broker that asks for rights: with those that the page
 * gives, and no others, topics are made, events are sent, the job runs with all its outputs, and
 * results are read. Their keys have the forms that the page lists.
 */
class TopicsPageIT {
  private static final Path PAGE = Path.of("../docs/operations/topics.md");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)^kafka-acls\\.sh --bootstrap-server B --add --allow-principal (User:\\S+)"
              + "((?: --operation \\w+)+) --(topic|group) (\\S+)"
              + "( --resource-pattern-type prefixed)?$");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(longtail-[a-z-]+)` \\| `([^`]+)` \\|");

  @TempDir Path folder;
  private String page;
  private GuardedKafka kafka;

  @Test
  void theRightsAreEnoughAndTheKeysAreThoseThatAreListed() throws Exception {
    page = Files.readString(PAGE);
    SmallModel.writeTo(folder.resolve("model"));
    Path classifier = SmallModels.text(folder.resolve("classifier"), "fetchtool");
    SmallModels.deploy(folder.resolve("registry"), classifier, 0.5, "");
    GeneratedData data = GeneratedDays.generate(folder.resolve("data"), 3, 150);
    List<String> users = List.of("longtail", "longtail-page", "longtail-admin", "shipper");
    try (LocalLabelServer labels = LocalLabelServer.start(0);
        GuardedKafka broker = new GuardedKafka(folder.resolve("kafka"), users)) {
      kafka = broker;
      LongtailOptions options = options("longtail", labels);
      assertThat(new Preflight(options).problems()).isNotEmpty();
      allow(users);
      for (NeededTopic topic : NeededTopic.of(options("longtail-admin", labels))) {
        try (ClusterTopics topics = ClusterTopics.of(topic.cluster())) {
          topics.create(topic, 1, Optional.empty());
        }
      }
      assertThat(new Preflight(options).problems()).isEmpty();
      JobClient job =
          new StreamingJob(options, TestFlink.streaming(OptionalInt.of(2)), said -> {}).start();
      send(List.of(event("2025-01-01T00:30:00Z", "fetchtool --out /srv/az")));
      send(GeneratedDays.lines(data.telemetry()));
      send(List.of("{broken", event("2025-01-06T00:00:00Z")));
      await(() -> keys("exemplars").stream().anyMatch(key -> key.startsWith("2025-01-03")));
      send(List.of(event("2025-01-01T05:00:00Z")));
      await(
          () ->
              !keys("late").isEmpty()
                  && !keys("control").isEmpty()
                  && !keys("quarantine").isEmpty()
                  && !keys("review-queue").isEmpty()
                  && !keys("training-data").isEmpty());
      for (Map.Entry<String, Pattern> listed : forms().entrySet()) {
        assertThat(keys(listed.getKey()))
            .as(listed.getKey())
            .isNotEmpty()
            .allMatch(
                key -> listed.getValue().matcher(key).matches(), listed.getValue().toString());
      }
      // A group stands at the broker from its first checkpoint on.
      await(() -> committed().size() >= 2);
      assertThat(committed()).containsExactlyInAnyOrder("longtail", "longtail-exemplars");
      job.cancel().get();
    }
  }

  /** Gives the rights that the page names. */
  private void allow(List<String> users) throws Exception {
    List<AclBinding> rights = new ArrayList<>();
    Set<String> principals = new TreeSet<>();
    Matcher command = COMMAND.matcher(page);
    int shown = 0;
    while (command.find()) {
      shown++;
      principals.add(command.group(1));
      ResourcePattern resource =
          new ResourcePattern(
              ResourceType.valueOf(command.group(3).toUpperCase(Locale.ROOT)),
              command.group(4),
              command.group(5) == null ? PatternType.LITERAL : PatternType.PREFIXED);
      for (String operation : command.group(2).strip().split("\\s*--operation\\s+")) {
        if (!operation.isEmpty()) {
          rights.add(
              new AclBinding(
                  resource,
                  new AccessControlEntry(
                      command.group(1),
                      "*",
                      AclOperation.valueOf(operation.toUpperCase(Locale.ROOT)),
                      AclPermissionType.ALLOW)));
        }
      }
    }
    assertThat(shown).isEqualTo(page.split("kafka-acls\\.sh", -1).length - 1);
    assertThat(principals)
        .containsExactlyInAnyOrderElementsOf(users.stream().map(user -> "User:" + user).toList());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createAcls(rights).all().get();
    }
  }

  private LongtailOptions options(String user, LocalLabelServer labels) {
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail, properties: %2$s}
        earlier-exemplars: {bootstrap-servers: "%1$s", topic: longtail-exemplars, group-id: longtail-exemplars, properties: %2$s}
        sink: {kafka: {bootstrap-servers: "%1$s", properties: %2$s}}
        job: {parallelism: 2, scale: both, embedding-model: "%3$s", top-k: 20}
        labeler: {endpoint: "%4$s", model: %5$s, control-arms: true}
        scoring: {model: "%7$s"}
        checkpoints: {interval: PT1S, directory: "%6$s"}
        """
            .formatted(
                kafka.guardedServers(),
                Json.line(GuardedKafka.login(user)),
                folder.resolve("model"),
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("checkpoints").toUri(),
                folder.resolve("registry"));
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
  }

  private static String event(String time) {
    return event(time, "true");
  }

  private static String event(String time, String command) {
    return Json.line(Map.of("ts", time, "cmd", command, "event_id", "e-1"));
  }

  private void send(List<String> lines) throws Exception {
    Map<String, Object> settings = new HashMap<>(GuardedKafka.login("shipper"));
    settings.put("bootstrap.servers", kafka.guardedServers());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String line : lines) {
        producer
            .send(
                new ProducerRecord<>(
                    "command-events", 0, null, line.getBytes(StandardCharsets.UTF_8)))
            .get();
      }
    }
  }

  /** The keys of an output, as somebody reads them who may read results. */
  private List<String> keys(String output) {
    Map<String, Object> settings = new HashMap<>(GuardedKafka.login("longtail-page"));
    settings.put("bootstrap.servers", kafka.guardedServers());
    settings.put("allow.auto.create.topics", false);
    List<String> keys = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("longtail-" + output, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          keys.add(record.key());
        }
      }
    }
    return keys;
  }

  /** The form of the keys of each output, as the page lists it. */
  private Map<String, Pattern> forms() {
    Map<String, Pattern> forms = new TreeMap<>();
    Matcher row = ROW.matcher(page);
    while (row.find()) {
      String form =
          row.group(2)
              .replace("TOPIC-PARTITION@OFFSET", "command-events-\\d+@\\d+")
              .replace("[control/]", "(?:control/)?")
              .replace("WINDOW", "(?:2025-01-\\d\\d|unknown)")
              .replace("SCALE", "(?:full|reduced)")
              .replace("DETECTOR", "(?:isolation-forest|kmeans|pca)")
              .replace("HASH", "[0-9a-f]{16}")
              .replace("ARM", "(?:random|near-duplicate)")
              .replace("EVENT", "e-1")
              .replace("MEASURE", "(?:scores|vocabulary|unique_share)")
              .replace("STAGE", "[A-Za-z_-]+")
              .replace("PLACE", ".+");
      forms.put(row.group(1).substring("longtail-".length()), Pattern.compile(form));
    }
    assertThat(forms.keySet())
        .containsExactlyInAnyOrderElementsOf(
            List.of(Output.values()).stream().map(Output::folder).toList());
    return forms;
  }

  /** The groups that have committed an offset. */
  private List<String> committed() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      List<String> groups = new ArrayList<>();
      for (var group : admin.listGroups().all().get()) {
        groups.add(group.groupId());
      }
      return groups;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean() && Instant.now().isBefore(end)) {
      Thread.sleep(500);
    }
  }
}
