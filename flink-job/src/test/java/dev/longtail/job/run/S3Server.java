package dev.longtail.job.run;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.flink.configuration.Configuration;

/**
 * A real S3 protocol server, s3proxy, in a JVM of its own, which keeps its objects as files below a
 * folder. It checks signatures. The build copies its jar and Flink's plugin into {@code target};
 * {@link #missing} says what is not there.
 *
 * <p>The helpers sign plain HTTP requests and use nothing of Flink or Hadoop, so that what a test
 * compares does not come through what it tests.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY = "longtail-test";
  public static final String SECRET_KEY = "longtail-test-secret";

  /** Flink's plugins, as the launcher gets them. */
  public static final Path PLUGINS = Path.of("target/plugins").toAbsolutePath();

  private static final String NAME = "s3proxy";
  private static final Path JARS = Path.of("target/s3proxy").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Jvms jvms;
  private final Path folder;
  private final int port;
  private boolean runs;

  private S3Server(Jvms jvms, Path folder, int port) {
    this.jvms = jvms;
    this.folder = folder;
    this.port = port;
  }

  /** What a test lacks that needs this server and Flink's plugin; empty if both are there. */
  public static String missing() {
    for (Path each : List.of(JARS, PLUGINS.resolve("s3-fs-hadoop"))) {
      String[] jars = each.toFile().list((where, name) -> name.endsWith(".jar"));
      if (jars == null || jars.length == 0) {
        return "no jar in " + each + "; mvn verify puts it there";
      }
    }
    return "";
  }

  /** Starts a server whose objects lie below {@code folder}, and waits until it answers. */
  public static S3Server start(Path folder) throws IOException {
    return start(new Jvms(folder, Jvms.SHORT_LIVED), folder);
  }

  /** The same as one of {@code jvms}, with its log among theirs. */
  public static S3Server start(Jvms jvms, Path folder) throws IOException {
    S3Server server = new S3Server(jvms, folder, Jvms.freePort());
    Files.createDirectories(folder.resolve("objects"));
    Files.writeString(
        folder.resolve("s3proxy.properties"),
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(server.port, ACCESS_KEY, SECRET_KEY, folder.resolve("objects")));
    Files.writeString(
        folder.resolve("logback.xml"),
        "<configuration><appender name=\"out\" class=\"ch.qos.logback.core.ConsoleAppender\">"
            + "<encoder><pattern>%d %p %c %m%n</pattern></encoder></appender>"
            + "<root level=\"WARN\"><appender-ref ref=\"out\"/></root></configuration>");
    server.startAgain();
    return server;
  }

  /** Starts the server again after {@link #stop}, at the same port and with the same objects. */
  public void startAgain() throws IOException {
    File[] jars = JARS.toFile().listFiles((where, name) -> name.endsWith(".jar"));
    String classPath =
        String.join(File.pathSeparator, Arrays.stream(jars).map(File::toString).toList());
    Process process =
        jvms.start(
            new Jvms.Program(
                NAME,
                List.of("-Xmx384m", "-Dlogback.configurationFile=" + folder.resolve("logback.xml")),
                classPath,
                List.of(
                    "org.gaul.s3proxy.Main",
                    "--properties",
                    folder.resolve("s3proxy.properties").toString()),
                Map.of()));
    runs = true;
    Instant end = Instant.now().plus(PATIENCE);
    while (!answers()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        stop();
        throw new IOException("s3proxy did not start: " + jvms.said(NAME));
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  private boolean answers() {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(endpoint())).build(), BodyHandlers.discarding())
              .statusCode()
          > 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops the server as a failure does; its objects stay. */
  public void stop() {
    if (!runs) {
      return;
    }
    runs = false;
    try {
      jvms.kill(NAME);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The port at which it answers. */
  public int port() {
    return port;
  }

  /** Where it answers, {@code http://127.0.0.1:PORT}. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** What the server has said. */
  public Path log() {
    return jvms.log(NAME);
  }

  /** Flink's settings for this server. */
  public Configuration settings() {
    Configuration settings = new Configuration();
    settings.setString("s3.endpoint", endpoint());
    settings.setString("s3.path-style-access", "true");
    settings.setString("s3.access-key", ACCESS_KEY);
    settings.setString("s3.secret-key", SECRET_KEY);
    return settings;
  }

  /** Settings as lines of Flink's {@code config.yaml}. */
  public static String yaml(Configuration settings) {
    StringBuilder lines = new StringBuilder();
    settings.toMap().forEach((key, value) -> lines.append("%s: \"%s\"\n".formatted(key, value)));
    return lines.toString();
  }

  public void createBucket(String bucket) throws IOException {
    var unused = request("PUT", "/" + bucket, "", BodyPublishers.noBody());
  }

  /** Stores an object. */
  public void put(String bucket, String key, byte[] content) throws IOException {
    var unused = request("PUT", path(bucket, key), "", BodyPublishers.ofByteArray(content));
  }

  /** Stores a file, or all files of a folder with their paths below it. */
  public void putAll(String bucket, String prefix, Path from) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      put(bucket, prefix + "/" + from.relativize(file), Files.readAllBytes(file));
    }
  }

  /** The content of an object. */
  public byte[] get(String bucket, String key) throws IOException {
    return request("GET", path(bucket, key), "", BodyPublishers.noBody());
  }

  public void delete(String bucket, String key) throws IOException {
    var unused = request("DELETE", path(bucket, key), "", BodyPublishers.noBody());
  }

  /** Keys of the objects whose keys begin with {@code prefix}, sorted; folders are no objects. */
  public List<String> list(String bucket, String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    String marker = "";
    while (true) {
      String answer =
          new String(
              request(
                  "GET",
                  "/" + bucket,
                  "prefix=" + encoded(prefix) + "&marker=" + encoded(marker),
                  BodyPublishers.noBody()),
              StandardCharsets.UTF_8);
      Matcher key = KEY.matcher(answer);
      while (key.find()) {
        marker = key.group(1);
        if (!marker.endsWith("/")) {
          keys.add(marker);
        }
      }
      if (!answer.contains("<IsTruncated>true</IsTruncated>")) {
        return keys.stream().sorted().toList();
      }
    }
  }

  /**
   * All lines of all objects below a folder, sorted; hidden ones are left out, as in {@link
   * GeneratedDays#sortedLines}.
   */
  public List<String> sortedLines(String bucket, String folderKey) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String key : list(bucket, folderKey + "/")) {
      if (!key.substring(key.lastIndexOf('/') + 1).startsWith(".")) {
        new String(get(bucket, key), StandardCharsets.UTF_8).lines().forEach(lines::add);
      }
    }
    lines.sort(null);
    return lines;
  }

  private static String path(String bucket, String key) {
    return "/" + bucket + "/" + encoded(key).replace("%2F", "/");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Signs by version 2 in the query, the simplest form there is. */
  private byte[] request(String method, String path, String query, HttpRequest.BodyPublisher body)
      throws IOException {
    long expires = Instant.now().plus(PATIENCE).getEpochSecond();
    String signature = signature(method + "\n\n\n" + expires + "\n" + path);
    URI uri =
        URI.create(
            endpoint()
                + path
                + "?"
                + (query.isEmpty() ? "" : query + "&")
                + "AWSAccessKeyId=%s&Expires=%d&Signature=%s"
                    .formatted(ACCESS_KEY, expires, encoded(signature)));
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(uri).method(method, body).build(), BodyHandlers.ofByteArray());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            method
                + " "
                + path
                + ": "
                + response.statusCode()
                + " "
                + new String(response.body(), StandardCharsets.UTF_8));
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
