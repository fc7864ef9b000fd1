package dev.longtail.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arguments of {@link JobMain}; what they mean is tested with the options. */
class JobMainTest {
  @Test
  void argumentsNameAConfiguration() {
    JobMain.Arguments arguments =
        JobMain.Arguments.of("job.top-k=7", "--config", "s3://bucket/longtail.yaml");
    assertThat(arguments.config()).isEqualTo("s3://bucket/longtail.yaml");
    assertThat(arguments.settings()).containsExactly("job.top-k=7");
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
}
