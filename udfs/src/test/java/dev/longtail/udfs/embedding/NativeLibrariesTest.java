package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.longtail.udfs.bench.OnnxGraph;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
      assertThat(left.filter(path -> !path.getFileName().toString().startsWith("hsperf")))
          .isEmpty();
    }
  }

  /** As two jobs of one TaskManager, whose class loaders each find all classes themselves first. */
  @Test
  void twoClassLoadersOfOneJvmEmbedAlike() throws Exception {
    TinyModel.write(temporary, TinyModel.sequenceModel(OnnxGraph.INT64), TinyModel.tokenizer());
    float[] here = embed(OnnxTextEmbedder.class);
    for (int i = 0; i < 2; i++) {
      try (URLClassLoader job = new URLClassLoader(classPath(), null)) {
        Class<?> embedder = job.loadClass(OnnxTextEmbedder.class.getName());
        assertThat(embedder).isNotSameAs(OnnxTextEmbedder.class);
        assertThat(embed(embedder)).isEqualTo(here);
      }
    }
  }

  private float[] embed(Class<?> type) throws ReflectiveOperationException {
    Class<?> models = type.getClassLoader().loadClass(EmbeddingModel.class.getName());
    Object model = models.getMethod("inFolder", Path.class).invoke(null, temporary);
    Object embedder = type.getConstructor(models).newInstance(model);
    float[] vector = (float[]) type.getMethod("embed", String.class).invoke(embedder, "b a");
    type.getMethod("close").invoke(embedder);
    return vector;
  }

  private static URL[] classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }

  /** Starts the runtime and ends. */
  static final class Start {
    static final int STARTED = 7;

    private Start() {}

    public static void main(String[] args) {
      NativeLibraries.load();
      boolean started = NativeLibraries.environment() != null;
      boolean cleared =
          System.getProperty("onnxruntime.native.path") == null
              && System.getProperty("RUST_LIBRARY_PATH") == null;
      System.exit(started && cleared ? STARTED : 1);
    }
  }
}
