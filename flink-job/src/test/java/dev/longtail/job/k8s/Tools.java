package dev.longtail.job.k8s;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs that the tests of manifests need. Where one is missing, a test is skipped. */
final class Tools {
  /** Where this says so, a missing program is a failure: {@code .ci/run} installs them. */
  private static final boolean REQUIRED = "required".equals(System.getenv("LONGTAIL_TOOLS"));

  private Tools() {}

  /** What a program said, and its exit status. */
  record Result(int status, String output, String errors) {}

  /** Skips the test unless {@code kubectl} is there, with a kustomize that knows replacements. */
  static void needKubectl() {
    need(
        present("kubectl")
            && run(Path.of("."), "kubectl", "version", "--client").output().contains("Kustomize"),
        "kubectl 1.24 or later is not installed (Debian 13: kubernetes-client)");
  }

  /** Skips the test unless {@code promtool} is there. */
  static void needPromtool() {
    need(present("promtool"), "promtool is not installed (Debian: prometheus)");
  }

  private static void need(boolean there, String reason) {
    if (REQUIRED && !there) {
      throw new AssertionError(reason);
    }
    assumeTrue(there, reason);
  }

  private static boolean present(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs a program to its end. */
  static Result run(Path folder, String... command) {
    try {
      Path errors = Files.createTempFile("longtail-tool", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output, Files.readString(errors));
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
