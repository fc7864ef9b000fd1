package dev.longtail.job.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.Output;
import dev.longtail.labeler.client.Caps;
import dev.longtail.labeler.client.Prices;
import dev.longtail.labeler.client.SpendingPlan;
import dev.longtail.labeler.client.TokenPrice;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the page's server answers, to whom, and under which headers. */
class PageServerTest {
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)>\u001b[31m\u202Etxt.exe\u202C\u2066\n</script>";

  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeOutputs outputs = new FakeOutputs();
  private FakeCluster cluster;
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    cluster = FakeCluster.start();
    cluster.metrics.putAll(
        Map.of(
            "route.numRecordsIn", "1000",
            "Source__source.pendingRecords", "0",
            "waiting", "4",
            "inFlight", "1",
            "calls", "90",
            "tokens", "500000",
            "cost", "0.3"));
    server = serve(Optional.of(() -> "longtail_events_total 7\n"));
    await(() -> get("/healthz").statusCode() == 200);
  }

  private PageServer serve(Optional<Supplier<String>> metrics) {
    JobPage page =
        new JobPage(
            outputs,
            cluster.finder(),
            new Spending(
                "a model",
                true,
                new SpendingPlan(
                    Caps.of(100L, 2_000_000L, null),
                    Caps.NONE,
                    new Prices(Map.of(), new TokenPrice(0.6, 0.6)))),
            Optional.empty());
    page.start();
    return PageServer.start(
        PageServer.listen(place(0)), page, new AllowedHosts(List.of()), metrics);
  }

  private static LongtailOptions.Page place(int port) {
    return new LongtailOptions.Page(OptionalInt.of(port), "127.0.0.1", List.of());
  }

  @AfterEach
  void stop() {
    server.close();
    cluster.close();
  }

  @Test
  void everyAnswerHasTheHeadersOfAPageThatTrustsNothing() {
    for (String path :
        List.of("/", "/page.js", "/page.css", "/state.json", "/healthz", "/absent")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.headers().map()).as(path).doesNotContainKey("access-control-allow-origin");
      assertThat(header(answer, "content-security-policy"))
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe", "http:", "https:", "data:");
      assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
      assertThat(header(answer, "cross-origin-resource-policy")).isEqualTo("same-origin");
      assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
      assertThat(header(answer, "cache-control")).isEqualTo("no-store");
    }
  }

  @Test
  void itIsReadOnly() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(server.address())
                  .method(method, HttpRequest.BodyPublishers.ofString("x"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
      assertThat(header(answer, "allow")).isEqualTo("GET, HEAD");
    }
    HttpResponse<String> head =
        http.send(
            HttpRequest.newBuilder(server.address().resolve("/funnel.json"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Long.parseLong(header(head, "content-length"))).isPositive();
  }

  @Test
  void aForeignNameForThisAddressIsRefused() throws IOException {
    assertThat(raw("GET /state.json HTTP/1.1\r\nHost: attacker.example\r\n"))
        .startsWith("HTTP/1.1 421")
        .doesNotContain("running");
    assertThat(raw("GET /state.json HTTP/1.0\r\n")).startsWith("HTTP/1.1 421");
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: localhost:1\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void thePageAsksNobodyElseAndHasNoScriptInIt() {
    String html = get("/").body();
    assertThat(html + get("/page.css").body() + get("/page.js").body())
        .doesNotContain("https://", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(")
        .doesNotContain("document.write");
    assertThat(html)
        .doesNotContain("<script>", "style=", "onclick")
        .contains("<h1>", "<h2 ", "<caption>", "<main>", "lang=\"en\"");
    Matcher live = Pattern.compile("aria-live").matcher(html);
    assertThat(live.results()).hasSize(1);
    Matcher named = Pattern.compile("(?:src|href)=\"([^\"#]+)").matcher(html);
    while (named.find()) {
      assertThat(get(named.group(1)).statusCode()).as(named.group(1)).isEqualTo(200);
    }
  }

  @Test
  void theStateHasFiguresInWordsAndNumbers() throws Exception {
    JsonNode state = state(0);
    assertThat(state.at("/health/headline").asText()).startsWith("running, nothing unread, last");
    assertThat(state.at("/job/checkpoint_size").asText()).isEqualTo("12 MB");
    assertThat(state.at("/job/watermark").asText()).isEqualTo("2025-01-02T13:00:00Z");
    assertThat(state.at("/labels/calls_left").asLong()).isEqualTo(10);
    assertThat(state.at("/labels/tokens_left").asLong()).isEqualTo(1_500_000);
    assertThat(state.at("/labels/cost").asDouble()).isEqualTo(0.3);
    assertThat(state.at("/labels/cost_left").asDouble()).isEqualTo(0.9);
    assertThat(state.get("results").isNull()).isFalse();
    assertThat(state(state.get("version").asLong()).get("results").isNull()).isTrue();
    assertThat(get("/state.json?version=none&x=%00").statusCode()).isEqualTo(200);
  }

  @Test
  void theFunnelHasTheFormOfTheFile() throws Exception {
    outputs.write(Output.FUNNEL, TestRecords.count("2025-01-02", "full", "UNIQUE", "shard 1", 70));
    outputs.write(
        Output.FUNNEL, TestRecords.count("2025-01-02", "full", "REPEATED", "shard 1", 30));
    await(() -> get("/funnel.json").body().contains("\"unique\" : 70"));
    JsonNode funnel = Json.MAPPER.readTree(get("/funnel.json").body());
    assertThat(funnel.fieldNames())
        .toIterable()
        .containsExactly("windows", "total", "out_of_range", "labeler");
    assertThat(funnel.at("/windows/0/window").asText()).isEqualTo("2025-01-02");
    assertThat(funnel.at("/windows/0/events").asLong()).isEqualTo(100);
    assertThat(funnel.at("/total/unique").asLong()).isEqualTo(70);
    assertThat(funnel.at("/out_of_range").asLong()).isEqualTo(3);
  }

  @Test
  void whatCannotBeSeenIsShownAsItsEscape() throws Exception {
    String whole = HOSTILE + "A".repeat(100_000);
    outputs.write(Output.ANOMALIES, TestRecords.anomaly("2025-01-02", 1, whole));
    outputs.write(Output.EXEMPLARS, TestRecords.exemplar("2025-01-02", 1, HOSTILE));
    outputs.write(
        Output.VERDICTS, TestRecords.verdict("2025-01-02", HOSTILE, "BENIGN", "\u202Eok"));
    await(() -> get("/state.json").body().contains("\"BENIGN\""));
    String body = get("/state.json").body();
    assertThat(body).hasSizeLessThan(20_000).doesNotContain("\u202E", "\u2066", "\\u202e\"");
    JsonNode state = Json.MAPPER.readTree(body);
    JsonNode line = state.at("/results/anomalies/0/line");
    assertThat(line.get("text").asText())
        .startsWith("<img src=x onerror=alert(1)>\\u001b[31m\\u202etxt.exe\\u202c\\u2066\\u000a</")
        .hasSizeLessThan(500);
    assertThat(line.get("cut").asBoolean()).isTrue();
    assertThat(line.get("characters").asInt()).isEqualTo(whole.length());
    assertThat(state.at("/results/exemplars/0/verdict/reason").asText()).isEqualTo("\\u202eok");

    String id = state.at("/results/anomalies/0/id").asText();
    HttpResponse<String> all = get("/line?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    assertThat(header(all, "content-type")).startsWith("text/plain");
    assertThat(all.body()).startsWith("<img").endsWith("AAAA").hasSizeGreaterThan(100_000);
    assertThat(get("/line?id=absent").statusCode()).isEqualTo(404);
    assertThat(get("/line").statusCode()).isEqualTo(404);
  }

  @Test
  void healthIsAStatusAndWords() throws Exception {
    assertThat(get("/healthz").body()).startsWith("running, nothing unread");
    cluster.metrics.put("endpointDownSince", "" + Instant.now().minusSeconds(300).toEpochMilli());
    await(() -> get("/healthz").body().contains("has not answered for 5 min: 4 exemplars wait"));
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    outputs.reading = OutputReader.Reading.failed("the broker at b:9092 does not answer");
    await(() -> get("/healthz").statusCode() == 503);
    assertThat(get("/healthz").body()).startsWith("the broker at b:9092 does not answer");
    outputs.reading = OutputReader.Reading.NOTHING;
    await(() -> get("/healthz").statusCode() == 200);
    cluster.close();
    await(() -> get("/healthz").statusCode() == 503);
    assertThat(get("/healthz").body()).contains("does not answer");
  }

  @Test
  void metricsComeFromWhoeverHasThem() {
    assertThat(get("/metrics").body()).isEqualTo("longtail_events_total 7\n");
    assertThat(header(get("/metrics"), "content-type")).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void withoutMetricsNothingLeadsThere() {
    assertThat(get("/").body()).contains("href=\"/metrics\"");
    server.close();
    server = serve(Optional.empty());
    assertThat(get("/").body()).doesNotContain("/metrics").contains("href=\"/healthz\"");
    assertThat(get("/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  void longAnswersArePackedForWhoeverTakesThem() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.address().resolve("/page.js"))
            .header("Accept-Encoding", "gzip, br")
            .build();
    HttpResponse<InputStream> packed =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    try (InputStream whole = new GZIPInputStream(packed.body())) {
      assertThat(new String(whole.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(get("/page.js").body());
    }
  }

  @Test
  void aTakenPortIsASentence() {
    assertThatThrownBy(() -> PageServer.listen(place(server.address().getPort())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("page.port: 127.0.0.1:" + server.address().getPort());
  }

  private JsonNode state(long version) throws IOException {
    return Json.MAPPER.readTree(get("/state.json?version=" + version).body());
  }

  private HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(server.address() + path.substring(1)))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        InputStream in = socket.getInputStream()) {
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void await(BooleanSupplier met) {
    Instant end = Instant.now().plusSeconds(30);
    while (!met.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
