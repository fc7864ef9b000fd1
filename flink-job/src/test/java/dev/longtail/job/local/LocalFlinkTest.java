package dev.longtail.job.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFlinkTest {
  @TempDir Path folder;

  @Test
  void aPortThatAnotherTookMeanwhileIsNotInsistedOn() throws Exception {
    Configuration config = streaming();
    int chosen = config.get(RestOptions.PORT);
    try (ServerSocket other = new ServerSocket(chosen, 1, InetAddress.getLoopbackAddress())) {
      URI rest =
          LocalFlink.start(
              config,
              () -> {
                if (config.get(RestOptions.PORT) == chosen) {
                  throw new IOException("no cluster", new BindException("in use"));
                }
                return LocalFlink.rest(config);
              });
      assertThat(other.isBound()).isTrue();
      assertThat(rest.getPort()).isNotEqualTo(chosen).isBetween(18_300, 18_399);
      assertThat(config.get(RestOptions.BIND_PORT)).isEqualTo(Integer.toString(rest.getPort()));
    }
  }

  @Test
  void anotherFailureIsNotRepeated() throws IOException {
    Configuration config = streaming();
    assertThatThrownBy(
            () ->
                LocalFlink.start(
                    config,
                    () -> {
                      throw new IOException("no cluster");
                    }))
        .hasMessage("no cluster");
  }

  private Configuration streaming() throws IOException {
    Files.writeString(folder.resolve("config.yaml"), "rest.bind-port: 18300-18399\n");
    return LocalFlink.streaming(folder, OptionalInt.of(1));
  }
}
