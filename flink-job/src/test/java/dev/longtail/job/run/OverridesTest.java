package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.Scales;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code key=value} beside a configuration file, and the arguments of {@link JobMain}. */
class OverridesTest {
  private static final String YAML =
      """
      source: {bootstrap-servers: "k:9092", topic: events, group-id: g}
      sink: {files: {path: /data}}
      job: {top-k: 20, scale: both}
      checkpoints: {directory: "file:///checkpoints"}
      """;

  @Test
  void aSettingTakesPrecedenceOverTheFile() {
    RunConfig config =
        read(
            "job.top-k=7",
            "job.out-of-orderness=PT6H",
            "job.scale=",
            "source.bootstrap-servers=broker:9092",
            "source.properties.security.protocol=SASL_SSL",
            "labeler.endpoint=http://127.0.0.1:1/v1",
            "labeler.model=qwen3:8b",
            "job.top-k=8");
    assertThat(config.job().topK()).as("the last counts").isEqualTo(8);
    assertThat(config.job().outOfOrderness()).isEqualTo(Duration.ofHours(6));
    assertThat(config.topology().ranking().scales()).as("empty: default").isEqualTo(Scales.FULL);
    assertThat(config.source().bootstrapServers()).isEqualTo("broker:9092");
    assertThat(config.source().topic()).isEqualTo("events");
    assertThat(config.source().properties()).isEqualTo(Map.of("security.protocol", "SASL_SSL"));
    assertThat(config.labeler().model()).isEqualTo("qwen3:8b");
    assertThat(read().job().scale()).isEqualTo(Scales.BOTH);
  }

  @Test
  void whatIsNoSettingIsRefused() {
    refused("'job.top-k' is no setting", "job.top-k");
    refused("'=4' is no setting", "=4");
    refused("'job..top-k=4' is no setting", "job..top-k=4");
    refused("f.yaml: key job.top: Unrecognized field \"top\"", "job.top=4");
    refused("key job.top-k.x: job.top-k is a value, not a section", "job.top-k.x=4");
    refused("key job.top-k: '*' is no YAML value", "job.top-k=*");
    refused("f.yaml: key job.top-k: ", "job.top-k=many");
    refused("f.yaml: top 0; 1 to the pool's", "job.top-k=0");
  }

  @Test
  void argumentsNameAConfiguration() {
    JobMain.Arguments arguments =
        JobMain.Arguments.of("job.top-k=7", "--config", "s3://bucket/longtail.yaml");
    assertThat(arguments.config()).isEqualTo("s3://bucket/longtail.yaml");
    assertThat(arguments.overrides().settings())
        .containsExactly(new Overrides.Setting(List.of("job", "top-k"), "7"));
    assertThat(JobMain.Arguments.of("--config=/etc/l.yaml").config()).isEqualTo("/etc/l.yaml");
    assertThatThrownBy(() -> JobMain.Arguments.of("job.top-k=7"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--config is missing; usage: ")
        .hasMessageEndingWith("in application mode put -- before it");
    assertThatThrownBy(() -> JobMain.Arguments.of("--config", "f", "--restore", "x"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("unknown option '--restore'; usage: ");
  }

  @Test
  void aConfigurationIsAPathOrAUri(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("l.yaml"), "job: {}");
    assertThat(JobMain.read(file.toString())).isEqualTo("job: {}");
    assertThat(JobMain.read(file.toUri().toString())).isEqualTo("job: {}");
    assertThatThrownBy(() -> JobMain.read(folder.resolve("none.yaml").toUri().toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none.yaml: cannot be read: ");
    assertThatThrownBy(() -> JobMain.read("nfs://host/l.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no file system of that scheme");
    assertThatThrownBy(() -> JobMain.read(""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("neither a path nor a URI");
  }

  private static void refused(String message, String... settings) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private static RunConfig read(String... settings) {
    return RunConfig.read("f.yaml", YAML, Overrides.of(List.of(settings)));
  }
}
