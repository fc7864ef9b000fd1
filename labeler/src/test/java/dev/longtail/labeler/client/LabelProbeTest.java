package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.FakeOpenAi.Reply;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.labeler.net.Reach;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LabelProbeTest {
  private static LabelerOptions asking(String url) {
    return LabelerOptions.endpoint(url, "m", ProviderProfile.PLAIN);
  }

  private static String value(LabelProbe.Report report, String name) {
    return report.lines().stream()
        .filter(line -> line.name().equals(name))
        .map(LabelProbe.Line::value)
        .findFirst()
        .orElse("");
  }

  @Test
  void tellsWhatWorksAndWhatItCosts() throws IOException {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), "", ProviderProfile.PLAIN)
              .withSpending(
                  SpendingPlan.FREE.withPrices(new Prices(Map.of(), new TokenPrice(2, 2))));
      LabelProbe.Report report = options.tryServer();
      assertThat(report.works()).isTrue();
      assertThat(report.lines()).allMatch(LabelProbe.Line::well);
      assertThat(value(report, "judge")).startsWith("rules, not a model");
      assertThat(value(report, "harmless line")).isEqualTo("BENIGN");
      assertThat(value(report, "known attack")).isEqualTo("MALICIOUS");
      assertThat(value(report, "structured output")).isEqualTo("JSON schema");
      assertThat(value(report, "model in the answer")).isEqualTo(LocalLabelServer.MODEL);
      assertThat(value(report, "tokens a verdict")).contains("; 1,000 verdicts cost ");
      assertThat(server.answers()).isEqualTo(2);
      assertThat(options.budget().calls()).isEqualTo(2);
    }
  }

  @Test
  void aJudgeThatCallsAnAttackBenignDoesNotWork() throws IOException {
    try (FakeOpenAi fake = FakeOpenAi.always(FakeOpenAi.verdict("BENIGN"))) {
      LabelProbe.Report report = asking(fake.url()).tryServer();
      assertThat(report.works()).isFalse();
      assertThat(value(report, "known attack")).isEqualTo("BENIGN");
      assertThat(value(report, "tokens a verdict")).startsWith("not told");
    }
  }

  @Test
  void saysWhatAServerDoesNotTake() throws IOException {
    try (FakeOpenAi fake =
        FakeOpenAi.answering(
            (n, r) ->
                r.body().contains("response_format")
                    ? Reply.of(400, "{\"error\":\"response_format is not supported\"}")
                    : FakeOpenAi.verdict(
                        r.body().contains("git status") ? "BENIGN" : "MALICIOUS"))) {
      LabelProbe.Report report = asking(fake.url()).tryServer();
      assertThat(report.works()).isTrue();
      assertThat(value(report, "structured output")).startsWith("none");
      assertThat(value(report, "not taken")).isEqualTo("schema, json");
    }
  }

  @Test
  void aServerThatDoesNotAnswerDoesNotWork() throws IOException {
    LabelProbe.Report report = asking(FakeOpenAi.nobody()).tryServer();
    assertThat(report.works()).isFalse();
    assertThat(value(report, "harmless line")).startsWith("ABSTAINED: cannot connect");
    assertThatThrownBy(() -> LabelerOptions.none().tryServer()).isInstanceOf(InputException.class);
  }

  @Test
  void aStartTriesOnceInAProcess() throws Exception {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), LocalLabelServer.MODEL, ProviderProfile.PLAIN)
              .withProbe(true);
      for (int start = 0; start < 3; start++) {
        try (LabelClient client = options.open()) {
          assertThat(client.label("git status").join().verdict()).isEqualTo(Verdict.BENIGN);
          for (int i = 0; i < 500 && server.answers() < 3; i++) {
            Thread.sleep(10);
          }
        }
      }
      assertThat(server.answers()).isEqualTo(3); // two of the probe, and one question
    }
  }

  @Test
  void aDeploymentAtAzureMustHaveAName() {
    String resource = "https://r.example";
    LabelerOptions nameless = LabelerOptions.endpoint(resource, "", ProviderProfile.AZURE);
    assertThatThrownBy(nameless::open)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--model");
    String url = resource + "/openai/deployments/judge?api-version=2024-10-21";
    try (LabelClient client = LabelerOptions.endpoint(url, "", ProviderProfile.AZURE).open()) {
      assertThat(client.describe()).startsWith("model judge at ");
    }
  }

  @Test
  void linesAreNotSentInTheClearUnlessThatIsAllowed() {
    LabelerOptions options = asking("http://192.0.2.1:9/v1");
    assertThatThrownBy(options::open)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("labeler.allow-plain-http");
    options.withReach(new Reach("", "", "", true)).open().close();
    asking("https://192.0.2.1:9/v1").open().close();
    asking("http://127.0.0.1:9/v1").open().close();
  }
}
