package dev.longtail.labeler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a server with two questions whose answers are known, a harmless line and an attack, and
 * tells what works and what a verdict costs. The two are booked in the budget as any other.
 */
public final class LabelProbe {
  private static final Logger LOG = LoggerFactory.getLogger(LabelProbe.class);

  /** Everyday work that no judge takes for an attack. */
  private static final String HARMLESS = "git status --short";

  private final OpenAiLabelClient client;
  private final Optional<TokenPrice> price;
  private final List<Seen> seen = new ArrayList<>();

  private record Seen(Duration latency, JsonNode body) {}

  /**
   * What was found.
   *
   * @param works whether both questions were answered as they must be
   * @param lines what was found, a name and a value each
   */
  public record Report(boolean works, List<Line> lines) {
    public Report {
      lines = List.copyOf(lines);
    }
  }

  /**
   * One thing that was found.
   *
   * @param well whether it is as it should be
   */
  public record Line(String name, String value, boolean well) {}

  private LabelProbe(OpenAiLabelClient client, Optional<TokenPrice> price) {
    this.client = client;
    this.price = price;
  }

  /**
   * Asks the two questions, one after the other.
   *
   * @param price of its tokens, if that is known
   */
  static CompletableFuture<Report> of(OpenAiLabelClient client, Optional<TokenPrice> price) {
    LabelProbe probe = new LabelProbe(client, price);
    return client
        .probe(HARMLESS, probe::see)
        .thenCompose(
            harmless ->
                harmless.passing()
                    ? CompletableFuture.completedFuture(probe.report(harmless, harmless))
                    : client
                        .probe(Canaries.BUILT_IN.beside(HARMLESS), probe::see)
                        .thenApply(attack -> probe.report(harmless, attack)));
  }

  /** Tells the log what was found, once it is. */
  static void tell(CompletableFuture<Report> found) {
    var unused =
        found.thenAccept(
            report -> {
              List<String> lines =
                  report.lines().stream().map(line -> line.name() + ": " + line.value()).toList();
              if (report.works()) {
                LOG.info("the labeler works; {}", String.join("; ", lines));
              } else {
                LOG.warn("the labeler does not work as it should; {}", String.join("; ", lines));
              }
            });
  }

  private synchronized void see(Duration latency, String body) {
    try {
      seen.add(new Seen(latency, Json.MAPPER.readTree(body)));
    } catch (JsonProcessingException e) {
      // The verdict says what is wrong with it.
    }
  }

  private synchronized Report report(LabelResult harmless, LabelResult attack) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("judge", client.describe(), true));
    boolean answered = !harmless.passing();
    lines.add(verdict("harmless line", harmless, harmless.verdict() == Verdict.BENIGN));
    if (answered) {
      lines.add(verdict("known attack", attack, attack.verdict() == Verdict.MALICIOUS));
    }
    if (!seen.isEmpty()) {
      RequestForm form = client.form();
      lines.add(schema(form));
      lines.add(new Line("limit of tokens", form.limitName() + " " + form.maxAnswerTokens(), true));
      lines.add(
          new Line(
              "not taken",
              form.refused().isEmpty() ? "nothing is refused" : form.toString(),
              true));
      lines.add(model());
      lines.add(latency());
      lines.add(tokens());
    }
    // Who doubts a harmless line costs coverage; who passes an attack must not be asked.
    boolean works =
        answered
            && !attack.passing()
            && attack.verdict() == Verdict.MALICIOUS
            && harmless.verdict() != Verdict.MALICIOUS;
    return new Report(works, lines);
  }

  private static Line verdict(String name, LabelResult result, boolean well) {
    String said = result.verdict().name();
    return new Line(
        name, result.verdict() == Verdict.ABSTAINED ? said + ": " + result.reason() : said, well);
  }

  private Line schema(RequestForm form) {
    if (form.has(RequestPart.SCHEMA)) {
      return new Line("structured output", "JSON schema", true);
    }
    return form.has(RequestPart.JSON)
        ? new Line("structured output", "JSON without a schema", false)
        : new Line("structured output", "none: answers are read from text", false);
  }

  private Line model() {
    String named = seen.get(0).body().path("model").asText("");
    return new Line("model in the answer", named.isEmpty() ? "not named" : named, !named.isEmpty());
  }

  private Line latency() {
    long millis = seen.stream().mapToLong(answer -> answer.latency().toMillis()).max().orElse(0);
    return new Line("slowest answer", String.format(Locale.ROOT, "%,d ms", millis), true);
  }

  private Line tokens() {
    long prompts = 0;
    long answers = 0;
    for (Seen answer : seen) {
      Optional<TokenUsage> used = TokenUsage.said(answer.body());
      if (used.isEmpty()) {
        return new Line("tokens a verdict", "not told: each counts at its upper bound", false);
      }
      prompts += used.get().promptTokens();
      answers += used.get().answerTokens();
    }
    long each = (prompts + answers) / seen.size();
    double share = 1_000.0 / seen.size();
    long prompt = Math.round(prompts * share);
    long answer = Math.round(answers * share);
    String money =
        price
            .map(of -> Spent.money(of.cost(prompt, answer)))
            .map(cost -> String.format(Locale.ROOT, "; 1,000 verdicts cost %.2f", cost))
            .orElse("; their price is not known (labeler.prices)");
    return new Line("tokens a verdict", String.format(Locale.ROOT, "%,d", each) + money, true);
  }
}
