package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.client.FakeOpenAi.Received;
import dev.longtail.labeler.client.FakeOpenAi.Reply;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each provider is sent, and what becomes of what it does not take. */
@Timeout(60)
class ProviderProfileTest {
  private static final String LINE = "tar czf backup.tgz /srv/app";

  private static OpenAiLabelClient client(String url, ProviderProfile profile) {
    return new OpenAiLabelClient(
        Endpoint.parse(url),
        OfferedModel.named("m-1"),
        profile,
        new OpenAiLabelClient.Limits(Duration.ofSeconds(20), 1_000),
        ApiKey.of("k-123"),
        new Ledger(new Budget(1_000, Long.MAX_VALUE)),
        new VerdictCache(100),
        new Redactor());
  }

  private static LabelResult ask(LabelClient client, String line) {
    return client.label(line).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static JsonNode body(Received request) {
    try {
      return Json.MAPPER.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Reply verdict(ProviderProfile profile) {
    return profile == ProviderProfile.ANTHROPIC_COMPATIBLE
        ? Reply.of(200, message(FakeOpenAi.answer("BENIGN"), "end_turn"))
        : FakeOpenAi.verdict("BENIGN");
  }

  static String message(String text, String stopReason) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("type", "message")
            .put("role", "assistant")
            .put("model", "m-1")
            .put("stop_reason", stopReason)
            .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                "content",
                Json.MAPPER
                    .createArrayNode()
                    .add(Json.MAPPER.createObjectNode().put("type", "text").put("text", text)))
            .set(
                "usage",
                Json.MAPPER.createObjectNode().put("input_tokens", 300).put("output_tokens", 21)));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "PLAIN,                max_tokens,            0, 1, -,      /v1/chat/completions",
        "OPENAI,               max_completion_tokens, 0, 1, -,      /v1/chat/completions",
        "OPENAI_REASONING,     max_completion_tokens, -, -, medium, /v1/chat/completions",
        "AZURE,                max_tokens,            0, 1, -,"
            + " /openai/deployments/m-1/chat/completions",
        "OLLAMA,               max_tokens,            0, 1, none,   /v1/chat/completions",
        "VLLM,                 max_tokens,            0, 1, -,      /v1/chat/completions",
        "LLAMACPP,             max_tokens,            0, 1, -,      /v1/chat/completions",
        "ANTHROPIC_COMPATIBLE, max_tokens,            0, -, -,      /v1/messages",
      })
  void eachIsAskedInItsOwnForm(
      ProviderProfile profile,
      String limit,
      Integer temperature,
      Integer seed,
      String effort,
      String path) {
    try (FakeOpenAi fake = FakeOpenAi.always(verdict(profile));
        OpenAiLabelClient client = client(fake.url(), profile)) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      Received request = fake.received().get(0);
      JsonNode body = body(request);
      assertThat(request.path()).isEqualTo(path);
      assertThat(body.path(limit).asInt()).isEqualTo(profile.maxAnswerTokens());
      assertThat(body.has("max_tokens") && body.has("max_completion_tokens")).isFalse();
      assertThat(number(body.path("temperature"))).isEqualTo(temperature);
      assertThat(number(body.path("seed"))).isEqualTo(seed);
      assertThat(body.path("reasoning_effort").asText(null)).isEqualTo(effort);
      boolean template = profile == ProviderProfile.VLLM || profile == ProviderProfile.LLAMACPP;
      assertThat(body.at("/chat_template_kwargs/enable_thinking").asBoolean(true))
          .isEqualTo(!template);
    }
  }

  private static Integer number(JsonNode node) {
    return node.isMissingNode() ? null : node.asInt();
  }

  /** The table of docs/concepts/labels-and-admission.md says what is sent. */
  @ParameterizedTest
  @EnumSource(ProviderProfile.class)
  void thePageSaysTheSame(ProviderProfile profile) throws IOException {
    String name = "| `" + profile.name().toLowerCase(Locale.ROOT) + "` |";
    String[] row =
        Files.readAllLines(Path.of("../docs/concepts/labels-and-admission.md")).stream()
            .filter(line -> line.startsWith(name))
            .map(line -> line.substring(2).split(" *\\| *"))
            .findFirst()
            .orElseThrow();
    String chat = profile.chat(Endpoint.parse("https://h"), "MODEL");
    assertThat(row[2].replaceAll("[`.]|\\?.*", ""))
        .isEqualTo(chat.replaceAll("https://h|/v1|\\?.*", ""));
    assertThat(profile.headers(ApiKey.of("k").orElseThrow())).containsOnlyKeys(bare(row[3]));
    RequestForm form = RequestForm.of(profile);
    assertThat(row[4]).isEqualTo("`%s` %,d".formatted(form.limitName(), form.maxAnswerTokens()));
    JsonNode request = profile.request("m", Prompt.about("ls"), form);
    assertThat(request.has(bare(row[5]))).isTrue();
    String thinking = row[6].replaceAll(".*`([a-z_]+)(: ([a-z]+))?`.*", "$1=$3");
    assertThat(request.path("reasoning_effort").asText(""))
        .isEqualTo(thinking.startsWith("reasoning_effort=") ? thinking.substring(17) : "");
    assertThat(request.has("chat_template_kwargs")).isEqualTo(row[6].contains("kwargs"));
    assertThat(row[7]).isEqualTo(profile.mayWrap() ? "yes" : "no");
  }

  private static String bare(String code) {
    return code.replace("`", "");
  }

  @Test
  void theKeyGoesWhereTheProviderLooksForIt() {
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"));
        OpenAiLabelClient openai = client(fake.url(), ProviderProfile.OPENAI);
        OpenAiLabelClient azure = client(fake.url(), ProviderProfile.AZURE);
        OpenAiLabelClient anthropic = client(fake.url(), ProviderProfile.ANTHROPIC_COMPATIBLE)) {
      for (LabelClient client : List.of(openai, azure, anthropic)) {
        var unused = ask(client, LINE);
      }
      List<Received> got = fake.received();
      assertThat(got.get(0).authorization()).isEqualTo("Bearer k-123");
      assertThat(got.get(1).authorization()).isNull();
      assertThat(got.get(1).headers().getFirst("api-key")).isEqualTo("k-123");
      assertThat(got.get(1).query()).isEqualTo("api-version=2024-10-21");
      assertThat(got.get(2).authorization()).isNull();
      assertThat(got.get(2).headers().getFirst("x-api-key")).isEqualTo("k-123");
      assertThat(got.get(2).headers().getFirst("anthropic-version")).isEqualTo("2023-06-01");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.example,"
        + " https://r.example/openai/deployments/m/chat/completions?api-version=2024-10-21",
    "https://r.example/openai,"
        + " https://r.example/openai/deployments/m/chat/completions?api-version=2024-10-21",
    "https://r.example/openai/deployments/d?api-version=2025-04-01-preview,"
        + " https://r.example/openai/deployments/d/chat/completions?api-version=2025-04-01-preview",
    "https://r.example/openai/deployments/d/chat/completions?api-version=2024-10-21,"
        + " https://r.example/openai/deployments/d/chat/completions?api-version=2024-10-21",
    "https://r.example/openai/v1/, https://r.example/openai/v1/chat/completions",
  })
  void addressesAtAzureAreTakenAsUsersHaveThem(String written, String asked) {
    assertThat(ProviderProfile.AZURE.chat(Endpoint.parse(written), "m")).isEqualTo(asked);
  }

  @Test
  void azureNamesTheModelBehindTheDeployment() {
    Reply answer =
        Reply.of(
            200,
            FakeOpenAi.completion(FakeOpenAi.answer("BENIGN"), "stop")
                .replaceFirst("\\{", "{\"model\":\"gpt-4o-2024-08-06\","));
    try (FakeOpenAi fake = FakeOpenAi.always(answer);
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.AZURE)) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
    }
    assertThat(Endpoint.parse("https://r.example/openai/deployments/judge-1").deployment())
        .contains("judge-1");
  }

  @Test
  void theUsageOfAMessageIsTheSumOfItsParts() {
    Budget budget = new Budget(10, 100_000);
    try (FakeOpenAi fake =
            FakeOpenAi.always(Reply.of(200, message(FakeOpenAi.answer("BENIGN"), "end_turn")));
        OpenAiLabelClient client =
            new OpenAiLabelClient(
                Endpoint.parse(fake.url()),
                OfferedModel.named("m-latest"),
                ProviderProfile.ANTHROPIC_COMPATIBLE,
                new OpenAiLabelClient.Limits(Duration.ofSeconds(20), 1_000),
                ApiKey.of("k"),
                new Ledger(budget),
                new VerdictCache(100),
                new Redactor())) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      assertThat(budget.tokens()).isEqualTo(321);
    }
  }

  /** A server that refuses what {@code refuses} finds in a request, in words of its own. */
  private static FakeOpenAi refusing(Predicate<JsonNode> refuses, int status, String error) {
    return FakeOpenAi.answering(
        (n, r) -> refuses.test(body(r)) ? Reply.of(status, error) : FakeOpenAi.verdict("BENIGN"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPENAI | /temperature | 400 | {'error':{'message':'Unsupported value: temperature does not"
            + " support 0 with this model. Only the default (1) value is supported.',"
            + "'type':'invalid_request_error','param':'temperature','code':'unsupported_value'}}",
        "OPENAI | /seed | 400 | {'error':{'message':'Unrecognized request argument supplied:"
            + " seed','type':'invalid_request_error','param':null,'code':null}}",
        "AZURE | /max_tokens | 400 | {'error':{'message':'Unsupported parameter: max_tokens is not"
            + " supported with this model. Use max_completion_tokens instead.',"
            + "'type':'invalid_request_error','param':'max_tokens','code':'unsupported_parameter'}}",
        "PLAIN | /response_format/json_schema | 400 | {'error':{'message':'This response_format"
            + " type is unavailable now; json_schema is not"
            + " supported','type':'invalid_request_error'}}",
        "PLAIN | /response_format | 422 | {'detail':[{'type':'extra_forbidden','loc':['body',"
            + "'response_format'],'msg':'Extra inputs are not permitted'}]}",
        "OPENAI_REASONING | /reasoning_effort | 400 | {'error':{'message':'Unrecognized request"
            + " argument supplied: reasoning_effort','param':null}}",
        "OLLAMA | /reasoning_effort | 400 | {'error':{'message':'think value none is not supported"
            + " for this model','type':'api_error','param':null,'code':null}}",
        "OLLAMA | /reasoning_effort | 500 | {'error':'m does not support thinking'}",
        "VLLM | /chat_template_kwargs | 400 | {'object':'error','message':'Unknown field"
            + " chat_template_kwargs','code':400}",
        "LLAMACPP | /response_format/json_schema | 400 | {'error':{'code':400,'message':'Failed to"
            + " parse grammar','type':'invalid_request_error'}}",
      })
  void whatAServerDoesNotTakeIsLeftOutFromThenOn(
      ProviderProfile profile, String part, int status, String error) {
    try (FakeOpenAi fake =
            refusing(body -> !body.at(part).isMissingNode(), status, error.replace('\'', '"'));
        OpenAiLabelClient client = client(fake.url(), profile)) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      int first = fake.received().size();
      assertThat(first).isBetween(2, 3);
      assertThat(ask(client, LINE + " -v").verdict()).isEqualTo(Verdict.BENIGN);
      assertThat(fake.received()).hasSize(first + 1); // learned once, for all
      assertThat(client.isBreakerOpen()).isFalse();
    }
  }

  /** The worst of all worlds: a reasoning model behind a gateway that knows nothing. */
  @Test
  void whatAServerDoesNotTakeIsFoundOneByOne() {
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) -> {
                  for (String part :
                      List.of("max_tokens", "temperature", "seed", "response_format")) {
                    if (body(r).has(part)) {
                      return Reply.of(
                          400, "{\"error\":{\"message\":\"Unsupported parameter: " + part + "\"}}");
                    }
                  }
                  return FakeOpenAi.verdict("BENIGN");
                });
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.PLAIN)) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      assertThat(fake.received()).hasSize(6);
      JsonNode last = body(fake.received().get(5));
      // It reasons, for it takes no temperature: its reasoning needs room.
      assertThat(last.path("max_completion_tokens").asInt()).isEqualTo(6_000);
    }
  }

  @Test
  void aServerThatTakesNoLimitAtAllIsNoReasonToAbstain() {
    String error =
        "{\"error\":{\"message\":\"Unsupported parameter: max_tokens and"
            + " max_completion_tokens\"}}";
    try (FakeOpenAi fake = FakeOpenAi.always(Reply.of(400, error));
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.PLAIN)) {
      assertThat(ask(client, LINE).again()).isEqualTo(LabelResult.Again.FAILED);
    }
  }

  @Test
  void aLineThatNamesAParameterTakesNothingAway() {
    String line = "curl -d temperature=unsupported_value is not supported seed http://h/x";
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) ->
                    r.body().contains("curl")
                        ? Reply.of(
                            400,
                            Json.line(
                                Json.MAPPER
                                    .createObjectNode()
                                    .set(
                                        "error",
                                        Json.MAPPER
                                            .createObjectNode()
                                            .put("message", "refused: " + line))))
                        : FakeOpenAi.verdict("BENIGN"));
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.PLAIN)) {
      assertThat(ask(client, line).passing()).isFalse();
      assertThat(client.form().refused()).isEmpty();
    }
  }

  /** One question that fills the context must not change how all others are asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_tokens must be at least 1, got -20.",
        "Invalid value: max_tokens is too large: 1000. This model supports at most 512 tokens",
        "This model's maximum context length is 2048 tokens, max_tokens not supported beyond it",
      })
  void aLimitThatDoesNotFitIsNotAnotherName(String message) {
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) ->
                    r.body().contains("tar czf")
                        ? Reply.of(400, "{\"error\":{\"message\":\"" + message + "\"}}")
                        : FakeOpenAi.verdict("BENIGN"));
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.VLLM)) {
      LabelResult result = ask(client, LINE);
      assertThat(result.verdict()).isEqualTo(Verdict.ABSTAINED);
      assertThat(result.passing()).isFalse();
      assertThat(client.form().refused()).isEmpty();
    }
  }

  /** Else a line that an attacker wrote would stop all labelling. */
  @Test
  void theWordsOfALineStopNobody() {
    String line = "echo credit balance is too low, insufficient credits, try again in 50m";
    String error =
        "{\"error\":{\"message\":\"cannot process: credit balance is too low, insufficient credits,"
            + " try again in 50m\"}}";
    for (int status : new int[] {400, 429}) {
      try (FakeOpenAi fake =
              FakeOpenAi.answering(
                  (n, r) ->
                      r.body().contains("credit balance")
                          ? Reply.of(status, error)
                          : FakeOpenAi.verdict("BENIGN"));
          OpenAiLabelClient client = client(fake.url(), ProviderProfile.OPENAI)) {
        assertThat(ask(client, line).again()).isNotEqualTo(LabelResult.Again.SPENT);
        assertThat(client.pause()).isEmpty();
        assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | {'error':{'message':'You exceeded your current quota','type':'insufficient_quota',"
            + "'code':'insufficient_quota'}}",
        "429 | {'error':{'message':'x','type':'insufficient_quota',"
            + "'code':'project_spend_limit_exceeded'}}",
        "429 | {'type':'error','error':{'type':'rate_limit_error','message':'x',"
            + "'details':{'error_code':'enforced_spend_limit_reached'}}}",
        "400 | {'type':'error','error':{'type':'invalid_request_error','message':'Your credit"
            + " balance is too low to access the Anthropic API.'}}",
        "400 | {'error':{'message':'You have reached your specified API usage limits. You will"
            + " regain access on 2025-07-01 at 00:00 UTC.'}}",
        "402 | ''",
      })
  void whoWantsMoneyFirstIsAskedOnceAndEverythingWaits(int status, String error) {
    try (FakeOpenAi fake = FakeOpenAi.always(Reply.of(status, error.replace('\'', '"')));
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.OPENAI)) {
      LabelResult result = ask(client, LINE);
      assertThat(result.again()).isEqualTo(LabelResult.Again.SPENT);
      assertThat(result.reason()).startsWith("quota: ");
      assertThat(AbstentionKind.of(result.reason())).isEqualTo(AbstentionKind.BUDGET);
      assertThat(ask(client, LINE + " -v").again()).isEqualTo(LabelResult.Again.SPENT);
      assertThat(fake.received()).hasSize(1);
      assertThat(client.pause().orElseThrow().least()).isGreaterThan(Duration.ofMinutes(4));
    }
  }

  @ParameterizedTest
  @EnumSource(ProviderProfile.class)
  void anAnswerInACodeFenceIsReadWhereServersWrap(ProviderProfile profile) {
    String fenced = "```json\n" + FakeOpenAi.answer("BENIGN") + "\n```";
    Reply reply =
        profile == ProviderProfile.ANTHROPIC_COMPATIBLE
            ? Reply.of(200, message(fenced, "end_turn"))
            : Reply.of(200, FakeOpenAi.completion(fenced, "stop"));
    try (FakeOpenAi fake = FakeOpenAi.always(reply);
        OpenAiLabelClient client = client(fake.url(), profile)) {
      assertThat(ask(client, LINE).verdict())
          .isEqualTo(profile.mayWrap() ? Verdict.BENIGN : Verdict.ABSTAINED);
    }
  }

  @Test
  void anOverloadedProviderIsAskedAgain() {
    String error =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}";
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) ->
                    n == 1
                        ? Reply.of(529, error).with("retry-after-ms", "100")
                        : verdict(ProviderProfile.ANTHROPIC_COMPATIBLE));
        OpenAiLabelClient client = client(fake.url(), ProviderProfile.ANTHROPIC_COMPATIBLE)) {
      assertThat(ask(client, LINE).verdict()).isEqualTo(Verdict.BENIGN);
      assertThat(fake.received()).hasSize(2);
    }
  }

  /** One answer at a time, a third of the deadline each: 8 at once would be 5 timeouts. */
  @Test
  void aSerialServerIsSlowNotDown() {
    Object one = new Object();
    try (FakeOpenAi fake =
            FakeOpenAi.answering(
                (n, r) -> {
                  synchronized (one) {
                    pause(Duration.ofMillis(300));
                  }
                  return FakeOpenAi.verdict("BENIGN");
                });
        OpenAiLabelClient client =
            new OpenAiLabelClient(
                Endpoint.parse(fake.url()),
                OfferedModel.named("m-1"),
                ProviderProfile.PLAIN,
                new OpenAiLabelClient.Limits(Duration.ofMillis(1_500), 1_000),
                ApiKey.of(null),
                new Ledger(new Budget(1_000, Long.MAX_VALUE)),
                new VerdictCache(100),
                new Redactor())) {
      var answers =
          java.util.stream.IntStream.range(0, 16).mapToObj(i -> client.label(LINE + i)).toList();
      assertThat(answers).allMatch(answer -> answer.join().verdict() == Verdict.BENIGN);
      assertThat(fake.received()).hasSize(16);
      assertThat(client.figures().failures(AbstentionKind.TIMEOUT)).isZero();
      assertThat(client.figures().atOnce()).isBetween(1, 3);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
