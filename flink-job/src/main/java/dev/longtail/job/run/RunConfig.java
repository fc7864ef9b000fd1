package dev.longtail.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.FileSinks;
import dev.longtail.job.connect.KafkaEvents;
import dev.longtail.job.connect.KafkaExemplars;
import dev.longtail.job.connect.KafkaSinks;
import dev.longtail.job.graph.SinkFactory;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;

/**
 * The configuration file of the streaming job.
 *
 * @param source where events come from
 * @param earlierExemplars where the exemplars of this job and of earlier ones come from; without it
 *     only those in its own state are known
 * @param sink where results go
 * @param job what is computed; a missing key has the default of {@link TopologyOptions#DEFAULT}
 * @param labeler who labels; without it exemplars wait
 * @param checkpoints when and where
 */
public record RunConfig(
    KafkaTopic source,
    KafkaTopic earlierExemplars,
    SinkConfig sink,
    JobConfig job,
    LabelerConfig labeler,
    Checkpoints checkpoints) {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** A topic to read. */
  public record KafkaTopic(
      String bootstrapServers, String topic, String groupId, Map<String, String> properties) {
    private void check(String key) {
      require(key + ".bootstrap-servers", bootstrapServers);
      require(key + ".topic", topic);
      require(key + ".group-id", groupId);
    }
  }

  /** Where results go: exactly one of the two. */
  public record SinkConfig(KafkaTopics kafka, Folder files) {
    /** Requires exactly one. */
    public SinkConfig {
      if ((kafka == null) == (files == null)) {
        throw new InputException("key sink: name either kafka or files");
      }
    }
  }

  /** A topic for each output. */
  public record KafkaTopics(
      String bootstrapServers, String topicPrefix, Map<String, String> properties) {
    /** Requires the servers; the prefix is {@code longtail-} by default. */
    public KafkaTopics {
      require("sink.kafka.bootstrap-servers", bootstrapServers);
      topicPrefix = topicPrefix == null ? "longtail-" : topicPrefix;
    }
  }

  /** A folder for each output below {@code path}, a path or URI that Flink knows. */
  public record Folder(String path) {
    /** Requires the path. */
    public Folder {
      require("sink.files.path", path);
    }
  }

  /** What is computed. */
  public record JobConfig(
      Integer parallelism,
      Duration window,
      Duration outOfOrderness,
      Integer topK,
      Integer shards,
      Integer pool,
      Integer uniqueLimit,
      Integer trees,
      Integer extension,
      Scales scale,
      Double sampleShare,
      Integer sampleCount,
      NearDuplicateRule.Kind nearDuplicates,
      Double threshold,
      Path embeddingModel) {
    static final JobConfig DEFAULT =
        new JobConfig(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null);
  }

  /** Who labels: a truth file or an endpoint. */
  public record LabelerConfig(
      String labels,
      String endpoint,
      String model,
      ProviderProfile profile,
      Integer concurrency,
      Duration deadline,
      Long maxCalls,
      Long maxTokens) {}

  /** When and where checkpoints are written. */
  public record Checkpoints(Duration interval, String directory) {
    /** Requires the directory; the interval is a minute by default. */
    public Checkpoints {
      require("checkpoints.directory", directory);
      interval = interval == null ? Duration.ofMinutes(1) : interval;
      if (interval.toMillis() < 10) {
        throw new InputException("key checkpoints.interval: " + interval + " is too short");
      }
    }
  }

  /** Requires source, sink and checkpoints, and of each topic all but the properties. */
  public RunConfig {
    requirePart("source", source);
    source.check("source");
    if (earlierExemplars != null) {
      earlierExemplars.check("earlier-exemplars");
    }
    requirePart("sink", sink);
    requirePart("checkpoints", checkpoints);
    job = job == null ? JobConfig.DEFAULT : job;
  }

  /**
   * Reads a file.
   *
   * @throws InputException naming the file, the line where it is known, and the key
   */
  public static RunConfig read(Path file) {
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
    return read(file.toString(), yaml, Overrides.NONE);
  }

  /**
   * Reads a text.
   *
   * @param name of it, for messages
   * @param overrides settings that take precedence
   * @throws InputException naming it, the line where it is known, and the key
   */
  public static RunConfig read(String name, String yaml, Overrides overrides) {
    try {
      // Where nothing was changed every line is still that of the file.
      RunConfig config =
          overrides.isEmpty()
              ? YAML.readValue(yaml, RunConfig.class)
              : YAML.treeToValue(changed(yaml, overrides), RunConfig.class);
      if (config == null) {
        throw new InputException(name + ": is empty");
      }
      config.topology();
      return config;
    } catch (JsonProcessingException e) {
      String line =
          e.getLocation() == null || e.getLocation().getLineNr() < 1
              ? ""
              : ":" + e.getLocation().getLineNr();
      throw new InputException(name + line + ": " + problem(e), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(name + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode changed(String yaml, Overrides overrides)
      throws JsonProcessingException {
    JsonNode tree = YAML.readTree(yaml);
    ObjectNode configuration = tree instanceof ObjectNode keys ? keys : YAML.createObjectNode();
    overrides.applyTo(configuration, YAML);
    return configuration;
  }

  private static String problem(JsonProcessingException e) {
    if (e.getCause() instanceof InputException input) {
      return input.getMessage();
    }
    String key =
        e instanceof JsonMappingException mapping
            ? String.join(
                ".",
                mapping.getPath().stream()
                    .map(
                        part ->
                            part.getFieldName() == null
                                ? "" + part.getIndex()
                                : part.getFieldName())
                    .toList())
            : "";
    String message = e.getOriginalMessage().lines().findFirst().orElse("");
    return (key.isEmpty() ? "" : "key " + key + ": ") + message;
  }

  private static void require(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException("key " + key + " is missing");
    }
  }

  private static void requirePart(String key, Object value) {
    if (value == null) {
      throw new InputException("key " + key + " is missing");
    }
  }

  /** The source. */
  Source<SourceRecord, ?, ?> events() {
    return KafkaEvents.source(
        source.bootstrapServers, source.topic, source.groupId, asProperties(source.properties));
  }

  /** The exemplars of this job and of earlier ones; null if they are not asked for. */
  Source<String, ?, ?> exemplars() {
    return earlierExemplars == null
        ? null
        : KafkaExemplars.source(
            earlierExemplars.bootstrapServers,
            earlierExemplars.topic,
            earlierExemplars.groupId,
            asProperties(earlierExemplars.properties));
  }

  /** The sinks. */
  SinkFactory sinks() {
    return sink.files != null
        ? new FileSinks(new org.apache.flink.core.fs.Path(sink.files.path))
        : new KafkaSinks(
            sink.kafka.bootstrapServers,
            sink.kafka.topicPrefix,
            asProperties(sink.kafka.properties));
  }

  private static Properties asProperties(Map<String, String> map) {
    Properties properties = new Properties();
    properties.putAll(map == null ? Map.of() : map);
    return properties;
  }

  /** The options of the topology. */
  TopologyOptions topology() {
    TopologyOptions.Events events = TopologyOptions.DEFAULT.events();
    return new TopologyOptions(
        new TopologyOptions.Events(
            job.window == null ? events.windows() : new DetectorWindows(job.window.toMillis()),
            events.range(),
            or(job.outOfOrderness, events.outOfOrderness())),
        ranking(),
        nearDuplicates(),
        new TopologyOptions.Labels(labelerOptions(), false));
  }

  private TopologyOptions.NearDuplicates nearDuplicates() {
    EmbeddingModel model =
        job.embeddingModel == null
            ? TopologyOptions.DEFAULT.nearDuplicates().model()
            : EmbeddingModel.inFolder(job.embeddingModel);
    NearDuplicateRule rule = or(job.nearDuplicates, NearDuplicateRule.Kind.SHAPES).rule(model);
    return new TopologyOptions.NearDuplicates(
        model,
        job.threshold == null ? rule : new NearDuplicateRule(job.threshold, rule.sameShape()));
  }

  private TopologyOptions.Ranking ranking() {
    TopologyOptions.Ranking defaults = TopologyOptions.DEFAULT.ranking();
    return new TopologyOptions.Ranking(
        or(job.scale, defaults.scales()),
        or(job.shards, defaults.shards()),
        or(job.topK, defaults.topK()),
        new IsolationForestDetector(
            or(job.trees, defaults.detector().trees()),
            defaults.detector().subsample(),
            or(job.extension, defaults.detector().extension())),
        new ShardWindow.Limits(
            defaults.limits().sample(),
            or(job.pool, defaults.limits().pool()),
            or(job.uniqueLimit, defaults.limits().unique())),
        new SampleSize(
            or(job.sampleShare, defaults.sample().share()),
            or(job.sampleCount, defaults.sample().count())));
  }

  private LabelerOptions labelerOptions() {
    if (labeler == null) {
      return LabelerOptions.none();
    }
    LabelerOptions options =
        LabelerOptions.parse(
            labeler.labels,
            labeler.endpoint,
            labeler.model,
            or(labeler.profile, ProviderProfile.PLAIN));
    return options
        .withConcurrency(or(labeler.concurrency, options.concurrency()))
        .withDeadline(or(labeler.deadline, options.deadline()))
        .withCaps(
            or(labeler.maxCalls, options.maxCalls()), or(labeler.maxTokens, options.maxTokens()));
  }

  private static <T> T or(T value, T fallback) {
    return value == null ? fallback : value;
  }
}
