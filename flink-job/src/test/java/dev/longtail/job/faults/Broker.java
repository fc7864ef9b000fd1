package dev.longtail.job.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A Kafka broker in a JVM of its own, which keeps its data when it is killed and started again. */
final class Broker implements AutoCloseable {
  private static final String NAME = "kafka";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Jvms jvms;
  private final Path properties;
  private final String servers;

  /** Kept open, because a measurement asks often. */
  private Admin admin;

  /** A broker whose data lie in {@code folder}; it is formatted but not started. */
  Broker(Jvms jvms, Path folder) throws IOException {
    this.jvms = jvms;
    int port = Jvms.freePort();
    int controller = Jvms.freePort();
    servers = "127.0.0.1:" + port;
    Files.createDirectories(folder);
    properties = folder.resolve("server.properties");
    Properties all = new Properties();
    all.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            "1",
            "listeners",
            "PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d".formatted(servers, controller),
            "advertised.listeners",
            "PLAINTEXT://" + servers,
            "controller.listener.names",
            "CONTROLLER",
            "controller.quorum.voters",
            "1@127.0.0.1:" + controller,
            "log.dirs",
            folder.resolve("log").toString()));
    for (String one :
        List.of(
            "offsets.topic.replication.factor",
            "offsets.topic.num.partitions",
            "transaction.state.log.replication.factor",
            "transaction.state.log.min.isr")) {
      all.put(one, "1");
    }
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("log.retention.check.interval.ms", "10000"); // for topics with a limit
    try (OutputStream out = Files.newOutputStream(properties)) {
      all.store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(
            new String[] {
              "format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()
            },
            new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IOException("Kafka did not format: " + said.toString(StandardCharsets.UTF_8));
    }
  }

  String servers() {
    return servers;
  }

  /** Starts the broker, or starts it again, and waits until it answers. */
  void start() throws Exception {
    jvms.start(
        new Jvms.Program(
            NAME,
            List.of("-Xmx384m"),
            System.getProperty("java.class.path"),
            List.of("kafka.Kafka", properties.toString()),
            Map.of()));
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
        admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException | TimeoutException e) {
        if (Instant.now().isAfter(end)) {
          throw new IllegalStateException("no broker: " + jvms.said(NAME), e);
        }
      }
    }
  }

  /** Closes this side's connection; the broker goes on. */
  @Override
  public void close() {
    if (admin != null) {
      admin.close();
    }
  }

  void kill() throws InterruptedException {
    jvms.kill(NAME);
  }

  void createTopic(String name, int partitions) throws Exception {
    createTopic(name, partitions, Map.of());
  }

  void createTopic(String name, int partitions, Map<String, String> config) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(config);
      admin.createTopics(List.of(topic)).all().get();
    }
  }

  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", servers, "linger.ms", 5),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** How many records topics with one partition hold. */
  long records(List<String> topics) throws Exception {
    if (admin == null) {
      admin = Admin.create(Map.of("bootstrap.servers", servers));
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    topics.forEach(topic -> ends.put(new TopicPartition(topic, 0), OffsetSpec.latest()));
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  /** All records of a topic with one partition. */
  List<String> read(String topic) {
    List<String> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "allow.auto.create.topics", false),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          records.add(record.value());
        }
      }
    }
    return records;
  }
}
