package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  @TempDir Path temporary;

  /** In a JVM of its own, because only the end of one shows what it leaves behind. */
  @Test
  void nothingIsLeftInTheTemporaryFolder() throws IOException, InterruptedException {
    assumeThat(System.getProperty("os.name")).as("a loaded DLL stays").doesNotContain("Windows");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Start.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Start.STARTED);
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(path -> path.getFileName().toString().contains("onnx"))).isEmpty();
    }
  }

  /** Starts the runtime and ends. */
  static final class Start {
    static final int STARTED = 7;

    private Start() {}

    public static void main(String[] args) {
      boolean started = NativeLibraries.environment() != null;
      boolean cleared = System.getProperty("onnxruntime.native.path") == null;
      System.exit(started && cleared ? STARTED : 1);
    }
  }
}
