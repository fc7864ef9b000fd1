package dev.longtail.job.run;

import dev.longtail.job.local.LocalFlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;

/** Configurations of clusters inside the JVM of a test. */
final class TestFlink {
  private TestFlink() {}

  /**
   * That of the repository, with any free port for the REST interface: of a range, two JVMs that
   * test at the same time choose the same port.
   */
  static Configuration streaming(OptionalInt parallelism) {
    Configuration config = LocalFlink.streaming(Path.of("../flink-conf"), parallelism);
    try {
      int port = Jvms.freePort();
      config.set(RestOptions.BIND_PORT, Integer.toString(port));
      config.set(RestOptions.PORT, port);
      return config;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
