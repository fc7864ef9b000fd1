package dev.longtail.labeler.client;

import static dev.longtail.labeler.client.FaultTableTest.Outcome.BENIGN;
import static dev.longtail.labeler.client.FaultTableTest.Outcome.HELD;
import static dev.longtail.labeler.client.FaultTableTest.Outcome.LASTS;
import static dev.longtail.labeler.client.FaultTableTest.Outcome.MALICIOUS;
import static dev.longtail.labeler.client.FaultTableTest.Outcome.PASSES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.redaction.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a server can answer, byte by byte, and what becomes of the question. Each fault is tried in
 * two ways: the server answers everything so, or this one question only.
 */
@Timeout(120)
class FaultTableTest {
  private static final String LINE = "tar czf backup.tgz /srv/app";
  private static final String GOOD = FakeOpenAi.answer("BENIGN");

  /** What becomes of a question. */
  enum Outcome {
    /** It is asked again later. */
    PASSES,
    /** It has an abstention that lasts. */
    LASTS,
    /** It waits until somebody has paid. */
    HELD,
    BENIGN,
    MALICIOUS
  }

  /**
   * A fault.
   *
   * @param bytes what comes over the wire, head and all
   * @param everywhere what becomes of a question if the server answers all so
   * @param here what becomes of it if the server answers it alone so
   * @param wrapping the same as {@code here} for a profile whose servers wrap
   */
  record Fault(String name, byte[] bytes, Outcome everywhere, Outcome here, Outcome wrapping) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Fault> TABLE = new ArrayList<>();

  private static void fault(
      String name, byte[] bytes, Outcome everywhere, Outcome here, Outcome wrapping) {
    TABLE.add(new Fault(name, bytes, everywhere, here, wrapping));
  }

  /** Of the endpoint or of the question: if it is alone, it is the question. */
  private static void doubtful(String name, byte[] bytes) {
    fault(name, bytes, PASSES, LASTS, LASTS);
  }

  /** Whoever gets it waits. */
  private static void passing(String name, byte[] bytes) {
    fault(name, bytes, PASSES, PASSES, PASSES);
  }

  /** The model has said it: it would say it again. */
  private static void lasting(String name, byte[] bytes) {
    fault(name, bytes, LASTS, LASTS, LASTS);
  }

  private static byte[] http(int status, String head, byte[] body) {
    byte[] start =
        ("HTTP/1.1 " + status + " X\r\nConnection: close\r\n" + head + "\r\n").getBytes(ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(start);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static byte[] http(int status, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return http(
        status,
        "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n",
        bytes);
  }

  private static byte[] ok(String body) {
    return http(200, body);
  }

  private static byte[] content(String content) {
    return ok(FakeOpenAi.completion(content, "stop"));
  }

  private static String good() {
    return FakeOpenAi.completion(GOOD, "stop");
  }

  /** A good completion with something put in at its beginning. */
  private static byte[] beside(String fields) {
    return ok(good().replaceFirst("\\{", "{" + fields.replace("\\", "\\\\") + ","));
  }

  /** A good completion with something put into its message. */
  private static byte[] inMessage(String fields) {
    return ok(good().replace("\"role\"", fields + ",\"role\""));
  }

  private static byte[] finish(String reason) {
    return ok(FakeOpenAi.completion(GOOD, reason));
  }

  private static String error(String code, String message) {
    return "{\"error\":{\"code\":\"%s\",\"type\":\"%s\",\"message\":\"%s\"}}"
        .formatted(code, code, message);
  }

  private static byte[] gzip(String body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static {
    String html = "<html><body>We will be back soon.</body></html>";
    // Status codes, with a body that says nothing.
    for (int status : new int[] {201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308}) {
      passing("status " + status, http(status, status == 204 || status == 304 ? "" : html));
    }
    for (int status : new int[] {401, 404, 405, 407, 408, 409, 410, 418, 421, 425, 426, 429}) {
      passing("status " + status, http(status, html));
    }
    for (int status : new int[] {500, 501, 502, 503, 504, 507, 508, 511, 520, 522, 524, 529, 599}) {
      passing("status " + status, http(status, html));
    }
    for (int status : new int[] {400, 403, 406, 413, 414, 415, 422, 431, 451}) {
      doubtful("status " + status, http(status, html));
    }
    passing("404 without a body", http(404, ""));
    doubtful("400 without a body", http(400, ""));
    passing("a verdict with status 500", http(500, good()));
    passing("a verdict with status 302", http(302, good()));
    doubtful("a verdict with status 400", http(400, good()));
    passing("a redirect to elsewhere", http(302, "Location: http://127.0.0.1:9/\r\n", new byte[0]));
    passing("429 that asks for an hour", http(429, "Retry-After: 3600\r\n", new byte[0]));
    passing("model not found", http(404, error("model_not_found", "The model does not exist")));
    passing("wrong key", http(401, error("invalid_api_key", "Incorrect API key provided")));
    passing("overloaded", http(529, error("overloaded_error", "Overloaded")));
    passing("loading", http(503, error("unavailable_error", "Loading model")));

    // Errors that say what they are about.
    lasting("content filter", http(400, error("content_filter", "The response was filtered")));
    lasting(
        "context too long",
        http(400, error("context_length_exceeded", "maximum context length is 2048 tokens")));
    lasting("prompt too long", http(400, error("invalid_request_error", "prompt is too long")));
    fault("no quota", http(429, error("insufficient_quota", "You exceeded")), HELD, HELD, HELD);
    fault("no credit", http(402, error("billing_error", "x")), HELD, HELD, HELD);
    fault(
        "no credit, in words",
        http(400, error("invalid_request_error", "Your credit balance is too low")),
        HELD,
        HELD,
        HELD);

    // 200 of something on the way.
    doubtful("200 without a body", ok(""));
    doubtful("a page", ok(html));
    doubtful("text", ok("OK"));
    doubtful("null", ok("null"));
    doubtful("a number", ok("1"));
    doubtful("an empty object", ok("{}"));
    doubtful("an empty list", ok("[]"));
    doubtful("a list of completions", ok("[" + good() + "]"));
    doubtful("two completions", ok(good() + good()));
    doubtful("a completion and a bracket", ok(good() + "}"));
    doubtful("prose before the completion", ok("Here: " + good()));
    doubtful("half a completion", ok(good().substring(0, good().length() / 2)));
    doubtful("no choices", ok("{\"choices\":[]}"));
    doubtful("choices that are an object", ok("{\"choices\":{}}"));
    doubtful("an error instead of choices", ok(error("server_error", "x")));
    doubtful("an error in words", ok("{\"error\":\"model is loading\"}"));
    doubtful("a stream of events", ok("data: " + good() + "\n\ndata: [DONE]\n\n"));
    doubtful("lines of JSON", ok(good() + "\n" + good()));
    doubtful("NaN as usage", beside("\"usage\":{\"total_tokens\":NaN}"));
    doubtful("a field twice", beside("\"choices\":[]"));
    doubtful("single quotes", ok(good().replace('"', '\'')));
    doubtful("a comment", ok("/* x */" + good()));
    doubtful("deep nesting", beside("\"x\":" + "[".repeat(5_000) + "]".repeat(5_000)));
    doubtful("a number of 100,000 digits", beside("\"x\":" + "9".repeat(100_000)));
    doubtful("another model", beside("\"model\":\"somebody-else\""));
    doubtful("no UTF-8", http(200, "", good().replace("lists", "l\u00efsts").getBytes(ISO_8859_1)));
    doubtful("UTF-16", http(200, "", good().getBytes(java.nio.charset.StandardCharsets.UTF_16)));
    doubtful(
        "endless", http(200, "", "x".repeat(HttpTransport.MAX_BODY_BYTES + 10).getBytes(UTF_8)));
    doubtful(
        "a bomb", http(200, "Content-Encoding: gzip\r\n", gzip(" ".repeat(40_000_000) + good())));

    // The wire.
    passing("nothing at all", new byte[0]);
    passing("no HTTP", "SSH-2.0-OpenSSH_9.6\r\n".getBytes(UTF_8));
    passing("half a head", "HTTP/1.1 200 OK\r\nContent-Le".getBytes(UTF_8));
    passing("an endless head", ("HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000)).getBytes(UTF_8));
    passing("less than announced", http(200, "Content-Length: 100000\r\n", good().getBytes(UTF_8)));
    doubtful("more than announced", http(200, "Content-Length: 40\r\n", good().getBytes(UTF_8)));
    passing("a length that is none", http(200, "Content-Length: -5\r\n", good().getBytes(UTF_8)));
    passing(
        "a chunk that breaks off",
        http(200, "Transfer-Encoding: chunked\r\n", "4000\r\n{\"choi".getBytes(UTF_8)));
    passing(
        "chunks that are none",
        http(200, "Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n".getBytes(UTF_8)));
    passing(
        "broken gzip", http(200, "Content-Encoding: gzip\r\n", "this is no gzip".getBytes(UTF_8)));
    fault("gzip", http(200, "Content-Encoding: gzip\r\n", gzip(good())), BENIGN, BENIGN, BENIGN);
    fault(
        "another content type",
        http(200, "Content-Type: text/html\r\n", good().getBytes(UTF_8)),
        BENIGN,
        BENIGN,
        BENIGN);

    // The model's answer, but not an answer.
    lasting("two choices", twoChoices());
    lasting("an error beside the answer", beside("\"error\":{\"message\":\"x\"}"));
    lasting("a refusal", inMessage("\"refusal\":\"I cannot help\""));
    lasting("a refusal that is an object", inMessage("\"refusal\":{\"why\":1}"));
    lasting("a tool call", inMessage("\"tool_calls\":[{\"type\":\"function\"}]"));
    lasting("a function call", inMessage("\"function_call\":{\"name\":\"f\"}"));
    lasting("another role", ok(good().replace("assistant", "user")));
    for (String reason : List.of("length", "content_filter", "tool_calls", "", "error", "STOP")) {
      lasting("finish_reason '" + reason + "'", finish(reason));
    }
    lasting("no finish_reason", ok(good().replace("\"finish_reason\":\"stop\",", "")));
    lasting("no message", ok("{\"choices\":[{\"finish_reason\":\"stop\"}]}"));
    lasting(
        "content that is null", ok(good().replaceFirst("\"content\":\".*\"", "\"content\":null")));
    lasting("content that is empty", content(""));
    lasting(
        "content that is an object",
        ok(good().replaceFirst("\"content\":\".*\"", "\"content\":{}")));
    lasting("one word", content("BENIGN"));
    lasting("one word in JSON", content("\"BENIGN\""));
    lasting("only a verdict", content("{\"verdict\":\"BENIGN\"}"));
    lasting("a field more", content(GOOD.replaceFirst("\\{", "{\"x\":1,")));
    lasting("a verdict in small letters", content(FakeOpenAi.answer("benign")));
    lasting("a verdict of another kind", content(FakeOpenAi.answer("HARMLESS")));
    lasting("a verdict with a blank", content(FakeOpenAi.answer("BENIGN ")));
    lasting("a verdict in look-alikes", content(FakeOpenAi.answer("B\u0395NIGN")));
    lasting(
        "two verdicts",
        content(GOOD.replace("\"verdict\"", "\"verdict\":\"MALICIOUS\",\"verdict\"")));
    lasting("two answers", content(GOOD + GOOD));
    lasting("an answer and more", content(GOOD + " I hope this helps."));
    lasting("prose before an answer", content("Here it is: " + GOOD));
    lasting("a list", content("[" + GOOD + "]"));
    lasting("half an answer", content(GOOD.substring(0, GOOD.length() - 5)));
    lasting("an answer in an answer", content("{\"answer\":" + GOOD + "}"));
    lasting("an answer as text in JSON", content("\"" + GOOD.replace("\"", "\\\"") + "\""));
    lasting("a fence of another language", content("```python\n" + GOOD + "\n```"));
    lasting("two fences", content("```json\n" + GOOD + "\n```\n```json\n" + GOOD + "\n```"));
    lasting("thoughts that do not end", content("<think>" + GOOD));
    lasting("thoughts that end twice", content("<think>a</think>b</think>" + GOOD));
    lasting(
        "nesting in the answer",
        content("{\"verdict\":" + "[".repeat(500) + "]".repeat(500) + "}"));
    lasting("reasons that say nothing", content(GOOD.replace("lists files", ".")));
    lasting(
        "a refusal as an answer", content(GOOD.replace("lists files", "I'm sorry, I cannot help")));
    lasting("reasons against the verdict", content(GOOD.replaceFirst("looking around", "none")));
    lasting(
        "the verdict first",
        content(
            "{\"verdict\":\"BENIGN\",\"what_it_does\":\"lists\",\"benign_use\":\"work\","
                + "\"malicious_use\":\"none\"}"));

    // Wrapped: read where servers wrap, and nowhere else.
    fault("a code fence", content("```json\n" + GOOD + "\n```"), LASTS, LASTS, BENIGN);
    fault("a fence without a language", content("```\n" + GOOD + "\n```"), LASTS, LASTS, BENIGN);
    fault("thoughts", content("<think>hm</think>\n" + GOOD), LASTS, LASTS, BENIGN);
    fault("a byte order mark", content("\ufeff" + GOOD), LASTS, LASTS, BENIGN);
    fault(
        "content parts",
        ok(
            good()
                .replaceFirst(
                    "\"content\":(\".*\")", "\"content\":[{\"type\":\"text\",\"text\":$1}]")),
        LASTS,
        LASTS,
        BENIGN);
    lasting(
        "content parts and a picture",
        ok(
            good()
                .replaceFirst(
                    "\"content\":(\".*\")",
                    "\"content\":[{\"type\":\"text\",\"text\":$1},{\"type\":\"image_url\"}]")));

    // Odd, but an answer.
    for (String usage :
        List.of(
            "-5",
            "0",
            "9223372036854775807",
            "1e400",
            "99999999999999999999999",
            "\"x\"",
            "null")) {
      fault(
          "usage of " + usage,
          beside("\"usage\":{\"total_tokens\":" + usage + "}"),
          BENIGN,
          BENIGN,
          BENIGN);
    }
    fault("a mark before the body", ok("\ufeff" + good()), BENIGN, BENIGN, BENIGN);
    fault("blanks around the answer", content("\n " + GOOD + " \n"), BENIGN, BENIGN, BENIGN);
    fault("an error that is null", beside("\"error\":null"), BENIGN, BENIGN, BENIGN);
    fault("no tools to call", inMessage("\"tool_calls\":[]"), BENIGN, BENIGN, BENIGN);
    fault("the model's version", beside("\"model\":\"org/m-judge-2025\""), BENIGN, BENIGN, BENIGN);
    fault("an attack", content(FakeOpenAi.answer("MALICIOUS")), MALICIOUS, MALICIOUS, MALICIOUS);
  }

  private static byte[] twoChoices() {
    String one = good();
    String choice = one.substring(one.indexOf("[{") + 1, one.lastIndexOf(']'));
    return ok("{\"choices\":[" + choice + "," + choice + "]}");
  }

  private static RawServer server;

  @BeforeAll
  static void start() {
    server = new RawServer();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  static Stream<Fault> faults() {
    return TABLE.stream();
  }

  /** A message of Anthropic's form, with some of its fields replaced. */
  private static byte[] message(String... replaced) {
    String message = ProviderProfileTest.message(GOOD, "end_turn").replace("m-1", "m-judge");
    for (int i = 0; i < replaced.length; i += 2) {
      assertThat(message).contains(replaced[i]);
      message = message.replace(replaced[i], replaced[i + 1]);
    }
    return ok(message);
  }

  private static Fault one(String name, byte[] bytes, Outcome everywhere, Outcome here) {
    return new Fault(name, bytes, everywhere, here, here);
  }

  static Stream<Fault> messages() {
    String text = "\"type\":\"text\"";
    String parts = "\"content\":[";
    String anthropic = "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"%s\"}}";
    return Stream.of(
        one("an answer", message(), BENIGN, BENIGN),
        one(
            "thoughts before it",
            message(parts, parts + "{\"type\":\"thinking\",\"thinking\":\"hm\"},"),
            BENIGN,
            BENIGN),
        one("a tool", message(parts, parts + "{\"type\":\"tool_use\"},"), LASTS, LASTS),
        one("an image", message(text, "\"type\":\"image\""), LASTS, LASTS),
        one("no parts", message(parts, "\"content\":[],\"x\":["), LASTS, LASTS),
        one("max_tokens", message("end_turn", "max_tokens"), LASTS, LASTS),
        one("refusal", message("end_turn", "refusal"), LASTS, LASTS),
        one("pause_turn", message("end_turn", "pause_turn"), LASTS, LASTS),
        one("stop_sequence", message("end_turn", "stop_sequence"), LASTS, LASTS),
        one("context", message("end_turn", "model_context_window_exceeded"), LASTS, LASTS),
        one("another role", message("assistant", "user"), LASTS, LASTS),
        one("another model", message("m-judge", "other"), PASSES, LASTS),
        one(
            "an error in a message",
            message("\"role\"", "\"error\":{\"a\":1},\"role\""),
            LASTS,
            LASTS),
        one("an error with 200", ok(anthropic.formatted("api_error", "x")), PASSES, LASTS),
        one("overloaded", http(529, anthropic.formatted("overloaded_error", "x")), PASSES, PASSES),
        one("rate limit", http(429, anthropic.formatted("rate_limit_error", "x")), PASSES, PASSES),
        one("api error", http(500, anthropic.formatted("api_error", "x")), PASSES, PASSES),
        one("key", http(401, anthropic.formatted("authentication_error", "x")), PASSES, PASSES),
        one("model", http(404, anthropic.formatted("not_found_error", "x")), PASSES, PASSES),
        one("too large", http(413, anthropic.formatted("request_too_large", "x")), PASSES, LASTS),
        one("invalid", http(400, anthropic.formatted("invalid_request_error", "x")), PASSES, LASTS),
        one("billing", http(402, anthropic.formatted("billing_error", "x")), HELD, HELD));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageHasItsOutcome(Fault fault) {
    ProviderProfile profile = ProviderProfile.ANTHROPIC_COMPATIBLE;
    server.always(fault.bytes());
    assertThat(ask(profile)).as("everywhere").isEqualTo(fault.everywhere());
    server.onlyFor(LINE, fault.bytes(), message());
    assertThat(ask(profile)).as("here").isEqualTo(fault.here());
  }

  @Test
  void theTableIsLong() {
    assertThat(TABLE).hasSizeGreaterThan(140);
    assertThat(TABLE.stream().map(Fault::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void everyAnswerHasItsOutcome(Fault fault) {
    server.always(fault.bytes());
    assertThat(ask(ProviderProfile.OPENAI)).as("everywhere").isEqualTo(fault.everywhere());
    // Whoever reads more must still wait where a strict reader waits.
    Outcome wrapped = ask(ProviderProfile.PLAIN);
    assertThat(wrapped)
        .as("everywhere, wrapping")
        .isEqualTo(fault.everywhere() == fault.here() ? fault.wrapping() : fault.everywhere());

    if (fault.everywhere() == fault.here() && fault.here() == fault.wrapping()) {
      return; // nobody else is asked
    }
    server.onlyFor(LINE, fault.bytes(), ok(good()));
    assertThat(ask(ProviderProfile.OPENAI)).as("here").isEqualTo(fault.here());
    assertThat(ask(ProviderProfile.PLAIN)).as("here, wrapping").isEqualTo(fault.wrapping());
  }

  /** What comes drop by drop is over at the deadline. */
  @Test
  void aDripIsATimeout() {
    server.dripping(ok(good()), Duration.ofMillis(200));
    assertThat(ask(ProviderProfile.PLAIN)).isEqualTo(PASSES);
  }

  private static Outcome ask(ProviderProfile profile) {
    long start = System.nanoTime();
    OpenAiLabelClient.Manner quick =
        new OpenAiLabelClient.Manner(
            8,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            new RetryPolicy(2, Duration.ofMillis(5)),
            HttpTransport.Route.DIRECT);
    try (OpenAiLabelClient client =
        new OpenAiLabelClient(
            Endpoint.parse(server.url()),
            OfferedModel.named("m-judge"),
            profile,
            new OpenAiLabelClient.Limits(Duration.ofSeconds(4), 1_000),
            Optional.empty(),
            new Ledger(new Budget(100, Long.MAX_VALUE)),
            new VerdictCache(10),
            new Redactor(),
            quick)) {
      LabelResult result = client.label(LINE).orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
      return switch (result.again()) {
        case FAILED, UNSENT, WINDOW_SPENT -> PASSES;
        case SPENT -> HELD;
        case NO ->
            result.verdict() == Verdict.ABSTAINED
                ? LASTS
                : Outcome.valueOf(result.verdict().name());
      };
    }
  }
}
