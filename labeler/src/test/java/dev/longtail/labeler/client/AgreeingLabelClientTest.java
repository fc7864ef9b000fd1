package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.labeler.prompt.Framing;
import dev.longtail.labeler.prompt.Prompt;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreeingLabelClientTest {
  private static final LabelResult OUTAGE =
      new LabelResult(Verdict.ABSTAINED, "http 503", "x", "px", Again.FAILED);

  /** Says what it is told to, and counts. */
  private static final class Said implements LabelClient {
    private final String name;
    private LabelResult answer;
    private int asked;

    Said(String name, String verdict) {
      this.name = name;
      this.answer = result(name, Verdict.valueOf(verdict));
    }

    @Override
    public CompletableFuture<LabelResult> label(String commandLine) {
      asked++;
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public Optional<String> question(String commandLine) {
      return Optional.of(name + commandLine);
    }

    @Override
    public String describe() {
      return name;
    }

    @Override
    public void close() {
      asked = -1;
    }
  }

  private static LabelResult result(String name, Verdict verdict) {
    return new LabelResult(verdict, "says " + name, name, "p" + name);
  }

  private static AgreeingLabelClient of(boolean lastDecides, Said... judges) {
    return new AgreeingLabelClient(List.of(judges), lastDecides, new LabelFigures());
  }

  @ParameterizedTest
  @CsvSource({
    "BENIGN, BENIGN, BENIGN, 2",
    "MALICIOUS, MALICIOUS, MALICIOUS, 2",
    "BENIGN, MALICIOUS, ABSTAINED, 2",
    "MALICIOUS, BENIGN, ABSTAINED, 2",
    "BENIGN, ABSTAINED, ABSTAINED, 2",
    "ABSTAINED, BENIGN, ABSTAINED, 1"
  })
  void onlyWhatBothSayCounts(String first, String second, Verdict verdict, int asked) {
    Said a = new Said("a", first);
    Said b = new Said("b", second);
    LabelResult result = of(false, a, b).label("ls").join();
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.passing()).isFalse();
    assertThat(a.asked + b.asked).isEqualTo(asked);
    assertThat(result.model()).isEqualTo(asked == 2 ? "a+b" : "a");
    assertThat(result.promptVersion()).isEqualTo(asked == 2 ? "pa+pb" : "pa");
  }

  @Test
  void aDisagreementSaysWhoSaidWhat() {
    LabelResult result =
        of(false, new Said("a", "BENIGN"), new Said("b", "MALICIOUS")).label("ls").join();
    assertThat(result.reason()).isEqualTo("disagreement: a benign, b malicious");
    assertThat(AbstentionKind.of(result.reason())).isEqualTo(AbstentionKind.DISAGREEMENT);
  }

  @Test
  void aFailureThatPassesLeavesTheLineWaiting() {
    Said a = new Said("a", "BENIGN");
    Said b = new Said("b", "BENIGN");
    b.answer = OUTAGE;
    AgreeingLabelClient both = of(false, a, b);
    assertThat(both.label("ls").join().again()).isEqualTo(Again.FAILED);
    b.answer = result("b", Verdict.BENIGN);
    assertThat(both.label("ls").join().verdict()).isEqualTo(Verdict.BENIGN);

    a.answer = OUTAGE;
    assertThat(both.label("ls").join().again()).isEqualTo(Again.FAILED);
    assertThat(b.asked).as("not asked while the first is away").isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "BENIGN, BENIGN, MALICIOUS, BENIGN, 2",
    "MALICIOUS, MALICIOUS, BENIGN, MALICIOUS, 2",
    "BENIGN, MALICIOUS, BENIGN, BENIGN, 3",
    "BENIGN, MALICIOUS, MALICIOUS, MALICIOUS, 3",
    "BENIGN, MALICIOUS, ABSTAINED, ABSTAINED, 3",
    "BENIGN, ABSTAINED, BENIGN, BENIGN, 3",
    "BENIGN, ABSTAINED, MALICIOUS, ABSTAINED, 3",
    "ABSTAINED, ABSTAINED, BENIGN, ABSTAINED, 3"
  })
  void theLastOfACascadeIsAskedWhereTheOthersDiffer(
      String first, String second, String last, Verdict verdict, int asked) {
    Said a = new Said("a", first);
    Said b = new Said("b", second);
    Said c = new Said("c", last);
    LabelResult result = of(true, a, b, c).label("ls").join();
    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(a.asked + b.asked + c.asked).isEqualTo(asked);
  }

  @Test
  void aLineThatMayNotBeAskedAboutCostsNoFurtherCall() {
    Said a = new Said("a", "BENIGN");
    a.answer = LabelResult.abstained("hidden: too much", "a", "pa");
    Said b = new Said("b", "BENIGN");
    Said c = new Said("c", "BENIGN");
    assertThat(of(true, a, b, c).label("ls").join().reason()).isEqualTo("hidden: too much");
    assertThat(b.asked + c.asked).isZero();
  }

  @Test
  void theQuestionsOfAllJudgesStayInTheJournal() {
    AgreeingLabelClient both = of(false, new Said("a", "BENIGN"), new Said("b", "BENIGN"));
    assertThat(both.questions("ls").orElseThrow()).containsExactlyInAnyOrder("als", "bls");
    assertThat(new CanaryLabelClient(both, Canaries.BUILT_IN).questions("ls").orElseThrow())
        .hasSize(2);
  }

  /** Over HTTP: two prompts, one budget, and the second time only the missing answer is paid. */
  @Test
  void theSameJudgeIsAskedInBothFramings() {
    List<String> asked = new ArrayList<>();
    boolean[] away = {true};
    try (FakeOpenAi server =
        FakeOpenAi.answering(
            (number, request) -> {
              boolean strict = request.body().contains("Say BENIGN only if");
              asked.add(strict ? "innocence" : "guilt");
              return strict && away[0]
                  ? FakeOpenAi.Reply.of(503, "")
                  : FakeOpenAi.verdict("BENIGN");
            })) {
      LabelerOptions options =
          LabelerOptions.endpoint(server.url(), "m", ProviderProfile.PLAIN)
              .withDeadline(Duration.ofSeconds(2))
              .withAgreement(Agreement.FRAMING)
              .withCaps(100, 1_000_000);
      try (LabelClient client = options.open()) {
        assertThat(client.label("ls").join().passing()).isTrue();
        away[0] = false;
        int before = asked.size();
        LabelResult result = client.label("ls").join();
        assertThat(result.verdict()).isEqualTo(Verdict.BENIGN);
        assertThat(result.model()).isEqualTo("m+m");
        assertThat(result.promptVersion())
            .isEqualTo(Prompt.VERSION + "+" + Prompt.version(Framing.INNOCENCE));
        assertThat(asked.subList(before, asked.size())).containsExactly("innocence");
        assertThat(options.budget().calls()).isEqualTo(asked.size());
        assertThat(client.figures().requests()).isEqualTo(asked.size());
      }
    }
  }

  @Test
  void refusesAnAgreementThatProvesNothing() {
    LabelerOptions one = LabelerOptions.endpoint("http://127.0.0.1:1", "m", ProviderProfile.PLAIN);
    assertThatThrownBy(() -> one.withAgreement(further(Agreement.Kind.UNANIMOUS)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("needs further judges");
    assertThatThrownBy(
            () ->
                one.withAgreement(
                    further(
                        Agreement.Kind.CASCADE, "n@http://127.0.0.1:2", "m@http://127.0.0.1:3")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("are the same model, m");
    for (String same : List.of("m:latest", "m-latest", "M")) {
      assertThatThrownBy(
              () ->
                  one.withAgreement(
                      further(
                          Agreement.Kind.CASCADE,
                          "n@http://127.0.0.1:2",
                          same + "@http://127.0.0.1:3")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("are the same model, " + same);
    }
    assertThatThrownBy(() -> further(Agreement.Kind.CASCADE, "n@http://127.0.0.1:2"))
        .hasMessageContaining("a cascade needs two further judges");
    assertThatThrownBy(() -> further(Agreement.Kind.UNANIMOUS, "http://127.0.0.1:2"))
        .hasMessageContaining("must be MODEL@URL");
    assertThatThrownBy(() -> further(Agreement.Kind.UNANIMOUS, "n@http://127.0.0.1:2#x"))
        .hasMessageContaining("no profile of this name");
    assertThatThrownBy(
            () ->
                LabelerOptions.endpoint("http://127.0.0.1:1", "", ProviderProfile.PLAIN)
                    .withAgreement(further(Agreement.Kind.UNANIMOUS, "n@http://127.0.0.1:2")))
        .hasMessageContaining("--model is needed beside further judges");
    assertThatThrownBy(() -> LabelerOptions.none().withAgreement(Agreement.FRAMING))
        .hasMessageContaining("need an endpoint");
  }

  private static Agreement further(Agreement.Kind kind, String... judges) {
    return Agreement.of(kind, List.of(judges), ProviderProfile.PLAIN);
  }
}
