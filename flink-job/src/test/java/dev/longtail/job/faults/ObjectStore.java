package dev.longtail.job.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server of the S3 protocol in a JVM of its own, behind a {@link Gate}. */
final class ObjectStore implements AutoCloseable {
  /** The bucket that is there. */
  static final String BUCKET = "longtail";

  private static final Path FOLDER = Path.of("target/s3proxy").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Gate gate;

  private ObjectStore(Gate gate) {
    this.gate = gate;
  }

  /** Whether the server's jar is there. */
  static boolean isThere() throws IOException {
    return jar().isPresent();
  }

  private static Optional<Path> jar() throws IOException {
    if (!Files.isDirectory(FOLDER)) {
      return Optional.empty();
    }
    try (Stream<Path> jars = Files.list(FOLDER)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar")).findAny();
    }
  }

  /** Starts the server with its data in {@code folder} and makes the bucket. */
  static ObjectStore start(Jvms jvms, Path folder) throws Exception {
    Files.createDirectories(folder.resolve("data"));
    int port = Jvms.freePort();
    Path properties = folder.resolve("s3proxy.properties");
    Files.writeString(
        properties,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=none
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, folder.resolve("data")));
    Path logging = folder.resolve("logback.xml");
    Files.writeString(logging, "<configuration><root level=\"WARN\"/></configuration>");
    jvms.start(
        new Jvms.Program(
            "s3",
            List.of("-Xmx384m", "-Dlogback.configurationFile=" + logging),
            jar().orElseThrow().toString(),
            List.of("org.gaul.s3proxy.Main", "--properties", properties.toString()),
            Map.of()));
    makeBucket(port);
    return new ObjectStore(new Gate(port));
  }

  private static void makeBucket(int port) throws Exception {
    HttpRequest make =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + BUCKET))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        HttpResponse<String> response =
            HttpClient.newHttpClient().send(make, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Thread.sleep(200);
    }
  }

  Gate gate() {
    return gate;
  }

  @Override
  public void close() throws IOException {
    gate.close();
  }
}
