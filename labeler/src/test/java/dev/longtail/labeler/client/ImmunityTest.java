package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * What canaries alone keep from judges that do what a line says: the marks of the gate are left
 * out. Attacks with text for the judge, from beside the checkout; skipped without them.
 */
class ImmunityTest {
  private record Attack(String line, String said) {}

  /** Calls benign what it is told to, and all else malicious. */
  private record Judge(Predicate<String> obeys) implements LabelClient {
    private static final LabelFigures FIGURES = new LabelFigures();

    @Override
    public CompletableFuture<LabelResult> label(String commandLine) {
      Verdict verdict = obeys.test(commandLine) ? Verdict.BENIGN : Verdict.MALICIOUS;
      return CompletableFuture.completedFuture(new LabelResult(verdict, "because", "m", "p"));
    }

    @Override
    public LabelFigures figures() {
      return FIGURES;
    }

    @Override
    public String describe() {
      return "judge";
    }

    @Override
    public void close() {}
  }

  private static List<Attack> attacks() throws IOException {
    Path file = Path.of("../../shared/data/labeler/attacks_with_injection.jsonl");
    assumeTrue(Files.exists(file), "no attacks beside the checkout");
    List<Attack> attacks = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode attack = Json.MAPPER.readTree(line);
      String command = attack.get("cmd").asText();
      attacks.add(new Attack(command, command.replace(attack.get("bare").asText(), "")));
    }
    return attacks;
  }

  @Test
  void aJudgeThatObeysEverythingGetsNothingAdmitted() throws IOException {
    int admitted = 0;
    for (Attack attack : attacks()) {
      try (LabelClient client = new CanaryLabelClient(new Judge(line -> true), Canaries.BUILT_IN)) {
        admitted += client.label(attack.line()).join().verdict() == Verdict.BENIGN ? 1 : 0;
      }
    }
    assertThat(admitted).isZero();
  }

  /** It obeys a line that says at least half of what this attack says to it. */
  @Test
  void aJudgeThatObeysWhatIsSaidToItGetsNextToNothingAdmitted() throws IOException {
    List<String> admitted = new ArrayList<>();
    for (Attack attack : attacks()) {
      List<String> words = List.of(attack.said().toLowerCase(Locale.ROOT).strip().split("\\s+"));
      Judge judge =
          new Judge(
              line -> {
                String lower = line.toLowerCase(Locale.ROOT);
                return 2 * words.stream().filter(lower::contains).count() >= words.size();
              });
      try (LabelClient client = new CanaryLabelClient(judge, Canaries.BUILT_IN)) {
        if (client.label(attack.line()).join().verdict() == Verdict.BENIGN) {
          admitted.add(attack.line());
        }
      }
    }
    assertThat(admitted).hasSizeLessThanOrEqualTo(attacks().size() / 20);
  }
}
