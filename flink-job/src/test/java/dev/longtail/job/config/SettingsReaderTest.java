package dev.longtail.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wins, and what is said of mistakes. */
class SettingsReaderTest {
  private static final String LEAST =
      """
      source: {bootstrap-servers: "k:9092", topic: events, group-id: g}
      sink: {files: {path: /data}}
      checkpoints: {directory: "file:///checkpoints"}
      """;

  private static final Map<String, String> ENVIRONMENT =
      Map.of("LONGTAIL_TOP_K", "2", "LONGTAIL_TREES", "2", "LONGTAIL_SHARDS", " ");

  @Test
  void theFlagWinsOverTheEnvironmentOverTheFileOverTheCommandsOwnDefault() {
    Settings settings =
        new SettingsReader()
            .flags(Map.of(Catalogue.TOP_K, List.of("1")))
            .preset("demo", Catalogue.POOL, "4000")
            .preset("demo", Catalogue.SHARDS, "5")
            .environment(ENVIRONMENT)
            .file("f.yaml", "job:\n  top-k: 3\n  trees: 3\n  shards: 3\n")
            .settings()
            .checked();
    assertValue(settings, Catalogue.TOP_K, 1, "flag --top-k");
    assertValue(settings, Catalogue.TREES, 2, "environment LONGTAIL_TREES");
    assertValue(settings, Catalogue.SHARDS, 3, "f.yaml:4");
    assertValue(settings, Catalogue.POOL, 4000, "default of demo");
    assertValue(settings, Catalogue.EXTENSION, 0, "default");
    Settings byArgument =
        new SettingsReader()
            .environment(ENVIRONMENT)
            .arguments(List.of("top-k=1", "job.trees=4"))
            .settings();
    assertValue(byArgument, Catalogue.TOP_K, 1, "argument top-k");
    assertValue(byArgument, Catalogue.TREES, 4, "argument job.trees");
  }

  @Test
  void anEmptyArgumentTakesTheDefault() {
    Settings settings =
        new SettingsReader()
            .environment(ENVIRONMENT)
            .file("f.yaml", "labeler: {endpoint: 'http://localhost:1/v1'}")
            .arguments(List.of("job.trees=", "labeler.endpoint=", "top-k=", "top-k=7"))
            .settings()
            .checked();
    assertValue(settings, Catalogue.TREES, 100, "default");
    assertValue(settings, Catalogue.ENDPOINT, null, "default");
    assertValue(settings, Catalogue.TOP_K, 7, "argument top-k");
  }

  private static <T> void assertValue(Settings settings, Option<T> option, T value, String origin) {
    assertThat(settings.get(option)).isEqualTo(value);
    assertThat(settings.origin(option).text()).isEqualTo(origin);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          job: {topk: 3}         | f.yaml:4: key job.topk: there is no such option; nearest is job.top-k, e.g. top-k: 100
          top-k: 3               | f.yaml:4: key top-k: there is no such option; nearest is job.top-k, e.g. top-k: 100
          earlier-exemplars: {url: x} | key earlier-exemplars.url: there is no such option; nearest is
          job: {top-k: many}     | f.yaml:4: key job.top-k 'many' is no whole number, e.g. top-k: 100
          job: {top-k: 3.5}      | f.yaml:4: key job.top-k '3.5' is no whole number
          job: {top-k: 99999999999} | key job.top-k '99999999999' is too large; at most 2147483647
          job: {top-k: [1, 2]}   | f.yaml:4: key job.top-k takes a single value, no list
          job: {top-k: {a: b}}   | f.yaml:4: key job.top-k takes a single value, no mapping
          job: {top-k: }         | f.yaml:4: key job.top-k has no value, e.g. top-k: 100
          job: {top-k: 0}        | f.yaml:4: key job.top-k 0: from 1 to the pool, e.g. top-k: 100
          job: {top-k: 40000}    | f.yaml:4: key job.top-k 40000: from 1 to 32,768, the pool, e.g. top-k: 100
          job: {pool: 100}       | f.yaml:4: key job.pool 300: from 1 to 100, the pool, e.g. pool: 65536
          job: {window: 12h}     | f.yaml:4: key job.window '12h' is no period; write hours as PT12H
          job: {scale: foo}      | key job.scale 'foo' is none of full, reduced, both, e.g. scale: both
          job: {from: 2025-02-30} | key job.from '2025-02-30' is no date; year, month and day are wanted, e.g. from: 2025-01-01
          job: {from: 2025-02-02, to: 2025-02-01} | key job.to 2025-02-01 is before 2025-02-02, the first day
          job: {threshold: 1.5}  | key job.threshold 1.5: from 0 to 1, e.g. threshold: 0.85
          job: {embedding-model: /nowhere} | f.yaml:4: key job.embedding-model /nowhere/model.onnx: cannot be read
          job: 7                 | f.yaml:4: key job is a section: its keys stand below it, e.g. job: {parallelism: 2}
          earlier-exemplars: x   | e.g. earlier-exemplars: {files: out-of-january}
          earlier-exemplars: {topic: x} | f.yaml: key earlier-exemplars.bootstrap-servers is missing, e.g. bootstrap-servers: localhost:9092
          earlier-exemplars: {topic: x, files: y} | key earlier-exemplars.files goes not with a topic of exemplars
          sink: {kafka: {topic-prefix: x}} | f.yaml:4: key sink is there already, at line 2
          job: {top-k: 3, top-k: 4} | f.yaml:4: key top-k is there already, at line 4
          labeler: {labels: f}   | key labeler.labels f: truth: and a file, e.g. labels: truth:labels.jsonl
          labeler: {labels: truth:f, endpoint: `http://h`} | key labeler.labels goes not with an endpoint: name one labeler
          labeler: {labels: truth:f, model: m} | key labeler.model goes with an endpoint, not with a file of labels
          labeler: {concurrency: 2} | key labeler.concurrency says how to ask, but neither labeler.endpoint nor labeler.labels says whom
          labeler: {endpoint: `ftp://h`} | key labeler.endpoint ftp://h/v1: must begin with http:// or https://, e.g. endpoint: http://localhost:11434/v1
          labeler: {control-arms: yes} | key labeler.control-arms 'yes' is neither true nor false, e.g. control-arms: true
          source: [              | f.yaml:
          checkpoints: {interval: PT0S} | f.yaml:4: key checkpoints is there already
          """)
  void namesFileLineKeyAndAValidExample(String line, String message) {
    assertThatThrownBy(() -> read(LEAST + line.replace("`", "") + "\n"))
        .isInstanceOf(InvalidOptions.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesWhatIsMissing() {
    assertProblems(
        "job: {top-k: 3}\n",
        "f.yaml: key source.bootstrap-servers is missing, e.g. bootstrap-servers: localhost:9092",
        "f.yaml: key source.topic is missing, e.g. topic: command-events",
        "f.yaml: key source.group-id is missing, e.g. group-id: longtail",
        "f.yaml: key sink.kafka.bootstrap-servers is missing: name either kafka or files, e.g."
            + " bootstrap-servers: localhost:9092",
        "f.yaml: key checkpoints.directory is missing, e.g. directory:"
            + " file:///var/lib/longtail/checkpoints");
    assertProblems(
        LEAST.replace("files: {path: /data}", "files: {path: /data}, kafka: {topic-prefix: x}"),
        "f.yaml:2: key sink.files.path goes not with sink.kafka: name either kafka or files, e.g."
            + " path: s3://bucket/longtail");
    assertThatThrownBy(() -> read("")).hasMessageContaining("f.yaml: is empty");
    assertThatThrownBy(() -> read("[1, 2]")).hasMessageContaining("f.yaml: holds no keys");
    assertThatThrownBy(() -> read(LEAST + "---\njob: {}\n"))
        .hasMessageContaining("f.yaml:5: a second document");
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertProblems(
        LEAST + "job:\n  topk: 3\n  trees: 0\n  pool: 10\nlabeler:\n  model: m\n",
        "f.yaml:5: key job.topk: there is no such option; nearest is job.top-k, e.g. top-k: 100",
        "f.yaml:6: key job.trees 0: 1 or more, e.g. trees: 200",
        "f.yaml:9: key labeler.model says how to ask, but neither labeler.endpoint nor"
            + " labeler.labels says whom, e.g. model: qwen2.5:7b");
  }

  @Test
  void anEmptySectionSaysNothing() {
    assertThat(read(LEAST + "job:\nlabeler:\nearlier-exemplars:\n").topology().ranking())
        .isEqualTo(TopologyOptions.DEFAULT.ranking());
  }

  @Test
  void namesTheVariableTheFlagAndTheArgument() {
    Settings settings =
        new SettingsReader()
            .environment(Map.of("LONGTAIL_TOP_K", "many"))
            .flags(Map.of(Catalogue.TREES, List.of("0")))
            .arguments(List.of("job.pool=x", "topk=3", "nonsense"))
            .settings();
    assertThat(settings.problems().stream().map(Problem::text))
        .containsExactly(
            "environment variable LONGTAIL_TOP_K 'many' is no whole number, e.g."
                + " LONGTAIL_TOP_K=100",
            "--trees 0: 1 or more, e.g. --trees 200",
            "argument job.pool 'x' is no whole number, e.g. job.pool=65536",
            "argument topk: there is no such option; nearest is job.top-k, e.g. job.top-k=100",
            "argument nonsense: name=value is wanted, e.g. job.top-k=300");
    assertThat(settings.problems()).noneMatch(Problem::inFile);
    assertThatThrownBy(settings::checked).isInstanceOf(InvalidOptions.class);
    assertThatThrownBy(() -> settings.get(Catalogue.TOP_K)).isInstanceOf(Settings.Broken.class);
  }

  @Test
  void aMisspeltVariableIsNotedAndThoseOfAClusterAreNot() {
    Settings settings =
        new SettingsReader()
            .environment(
                Map.of(
                    "LONGTAIL_TOPK", "3",
                    "LONGTAIL_PORT", "tcp://10.0.0.1:8081",
                    "LONGTAIL_SERVICE_HOST", "10.0.0.1",
                    "LONGTAIL_API_KEY", "secret"))
            .settings();
    assertThat(settings.notes())
        .containsExactly(
            "environment variable LONGTAIL_TOPK is no option; is LONGTAIL_TOP_K meant?");
    assertThat(settings.problems()).isEmpty();
  }

  @Test
  void noSecretIsShown() {
    String jaas = "password=\"hunter2\";";
    Settings settings =
        new SettingsReader()
            .file("f", "source: {properties: {sasl.jaas.config: '" + jaas + "'}}")
            .settings();
    assertThat(settings.get(Catalogue.SOURCE_PROPERTIES)).containsEntry("sasl.jaas.config", jaas);
    assertThat(OptionType.PROPERTIES.show(settings.get(Catalogue.SOURCE_PROPERTIES)))
        .contains("sasl.jaas.config")
        .doesNotContain("hunter2");
    for (String wrong : List.of("hunter2", "[hunter2]", "{a: [hunter2]}")) {
      List<Problem> problems =
          new SettingsReader()
              .flags(Map.of(Catalogue.SOURCE_PROPERTIES, List.of(wrong)))
              .settings()
              .problems();
      assertThat(problems).hasSize(1);
      assertThat(problems.get(0).text()).doesNotContain("hunter2");
    }
    assertThatThrownBy(() -> read(LEAST + "labeler: {endpoint: \"http://u:hunter2@h\"}"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void whatIsQuotedOrGroupedIsReadToo() {
    Settings settings =
        new SettingsReader()
            .file("f", "job: {unique-limit: 16_777_216, top-k: '7', scale: BOTH}")
            .settings()
            .checked();
    assertThat(settings.get(Catalogue.UNIQUE_LIMIT)).isEqualTo(16_777_216);
    assertThat(settings.get(Catalogue.TOP_K)).isEqualTo(7);
    assertThat(settings.get(Catalogue.SCALE)).isEqualTo(Scales.BOTH);
  }

  @Test
  void anAliasOfYamlIsRefusedAndNotTakenForAWord() {
    assertThatThrownBy(() -> read(LEAST + "job: {embedding-model: &m /x, rules: *m}\n"))
        .hasMessageContaining("f.yaml:4: *m refers to another place");
  }

  private static void assertProblems(String yaml, String... messages) {
    InvalidOptions invalid = catchThrowableOfType(InvalidOptions.class, () -> read(yaml));
    assertThat(invalid.problems().stream().map(Problem::text)).containsExactly(messages);
    assertThat(invalid.problems()).allMatch(Problem::inFile);
    assertThat(invalid.getMessage())
        .isEqualTo(Stream.of(messages).collect(Collectors.joining("\n")));
  }

  private static LongtailOptions read(String yaml) {
    return LongtailOptions.read(yaml, "f.yaml", Map.of(), List.of());
  }
}
