package dev.longtail.job.config;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.longtail.detectors.drift.DriftMeasure;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.job.config.LongtailOptions.ExemplarFiles;
import dev.longtail.job.config.LongtailOptions.ExemplarTopic;
import dev.longtail.job.config.LongtailOptions.FileSink;
import dev.longtail.job.config.LongtailOptions.KafkaSink;
import dev.longtail.job.config.LongtailOptions.KafkaTopic;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.client.Agreement;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.client.TokenPrice;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.features.FeatureFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option arrives in the records, with its default pinned, whoever says it. */
class LongtailOptionsTest {
  private static final String ENDS =
      """
      source: {bootstrap-servers: "k:9092", topic: events, group-id: g}
      checkpoints: {directory: "file:///checkpoints"}
      """;

  private static final String TO_FILES = ENDS + "sink: {files: {path: /data}}\n";
  private static final String TO_KAFKA =
      ENDS
          + "sink: {kafka: {bootstrap-servers: \"o:9092\"}}\n"
          + "earlier-exemplars: {bootstrap-servers: \"x:9092\", topic: e, group-id: h}\n";
  private static final String PRICED =
      TO_FILES + "labeler: {endpoint: \"http://127.0.0.1:1\", token-price: 0.6}\n";
  private static final String ASKING = TO_FILES + "labeler: {endpoint: \"http://127.0.0.1:1\"}\n";

  private static final String JUDGES =
      TO_FILES
          + "labeler: {endpoint: \"http://127.0.0.1:1\", model: a, agreement: unanimous,"
          + " further-judges: \"b@http://127.0.0.1:2\"}\n";
  private static final String CERTIFIED =
      TO_FILES + "labeler: {endpoint: \"http://127.0.0.1:1\", client-certificate: \"/c.pem\"}\n";

  /** Stands for a default that the least file has to replace. */
  private static final String NEEDED = "needed";

  @TempDir static Path folder;

  /**
   * Where an option's value is to be found.
   *
   * @param file a file to which the value is added
   * @param fallback what is found without it
   * @param text the value as it is written
   * @param value what is found with it
   */
  private record Mapping(
      String file,
      Option<?> option,
      Object fallback,
      String text,
      Object value,
      Function<LongtailOptions, Object> component) {
    @Override
    public String toString() {
      return option.name();
    }
  }

  static Stream<Mapping> mappings() throws IOException {
    Path model = Files.createDirectories(folder.resolve("my-model"));
    Files.writeString(model.resolve("model.onnx"), "");
    Files.writeString(model.resolve("tokenizer.json"), "");
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            """
            vetoes:
              - id: acme-tool
                title: tool of our red team
                hints: acmestrike
                regex: '\\bacmestrike\\b'
                examples: acmestrike --listen
                counterexamples: acmestriker --help
            """);
    return Stream.of(
        map(
            TO_FILES,
            Catalogue.SOURCE_SERVERS,
            NEEDED,
            "a:1",
            "a:1",
            o -> source(o).bootstrapServers()),
        map(TO_FILES, Catalogue.SOURCE_TOPIC, NEEDED, "t", "t", o -> source(o).topic()),
        map(TO_FILES, Catalogue.SOURCE_GROUP, NEEDED, "i", "i", o -> source(o).groupId()),
        map(
            TO_FILES,
            Catalogue.SOURCE_PROPERTIES,
            Map.of(),
            "{security.protocol: SSL, acks: all}",
            Map.of("security.protocol", "SSL", "acks", "all"),
            o -> source(o).properties()),
        map(
            TO_FILES,
            Catalogue.MAX_AHEAD,
            Duration.ofHours(1),
            "PT5M",
            Duration.ofMinutes(5),
            o -> o.streaming().orElseThrow().times().maxAhead()),
        map(
            TO_FILES,
            Catalogue.MAX_DRIFT,
            Duration.ofHours(1),
            "PT6H",
            Duration.ofHours(6),
            o -> o.topology().events().maxDrift()),
        map(
            TO_FILES,
            Catalogue.IDLE_AFTER,
            Optional.empty(),
            "PT15M",
            Optional.of(Duration.ofMinutes(15)),
            o -> o.streaming().orElseThrow().times().idleAfter()),
        map(
            TO_FILES,
            Catalogue.EARLIER_FILES,
            List.of(),
            "/a,s3://b/c",
            List.of("/a", "s3://b/c"),
            o -> o.earlierExemplars() instanceof ExemplarFiles in ? in.files() : List.of()),
        map(
            TO_KAFKA,
            Catalogue.EARLIER_SERVERS,
            NEEDED,
            "a:1",
            "a:1",
            o -> earlier(o).bootstrapServers()),
        map(TO_KAFKA, Catalogue.EARLIER_TOPIC, NEEDED, "t", "t", o -> earlier(o).topic()),
        map(TO_KAFKA, Catalogue.EARLIER_GROUP, NEEDED, "i", "i", o -> earlier(o).groupId()),
        map(
            TO_KAFKA,
            Catalogue.EARLIER_PROPERTIES,
            Map.of(),
            "{a: b}",
            Map.of("a", "b"),
            o -> earlier(o).properties()),
        map(
            TO_KAFKA,
            Catalogue.SINK_SERVERS,
            NEEDED,
            "a:1",
            "a:1",
            o -> kafka(o).bootstrapServers()),
        map(
            TO_KAFKA,
            Catalogue.SINK_PREFIX,
            "longtail-",
            "lt.",
            "lt.",
            o -> kafka(o).topicPrefix()),
        map(
            TO_KAFKA,
            Catalogue.SINK_PROPERTIES,
            Map.of(),
            "{acks: all}",
            Map.of("acks", "all"),
            o -> kafka(o).properties()),
        map(
            TO_FILES,
            Catalogue.SINK_FOLDER,
            NEEDED,
            "s3://b/f",
            new FileSink("s3://b/f"),
            o -> o.streaming().orElseThrow().sink()),
        map(
            TO_FILES,
            Catalogue.PARALLELISM,
            OptionalInt.empty(),
            "3",
            OptionalInt.of(3),
            LongtailOptions::parallelism),
        map(
            TO_FILES,
            Catalogue.WINDOW,
            86_400_000L,
            "PT12H",
            43_200_000L,
            o -> o.topology().events().windows().size()),
        map(
            TO_FILES,
            Catalogue.FROM,
            Long.MIN_VALUE,
            "2025-01-01",
            Instant.parse("2025-01-01T00:00:00Z").toEpochMilli(),
            o -> o.topology().events().range().from()),
        map(
            TO_FILES,
            Catalogue.TO,
            Long.MAX_VALUE,
            "2025-01-31",
            Instant.parse("2025-02-01T00:00:00Z").toEpochMilli(),
            o -> o.topology().events().range().until()),
        map(
            TO_FILES,
            Catalogue.OUT_OF_ORDERNESS,
            Duration.ofMinutes(10),
            "PT2H",
            Duration.ofHours(2),
            o -> o.topology().events().outOfOrderness()),
        map(
            TO_FILES,
            Catalogue.TWINS,
            Twins.COUNT,
            "once",
            Twins.ONCE,
            o -> o.topology().events().twins()),
        map(
            TO_FILES,
            Catalogue.RAW,
            RawLines.KEEP,
            "redact",
            RawLines.REDACT,
            o -> o.topology().events().raw()),
        map(TO_FILES, Catalogue.SCALE, Scales.FULL, "both", Scales.BOTH, o -> ranking(o).scales()),
        map(
            TO_FILES,
            Catalogue.SAMPLE_SHARE,
            new SampleSize(1, 100_000),
            "0.08",
            new SampleSize(0.08, 100_000),
            o -> ranking(o).sample()),
        map(
            TO_FILES,
            Catalogue.SAMPLE_COUNT,
            new SampleSize(1, 100_000),
            "4000000",
            new SampleSize(1, 4_000_000),
            o -> ranking(o).sample()),
        map(
            TO_FILES,
            Catalogue.DETECTORS,
            "isolation-forest,kmeans,pca",
            "pca, kmeans",
            "kmeans,pca",
            o -> ReducedDetectors.names(ranking(o).reducedDetectors())),
        map(
            TO_FILES,
            Catalogue.COMBINE,
            Combination.EACH,
            "ranks",
            Combination.RANKS,
            o -> ranking(o).combination()),
        map(TO_FILES, Catalogue.TOP_K, 300, "7", 7, o -> ranking(o).topK()),
        map(
            TO_FILES + "scoring:\n  model: /registry\n",
            Catalogue.SELECT,
            Selection.ANOMALY,
            "both",
            Selection.BOTH,
            o -> o.topology().scoring().select()),
        map(TO_FILES, Catalogue.SHARDS, 4, "9", 9, o -> ranking(o).shards()),
        map(TO_FILES, Catalogue.POOL, 32_768, "1000", 1000, o -> ranking(o).limits().pool()),
        map(
            TO_FILES,
            Catalogue.UNIQUE_LIMIT,
            16_777_216,
            "2000",
            2000,
            o -> ranking(o).limits().unique()),
        map(TO_FILES, Catalogue.TREES, 100, "11", 11, o -> ranking(o).detector().trees()),
        map(TO_FILES, Catalogue.EXTENSION, 0, "2", 2, o -> ranking(o).detector().extension()),
        map(
            TO_FILES,
            Catalogue.FEATURES,
            FeatureFamily.ALL,
            "shape,marker",
            Set.of(FeatureFamily.SHAPE, FeatureFamily.MARKER),
            o -> ranking(o).features()),
        map(TO_FILES, Catalogue.DRIFT_WINDOWS, 14, "7", 7, o -> o.topology().drift().windows()),
        map(
            TO_FILES,
            Catalogue.DRIFT_SCORES,
            0.1,
            "0.3",
            0.3,
            o -> o.topology().drift().thresholds().get(DriftMeasure.SCORES)),
        map(
            TO_FILES,
            Catalogue.DRIFT_VOCABULARY,
            0.05,
            "0.3",
            0.3,
            o -> o.topology().drift().thresholds().get(DriftMeasure.VOCABULARY)),
        map(
            TO_FILES,
            Catalogue.DRIFT_UNIQUE_SHARE,
            0.02,
            "0.3",
            0.3,
            o -> o.topology().drift().thresholds().get(DriftMeasure.UNIQUE_SHARE)),
        map(
            TO_FILES,
            Catalogue.NEAR_DUPLICATES,
            true,
            "published",
            false,
            o -> o.topology().nearDuplicates().rule().sameShape()),
        map(
            TO_FILES,
            Catalogue.THRESHOLD,
            0.8,
            "0.7",
            0.7,
            o -> o.topology().nearDuplicates().rule().cosine()),
        map(
            TO_FILES,
            Catalogue.EMBEDDING_MODEL,
            "all-MiniLM-L6-v2",
            model.toString(),
            "my-model",
            o -> o.topology().nearDuplicates().model().name()),
        map(
            TO_FILES,
            Catalogue.VECTOR_STORE,
            Optional.empty(),
            "/var/cache/longtail",
            Optional.of("/var/cache/longtail"),
            o -> Optional.ofNullable(o.topology().nearDuplicates().model().vectors())),
        map(
            TO_FILES,
            Catalogue.RULES,
            UserRules.NONE,
            rules.toString(),
            UserRules.read(rules),
            o -> labeler(o).rules()),
        map(
            TO_FILES,
            Catalogue.LABELS,
            new LabelerOptions.None(),
            "truth:f",
            new LabelerOptions.Truth("f"),
            o -> labeler(o).source()),
        map(
            TO_FILES,
            Catalogue.ENDPOINT,
            "",
            "http://127.0.0.1:1",
            "http://127.0.0.1:1/v1",
            o ->
                labeler(o).source() instanceof LabelerOptions.Server server
                    ? server.endpoint().base().toString()
                    : ""),
        map(ASKING, Catalogue.MODEL, "", "m", "m", o -> server(o).model()),
        map(
            ASKING,
            Catalogue.PROFILE,
            ProviderProfile.PLAIN,
            "OPENAI_REASONING",
            ProviderProfile.OPENAI_REASONING,
            o -> server(o).profile()),
        map(ASKING, Catalogue.CONCURRENCY, 8, "2", 2, o -> labeler(o).concurrency()),
        map(
            ASKING,
            Catalogue.DEADLINE,
            Duration.ofSeconds(60),
            "9",
            Duration.ofSeconds(9),
            o -> labeler(o).deadline()),
        map(ASKING, Catalogue.MAX_CALLS, Long.MAX_VALUE, "5", 5L, o -> labeler(o).maxCalls()),
        map(ASKING, Catalogue.MAX_TOKENS, Long.MAX_VALUE, "6", 6L, o -> labeler(o).maxTokens()),
        map(
            PRICED,
            Catalogue.MAX_COST,
            Long.MAX_VALUE,
            "7.5",
            7_500_000_000L,
            o -> labeler(o).spending().total().cost()),
        map(
            ASKING,
            Catalogue.MAX_CALLS_PER_WINDOW,
            Long.MAX_VALUE,
            "5",
            5L,
            o -> labeler(o).spending().perWindow().calls()),
        map(
            ASKING,
            Catalogue.MAX_TOKENS_PER_WINDOW,
            Long.MAX_VALUE,
            "6",
            6L,
            o -> labeler(o).spending().perWindow().tokens()),
        map(
            PRICED,
            Catalogue.MAX_COST_PER_WINDOW,
            Long.MAX_VALUE,
            "0.25",
            250_000_000L,
            o -> labeler(o).spending().perWindow().cost()),
        map(
            ASKING,
            Catalogue.PRICES,
            Map.of(),
            "{gpt-4o-mini: 0.15/0.6, \"qwen2.5:*\": 0}",
            Map.of("gpt-4o-mini", new TokenPrice(0.15, 0.6), "qwen2.5:*", new TokenPrice(0, 0)),
            o -> labeler(o).spending().prices().table()),
        map(
            ASKING,
            Catalogue.TOKEN_PRICE,
            OptionalDouble.empty(),
            "0.6",
            OptionalDouble.of(0.6),
            o -> labeler(o).spending().prices().flat()),
        map(ASKING, Catalogue.CANARIES, true, "false", false, o -> labeler(o).canaries()),
        map(
            ASKING,
            Catalogue.AGREEMENT,
            Agreement.OFF,
            "framing",
            Agreement.FRAMING,
            o -> labeler(o).agreement()),
        map(
            JUDGES,
            Catalogue.FURTHER_JUDGES,
            NEEDED,
            "c@http://127.0.0.1:3#openai_reasoning",
            List.of("c OPENAI_REASONING"),
            o ->
                labeler(o).agreement().further().stream()
                    .map(judge -> judge.model() + " " + judge.profile())
                    .toList()),
        map(ASKING, Catalogue.PROBE, true, "false", false, o -> labeler(o).probe()),
        map(ASKING, Catalogue.CA, "", "/ca.pem", "/ca.pem", o -> labeler(o).reach().ca()),
        map(
            ASKING,
            Catalogue.CLIENT_CERTIFICATE,
            "",
            "/c.p12",
            "/c.p12",
            o -> labeler(o).reach().clientCertificate()),
        map(
            CERTIFIED,
            Catalogue.CLIENT_KEY,
            "",
            "/k.pem",
            "/k.pem",
            o -> labeler(o).reach().clientKey()),
        map(
            ASKING,
            Catalogue.ALLOW_PLAIN_HTTP,
            false,
            "true",
            true,
            o -> labeler(o).reach().plainHttp()),
        map(
            ASKING,
            Catalogue.REDACT_REFERENCES,
            false,
            "true",
            true,
            o -> labeler(o).redactReferences()),
        map(ASKING, Catalogue.PSEUDONYMS, false, "true", true, o -> labeler(o).pseudonyms()),
        map(
            ASKING,
            Catalogue.INTERNAL_ZONES,
            List.of(),
            "acme.example, b.example",
            List.of("acme.example", "b.example"),
            o -> labeler(o).internalZones()),
        map(ASKING, Catalogue.MAX_PER_HOST, 100, "7", 7, o -> limits(o).perHost()),
        map(ASKING, Catalogue.MAX_PER_USER, 0, "8", 8, o -> limits(o).perUser()),
        map(ASKING, Catalogue.MAX_PER_CLUSTER, 100, "9", 9, o -> limits(o).perCluster()),
        map(ASKING, Catalogue.CAP_DAYS, 365, "90", 90, o -> limits(o).days()),
        map(ASKING, Catalogue.MIN_HOSTS, 1, "2", 2, o -> limits(o).minHosts()),
        map(ASKING, Catalogue.MIN_DAYS, 1, "3", 3, o -> limits(o).minDays()),
        map(ASKING, Catalogue.WAIT_DAYS, 30, "40", 40, o -> limits(o).waitDays()),
        map(ASKING, Catalogue.CLASSIFIER, "", "s3://b/m", "s3://b/m", o -> gate(o).location()),
        map(ASKING, Catalogue.CLASSIFIER_LIMIT, 0.9, "0.7", 0.7, o -> gate(o).limit()),
        map(
            ASKING,
            Catalogue.PATIENCE,
            Duration.ofMinutes(2),
            "9",
            Duration.ofSeconds(9),
            o -> labeler(o).patience()),
        map(
            ASKING,
            Catalogue.JOURNAL,
            "file:///checkpoints/label-journal",
            "s3://b/j",
            "s3://b/j",
            o -> labeler(o).journal()),
        map(ASKING, Catalogue.VERDICT_CACHE, "", "s3://b/v", "s3://b/v", o -> labeler(o).cache()),
        map(
            TO_FILES,
            Catalogue.CONTROL_ARMS,
            false,
            "true",
            true,
            o -> o.topology().labels().controlArms()),
        map(
            TO_FILES,
            Catalogue.SCORING_MODEL,
            "",
            "/registry",
            "/registry",
            o -> o.topology().scoring().location()),
        map(
            TO_FILES,
            Catalogue.SCORING_POLL,
            Duration.ofMinutes(1),
            "PT5S",
            Duration.ofSeconds(5),
            o -> o.topology().scoring().poll()),
        map(
            TO_FILES,
            Catalogue.SCORING_ALERTS,
            100,
            "7",
            7,
            o -> o.topology().scoring().alertsPerDay()),
        map(
            TO_FILES,
            Catalogue.SCORING_QUEUE,
            50,
            "0",
            0,
            o -> o.topology().scoring().queuePerDay()),
        map(
            TO_FILES,
            Catalogue.CHECKPOINT_INTERVAL,
            Duration.ofMinutes(1),
            "PT5S",
            Duration.ofSeconds(5),
            o -> o.streaming().orElseThrow().checkpoints().interval()),
        map(
            TO_FILES,
            Catalogue.CHECKPOINT_FOLDER,
            NEEDED,
            "file:///c",
            "file:///c",
            o -> o.streaming().orElseThrow().checkpoints().directory()),
        map(
            TO_FILES,
            Catalogue.RESTORE,
            new Restore.Latest(),
            "s3://b/chk-7",
            new Restore.From("s3://b/chk-7"),
            o -> o.streaming().orElseThrow().checkpoints().restore()),
        map(
            TO_FILES,
            Catalogue.FRESH,
            false,
            "true",
            true,
            o -> o.streaming().orElseThrow().checkpoints().fresh()),
        map(
            TO_FILES,
            Catalogue.PAGE_PORT,
            OptionalInt.empty(),
            "8070",
            OptionalInt.of(8070),
            o -> page(o).port()),
        map(TO_FILES, Catalogue.PAGE_HOST, "127.0.0.1", "0.0.0.0", "0.0.0.0", o -> page(o).host()),
        map(
            TO_FILES,
            Catalogue.PAGE_NAMES,
            List.of(),
            "a.example, b.example",
            List.of("a.example", "b.example"),
            o -> page(o).names()));
  }

  private static LongtailOptions.Page page(LongtailOptions options) {
    return options.streaming().orElseThrow().page();
  }

  @Test
  void everyOptionIsMapped() throws IOException {
    assertThat(mappings().map(Mapping::option)).containsExactlyElementsOf(Catalogue.ALL);
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void itsDefaultIsPinned(Mapping mapping) {
    if (!mapping.fallback().equals(NEEDED)) {
      assertThat(mapping.component().apply(read(mapping.file()))).isEqualTo(mapping.fallback());
    }
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void itArrivesWhoeverSaysIt(Mapping mapping) {
    Option<?> option = mapping.option();
    String quoted = option.type().form() == OptionType.Form.MAPPING ? "" : "'";
    SettingsReader inFile =
        new SettingsReader()
            .file("f", only(mapping.file(), option, quoted + mapping.text() + quoted));
    SettingsReader inEnvironment =
        base(mapping).environment(Map.of(option.variable(), mapping.text()));
    SettingsReader asFlag = base(mapping).flags(Map.of(option, List.of(mapping.text())));
    SettingsReader byName = base(mapping).arguments(List.of(option.name() + "=" + mapping.text()));
    SettingsReader byWord = base(mapping).arguments(List.of(option.word() + "=" + mapping.text()));
    for (SettingsReader reader : List.of(inFile, inEnvironment, asFlag, byName, byWord)) {
      LongtailOptions options = LongtailOptions.of(reader.settings(), Purpose.STREAMING);
      assertThat(mapping.component().apply(options)).isEqualTo(mapping.value());
    }
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void itChangesTheFingerprintIfItBindsState(Mapping mapping) {
    Fingerprint before = read(mapping.file()).fingerprint();
    Fingerprint after =
        LongtailOptions.read(
                mapping.file(),
                "f",
                Map.of(),
                List.of(mapping.option().name() + "=" + mapping.text()))
            .fingerprint();
    assertThat(!after.equals(before)).isEqualTo(mapping.option().bindsState());
    if (mapping.option().bindsState()) {
      assertThat(after.differencesFrom(before))
          .anySatisfy(line -> assertThat(line).startsWith(mapping.option().name() + " was "));
    }
    assertThat(Fingerprint.parse(after.text())).isEqualTo(after);
  }

  @Test
  void aChoiceByScoresNeedsAClassifierAndTheFullScale() {
    assertThatThrownBy(() -> read(TO_FILES, "select=value"))
        .isInstanceOf(InvalidOptions.class)
        .hasMessageContaining("select needs a classifier that scores the commands")
        .hasMessageContaining("scoring.model");
    assertThatThrownBy(
            () -> read(TO_FILES, "select=both", "scale=reduced", "scoring.model=/registry"))
        .isInstanceOf(InvalidOptions.class)
        .hasMessageContaining("select chooses among the unique commands of the full scale");
    assertThatThrownBy(
            () -> read(TO_FILES, "select=both", "combine=ranks", "scoring.model=/registry"))
        .isInstanceOf(InvalidOptions.class)
        .hasMessageContaining("combine: ranks makes one of all rankings");
  }

  private static LongtailOptions read(String yaml, String... arguments) {
    return LongtailOptions.read(yaml, "f", Map.of(), List.of(arguments));
  }

  @Test
  void theFingerprintIsStable() {
    assertThat(read(TO_FILES).fingerprint().text())
        .isEqualTo(
            """
            v1
            job.embedding-model=all-MiniLM-L6-v2
            job.near-duplicates=shapes
            job.scale=full
            job.shards=4
            job.threshold=0.8
            job.window=PT24H\
            """);
    for (String none : List.of("", "v1 job.shards=4", "v\njob.shards=4", "v1\nshards")) {
      assertThatThrownBy(() -> Fingerprint.parse(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no fingerprint");
    }
  }

  @Test
  void namesAreUniqueAndExamplesAndDefaultsValid() {
    Set<String> names = new HashSet<>();
    for (Option<?> option : Catalogue.ALL) {
      assertThat(option.flag()).matches("--[a-z][a-z-]*");
      assertThat(names.add(option.flag())).as(option.flag()).isTrue();
      assertThat(names.add(option.name())).as(option.name()).isTrue();
      option.formerFlags().forEach(flag -> assertThat(names.add(flag)).as(flag).isTrue());
      assertThat(option.meaning()).isNotBlank().doesNotEndWith(".").doesNotContain("|");
      assertValid(option);
    }
  }

  private static <T> void assertValid(Option<T> option) {
    T example = option.type().parse(option.example());
    assertThat(option.range().allowed().test(example)).as(option.name()).isTrue();
    if (option.fallback() != null) {
      assertThat(option.range().allowed().test(option.fallback())).as(option.name()).isTrue();
      assertThat(option.type().parse(option.shownDefault())).isEqualTo(option.fallback());
    }
  }

  @Test
  void theFileOfTheDocumentationIsValidShowsTheDefaultsAndNamesEveryKey() throws IOException {
    String yaml = Files.readString(Path.of("../flink-conf/longtail.yaml"));
    assertThatCode(() -> read(yaml)).doesNotThrowAnyException();
    Settings settings = new SettingsReader().file("longtail.yaml", yaml).settings();
    for (Option<?> option : Catalogue.ALL) {
      if (option.fallback() != null) {
        assertThat(settings.<Object>get(raw(option)))
            .as(option.name())
            .isEqualTo(option.fallback());
      }
    }
    // What is commented out is valid too.
    String all = yaml.replaceAll("(?m)^( *)# ( *)(?:# )?([a-z-]+:( |$))", "$1$2$3");
    for (Option<?> option : Catalogue.ALL) {
      assertThat(all).containsPattern("(?m)^ +" + option.key() + ":");
    }
    assertThat(new SettingsReader().file("all", all).settings().problems()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Option<Object> raw(Option<?> option) {
    return (Option<Object>) option;
  }

  @Test
  void thePackageKnowsNeitherFlinkNorTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("dev.longtail.job.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink..", "picocli..", "dev.longtail..flink..", "dev.longtail.job.cli..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.longtail.job.config"));
  }

  private static Mapping map(
      String file,
      Option<?> option,
      Object fallback,
      String text,
      Object value,
      Function<LongtailOptions, Object> component) {
    return new Mapping(file, option, fallback, text, value, component);
  }

  private static SettingsReader base(Mapping mapping) {
    return new SettingsReader().file("f", mapping.file());
  }

  /** The file with another value of the option, and in the environment what else it said. */
  private static String only(String file, Option<?> option, String value) {
    Settings said = new SettingsReader().file("f", file).settings();
    StringBuilder yaml = new StringBuilder();
    for (Section section : Section.values()) {
      StringBuilder keys = new StringBuilder();
      for (Option<?> each : Catalogue.of(section)) {
        String text =
            each.equals(option) ? value : said.says(each) ? "'" + said.get(each) + "'" : null;
        if (text == null) {
          continue;
        }
        String[] path = each.name().split("\\.");
        boolean nested = path.length == 3;
        if (nested && keys.indexOf("  " + path[1] + ":\n") < 0) {
          keys.append("  ").append(path[1]).append(":\n");
        }
        keys.append(nested ? "    " : "  ")
            .append(each.key())
            .append(": ")
            .append(text)
            .append('\n');
      }
      if (keys.length() > 0) {
        yaml.append(section.key()).append(":\n").append(keys);
      }
    }
    return yaml.toString();
  }

  private static LongtailOptions read(String yaml) {
    return LongtailOptions.read(yaml, "f", Map.of(), List.of());
  }

  private static KafkaTopic source(LongtailOptions options) {
    return options.streaming().orElseThrow().source();
  }

  private static KafkaTopic earlier(LongtailOptions options) {
    return ((ExemplarTopic) options.earlierExemplars()).topic();
  }

  private static KafkaSink kafka(LongtailOptions options) {
    return (KafkaSink) options.streaming().orElseThrow().sink();
  }

  private static TopologyOptions.Ranking ranking(LongtailOptions options) {
    return options.topology().ranking();
  }

  private static LabelerOptions labeler(LongtailOptions options) {
    return options.topology().labels().labeler();
  }

  private static ClassifierOptions gate(LongtailOptions options) {
    return options.topology().labels().classifier();
  }

  private static AdmissionLimits limits(LongtailOptions options) {
    return options.topology().labels().limits();
  }

  private static LabelerOptions.Server server(LongtailOptions options) {
    return (LabelerOptions.Server) labeler(options).source();
  }
}
