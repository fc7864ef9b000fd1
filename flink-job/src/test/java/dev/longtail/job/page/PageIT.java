package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.funnel.FunnelFile;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.EmbeddedKafka;
import dev.longtail.job.run.GeneratedDays;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.run.TestFlink;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page of a real job, with a broker and a label server: numbers move while the job runs, and a
 * hostile command line shows as text. In headless Chromium, if it is there.
 */
class PageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HOSTILE =
      "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
          + "\u001b[31mred\u001b[0m \u202Eexe.txt\u202C "
          + "A".repeat(100_000);

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private PageServer page;
  private JobClient job;

  @AfterEach
  void stop() throws Exception {
    if (page != null) {
      page.close();
    }
    if (job != null) {
      job.cancel().get();
    }
  }

  @Test
  void thePageMovesWithTheJobAndShowsHostileLinesAsText() throws Exception {
    List<String> events =
        GeneratedDays.lines(GeneratedDays.generate(folder.resolve("data"), 3, 200).telemetry());
    try (LocalLabelServer labels = LocalLabelServer.start(0);
        EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      kafka.createTopic("command-events", 1);
      for (Output output : Output.values()) {
        kafka.createTopic("longtail-" + output.folder(), 1);
      }
      LongtailOptions options = options(kafka, labels);
      Configuration flink = TestFlink.streaming(options.parallelism());
      job = new StreamingJob(options, flink, beginning -> {}).start();
      RunningJob running =
          new RunningJob(new FlinkRest(LocalFlink.rest(flink)), job.getJobID().toString());
      page = PageServer.start(options, JobFinder.of(running), Optional.empty());
      await("it runs", () -> get("/healthz").statusCode() == 200);

      send(kafka, of(events, "2025-01-01"));
      send(kafka, hostileEvent("2025-01-01", HOSTILE));
      send(kafka, of(events, "2025-01-02"));
      send(kafka, hostileEvent("2025-01-02", HOSTILE + "A"));
      await("the first day is ranked", () -> labelled() > 0 && waiting() == 0);
      await(
          "figures of the cluster and of the labeler",
          () ->
              state().at("/job/records").asLong() > 0 && state().at("/labels/calls").asLong() > 0);
      JsonNode before = state();
      String domBefore = dom();

      send(kafka, of(events, "2025-01-03"));
      await("the second day is ranked", () -> total("anomalies") > before("anomalies", before));
      await("its exemplars are labelled", () -> waiting() == 0);
      await(
          "more records are read",
          () -> state().at("/job/records").asLong() > before.at("/job/records").asLong());
      await("a checkpoint", () -> state().at("/job/checkpoint").asLong() > 0);

      assertThat(get("/healthz").body()).startsWith("running, ").contains("last checkpoint");
      assertThat(get("/funnel.json").body())
          .isEqualTo(FunnelFile.of(funnel(kafka), 0, labeler(labels)).text());
      assertThat(state().at("/results/anomalies").size()).isGreaterThan(0);
      hostileLineIsText();
      inTheBrowser(domBefore, dom());
      job.cancel().get();
      job = null;
      await("it is gone", () -> get("/healthz").statusCode() == 503);
    }
  }

  private void hostileLineIsText() throws Exception {
    assertThat(get("/state.json").body()).doesNotContain("\u202E", "AAAA".repeat(200));
    for (JsonNode anomaly : state().at("/results/anomalies")) {
      if (anomaly.at("/line/text").asText().startsWith("<img src=x")) {
        assertThat(anomaly.at("/line/text").asText()).contains("\\u001b[31m", "\\u202eexe.txt");
        assertThat(anomaly.at("/line/characters").asInt())
            .isBetween(HOSTILE.length(), HOSTILE.length() + 1);
        assertThat(anomaly.at("/seen/host").asText()).isEqualTo("h\\u202e1");
        return;
      }
    }
    throw new AssertionError("the hostile line is no anomaly");
  }

  private static List<String> hostileEvent(String day, String line) {
    return List.of(
        Json.line(
            Map.of(
                "event_id", "h",
                "ts", Instant.parse(day + "T23:30:00Z").toEpochMilli(),
                "host", "h\u202E1",
                "user", "<b>u</b>",
                "command_line", line)));
  }

  private static void inTheBrowser(String before, String after) {
    Assumptions.assumeFalse(before.isEmpty(), "no Chromium on the path");
    for (String dom : List.of(before, after)) {
      assertThat(Pattern.compile("AAAA+").matcher(dom).replaceAll("A"))
          .contains("&lt;img src=x onerror=", "\\u001b[31m", "\\u202eexe.txt")
          .contains("Show all 100,")
          .doesNotContain("<img", "<script>", "\u202E")
          .doesNotContain("<title>owned")
          .contains("<title>Longtail</title>", "unning, ");
    }
    assertThat(before).contains("2025-01-01, full scale").doesNotContain("2025-01-02, full scale");
    assertThat(after).contains("2025-01-02, full scale");
    assertThat(totalEvents(after)).isGreaterThan(totalEvents(before));
  }

  /** The first number of the row of totals. */
  private static long totalEvents(String dom) {
    Matcher row =
        Pattern.compile("<th scope=\"row\">total</th><td></td><td>([0-9,]+)</td>").matcher(dom);
    assertThat(row.find()).isTrue();
    return Long.parseLong(row.group(1).replace(",", ""));
  }

  private LongtailOptions options(EmbeddedKafka kafka, LocalLabelServer labels) throws IOException {
    Path model = SmallModel.writeTo(folder.resolve("model"));
    String config =
        """
        source: {bootstrap-servers: "%1$s", topic: command-events, group-id: longtail}
        sink: {kafka: {bootstrap-servers: "%1$s"}}
        job: {parallelism: 1, out-of-orderness: PT1H, top-k: 20, embedding-model: "%2$s"}
        labeler: {endpoint: "%3$s", model: %4$s}
        checkpoints: {interval: PT1S, directory: "%5$s"}
        page: {port: 0}
        """
            .formatted(
                kafka.bootstrapServers(),
                model,
                labels.url(),
                LocalLabelServer.MODEL,
                folder.resolve("checkpoints").toUri());
    return LongtailOptions.read(config, "longtail.yaml", Map.of(), List.of());
  }

  private static String labeler(LocalLabelServer labels) {
    return "model " + LocalLabelServer.MODEL + " at " + labels.url();
  }

  private static List<String> of(List<String> events, String day) throws IOException {
    List<String> some = new ArrayList<>();
    for (String event : events) {
      String ts = Json.MAPPER.readTree(event).get("ts").asText();
      Instant at = ts.contains("T") ? Instant.parse(ts) : Instant.ofEpochMilli(Long.parseLong(ts));
      if (at.toString().startsWith(day)) {
        some.add(event);
      }
    }
    assertThat(some).isNotEmpty();
    return some;
  }

  private static void send(EmbeddedKafka kafka, List<String> events) throws Exception {
    kafka.send(
        "command-events",
        0,
        events.stream().map(event -> event.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static Funnel funnel(EmbeddedKafka kafka) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : kafka.read("longtail-funnel")) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    return funnel;
  }

  private long labelled() throws Exception {
    return total("benign") + total("malicious") + total("abstained");
  }

  private long waiting() throws Exception {
    return total("waiting");
  }

  private long total(String field) throws Exception {
    return Json.MAPPER.readTree(get("/funnel.json").body()).at("/total/" + field).asLong();
  }

  private static long before(String field, JsonNode state) {
    return state.at("/results/total/" + field).asLong();
  }

  private JsonNode state() throws Exception {
    return Json.MAPPER.readTree(get("/state.json").body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(page.address() + path.substring(1))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The page after some seconds in a browser; empty if there is no browser. */
  private String dom() throws Exception {
    String browser =
        Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
            .flatMap(
                place -> Stream.of("chromium", "google-chrome").map(name -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    if (browser.isEmpty()) {
      return "";
    }
    Process chromium =
        new ProcessBuilder(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--user-data-dir=" + Files.createDirectories(folder.resolve("profile")),
                "--virtual-time-budget=4000",
                "--dump-dom",
                page.address().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String dom = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(chromium.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return dom;
  }

  private void await(String what, Callable<Boolean> met) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!met.call()) {
      assertThat(Instant.now()).as(what + ": " + get("/healthz").body()).isBefore(end);
      Thread.sleep(250);
    }
  }
}
