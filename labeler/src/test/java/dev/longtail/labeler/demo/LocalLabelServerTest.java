package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.client.VerdictParser;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalLabelServerTest {
  private final LocalLabelServer server = LocalLabelServer.start(0);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url().replace("/v1", "") + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String request(String userMessage) {
    return Json.line(
        Json.MAPPER
            .createObjectNode()
            .put("model", LocalLabelServer.MODEL)
            .set(
                "messages",
                Json.MAPPER
                    .createArrayNode()
                    .add(
                        Json.MAPPER
                            .createObjectNode()
                            .put("role", "user")
                            .put("content", userMessage))));
  }

  private LabelResult ask(String line) throws Exception {
    HttpResponse<String> response =
        send("POST", "/v1/chat/completions", request(Prompt.about(line).user()));
    assertThat(response.statusCode()).isEqualTo(200);
    return new VerdictParser(LocalLabelServer.MODEL).parse(response.body());
  }

  @Test
  void everyAnswerSaysThatItIsRulesNotAModel() throws Exception {
    assertThat(ask("git status"))
        .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.BENIGN))
        .satisfies(r -> assertThat(r.reason()).startsWith("rules, not a model: "));
    assertThat(ask("vssadmin delete shadows /all"))
        .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.MALICIOUS))
        .satisfies(r -> assertThat(r.reason()).startsWith("rules, not a model: "));
    assertThat(ask("frobnicate --now"))
        .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.ABSTAINED))
        .satisfies(r -> assertThat(r.reason()).startsWith("refused: rules, not a model: "));
    assertThat(server.answers()).isEqualTo(3);
  }

  @Test
  void listsItsOnlyModel() throws Exception {
    JsonNode models = Json.MAPPER.readTree(send("GET", "/v1/models", "").body());
    assertThat(models.at("/data/0/id").asText()).isEqualTo(LocalLabelServer.MODEL);
    assertThat(models.at("/data/0/owned_by").asText()).contains("rules, not a model");
  }

  @Test
  void itsModelIsNamedByTheRulesThatAnswer() {
    UserRules more =
        new UserRules(
            List.of(
                new UserRules.Source(
                    "mine.yaml",
                    """
                    doubtful-marks:
                      - id: frobnicate
                        title: nobody knows what it does
                        hints: frobnicate
                        regex: '^frobnicate'
                        examples: ['frobnicate --now']
                        counterexamples: ['frob --now']
                    """)));
    assertThat(LocalLabelServer.MODEL).matches("longtail-rules-[0-9a-f]{12}");
    assertThat(LabelRules.with(UserRules.NONE).model()).isEqualTo(LocalLabelServer.MODEL);
    assertThat(LabelRules.with(more).model())
        .matches("longtail-rules-[0-9a-f]{12}")
        .isNotEqualTo(LocalLabelServer.MODEL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "POST ~ /v1/chat/completions ~ not json ~ 400",
        "POST ~ /v1/chat/completions ~ {} ~ 400",
        "POST ~ /v1/chat/completions ~ {\"model\":\"MODEL\"} ~ 400",
        "POST ~ /v1/chat/completions ~ {\"model\":\"MODEL\",\"messages\":[]} ~ 400",
        "POST ~ /v1/chat/completions ~"
            + " {\"model\":\"MODEL\",\"stream\":true,\"messages\":[1]} ~ 400",
        "POST ~ /v1/chat/completions ~ {\"model\":\"other\",\"messages\":[1]} ~ 404",
        "GET ~ /v1/chat/completions ~ '' ~ 405",
        "POST ~ /v1/models ~ {} ~ 405",
        "GET ~ /elsewhere ~ '' ~ 404"
      })
  void badRequestsGetAnErrorOfTheProtocol(String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> response =
        send(method, path, body.replace("MODEL", LocalLabelServer.MODEL));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Json.MAPPER.readTree(response.body()).at("/error/message").asText()).isNotBlank();
  }

  @Test
  void aMessageThatIsNoLabelRequestIsABadRequest() throws Exception {
    HttpResponse<String> response = send("POST", "/v1/chat/completions", request("hello"));
    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void tooLargeARequestIsRefused() throws Exception {
    HttpResponse<String> response =
        send("POST", "/v1/chat/completions", request("x".repeat(2 << 20)));
    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void listensOnLoopbackOnly() {
    assertThatThrownBy(() -> LocalLabelServer.start(new InetSocketAddress("0.0.0.0", 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("loopback");
  }

  @Test
  void aTakenPortIsNamed() {
    int port = URI.create(server.url()).getPort();
    assertThatThrownBy(() -> LocalLabelServer.start(port))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("port " + port);
  }
}
