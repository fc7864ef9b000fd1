package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelResult.Again;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks several judges, one after the other, and takes the verdict on which they agree.
 *
 * <ul>
 *   <li>Without a last word: all must say the same. The first that differs, or abstains for good,
 *       ends the question: no answer of the others could make a verdict of it.
 *   <li>With a last word (a cascade): the last judge is asked only where the others are not of one
 *       mind. Its verdict counts if one of them said the same.
 * </ul>
 *
 * <p>Where there is no verdict, the line abstains for good, with the reason {@code disagreement}. A
 * judge whose call fails for a reason that passes leaves the line waiting; the verdicts known are
 * cached, so that asking again costs only those missing. A result names all judges that were asked.
 * Thread-safe.
 */
final class AgreeingLabelClient implements LabelClient {
  private final List<LabelClient> judges;
  private final boolean lastDecides;
  private final LabelFigures figures;

  /**
   * A client that asks {@code judges}, which it closes.
   *
   * @param lastDecides whether the last judge has the last word
   * @param figures what all judges count in
   */
  AgreeingLabelClient(List<LabelClient> judges, boolean lastDecides, LabelFigures figures) {
    if (judges.size() < (lastDecides ? 3 : 2)) {
      throw new IllegalArgumentException("too few judges to agree: " + judges.size());
    }
    this.judges = List.copyOf(judges);
    this.lastDecides = lastDecides;
    this.figures = figures;
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return label(commandLine, SpentByWindow.NO_WINDOW);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine, long window) {
    return ask(commandLine, window, List.of());
  }

  private CompletableFuture<LabelResult> ask(
      String commandLine, long window, List<LabelResult> before) {
    return judges
        .get(before.size())
        .label(commandLine, window)
        .thenCompose(
            result -> {
              List<LabelResult> said = new ArrayList<>(before);
              said.add(result);
              return result.passing()
                  ? CompletableFuture.completedFuture(
                      together(said, Verdict.ABSTAINED, result.reason(), result.again()))
                  : decided(said)
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() -> ask(commandLine, window, said));
            });
  }

  /** The answer after {@code said}; empty if another judge is to be asked. */
  private Optional<LabelResult> decided(List<LabelResult> said) {
    LabelResult latest = said.get(said.size() - 1);
    boolean agreed =
        said.stream().allMatch(each -> each.verdict() == latest.verdict())
            && latest.verdict() != Verdict.ABSTAINED;
    if (!lastDecides) {
      return agreed
          ? said.size() < judges.size() ? Optional.empty() : Optional.of(verdict(said))
          : Optional.of(undecided(said));
    }
    int first = judges.size() - 1;
    if (said.size() < first || (said.size() == first && !agreed)) {
      return wasNotAsked(latest) ? Optional.of(undecided(said)) : Optional.empty();
    }
    boolean seconded =
        latest.verdict() != Verdict.ABSTAINED
            && said.stream().filter(each -> each.verdict() == latest.verdict()).count() > 1;
    return Optional.of(seconded ? verdict(said) : undecided(said));
  }

  /** What one judge may not be asked about, none may. */
  private static boolean wasNotAsked(LabelResult result) {
    AbstentionKind kind = AbstentionKind.of(result.reason());
    return result.verdict() == Verdict.ABSTAINED
        && (kind == AbstentionKind.HIDDEN || kind == AbstentionKind.NOT_ASKED);
  }

  private static LabelResult verdict(List<LabelResult> said) {
    LabelResult latest = said.get(said.size() - 1);
    return together(said, latest.verdict(), latest.reason(), Again.NO);
  }

  private static LabelResult undecided(List<LabelResult> said) {
    Set<Verdict> verdicts =
        said.stream()
            .map(LabelResult::verdict)
            .filter(verdict -> verdict != Verdict.ABSTAINED)
            .collect(Collectors.toSet());
    LabelResult latest = said.get(said.size() - 1);
    String reason =
        verdicts.size() > 1
            ? AbstentionKind.DISAGREED
                + said.stream()
                    .map(
                        each -> each.model() + " " + each.verdict().name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "))
            : latest.reason();
    return together(said, Verdict.ABSTAINED, reason, Again.NO);
  }

  private static LabelResult together(
      List<LabelResult> said, Verdict verdict, String reason, Again again) {
    return new LabelResult(
        verdict,
        reason,
        joined(said, LabelResult::model),
        joined(said, LabelResult::promptVersion),
        again);
  }

  private static String joined(List<LabelResult> said, Function<LabelResult, String> part) {
    return said.stream().map(part).collect(Collectors.joining("+"));
  }

  @Override
  public Optional<Pause> pause() {
    return judges.stream().flatMap(judge -> judge.pause().stream()).findFirst();
  }

  @Override
  public Optional<String> question(String commandLine) {
    return judges.get(0).question(commandLine);
  }

  @Override
  public Optional<Set<String>> questions(String commandLine) {
    Set<String> questions = new HashSet<>();
    for (LabelClient judge : judges) {
      Optional<Set<String>> known = judge.questions(commandLine);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      questions.addAll(known.get());
    }
    return Optional.of(questions);
  }

  @Override
  public String identity() {
    return VerdictCache.key(
        judges.stream().map(LabelClient::identity).collect(Collectors.joining("+"))
            + (lastDecides ? " cascade" : ""));
  }

  /** Of all judges: how often the later ones are asked depends on what the first say. */
  @Override
  public List<Quote> quotes(String commandLine) {
    return judges.stream().flatMap(judge -> judge.quotes(commandLine).stream()).toList();
  }

  @Override
  public LabelFigures figures() {
    return figures;
  }

  @Override
  public boolean isBreakerOpen() {
    return judges.stream().anyMatch(LabelClient::isBreakerOpen);
  }

  @Override
  public boolean isHalted() {
    return judges.stream().anyMatch(LabelClient::isHalted);
  }

  @Override
  public void distrust() {
    judges.forEach(LabelClient::distrust);
  }

  @Override
  public String describe() {
    return judges.stream()
            .map(LabelClient::describe)
            .distinct()
            .collect(Collectors.joining(" and "))
        + (lastDecides
            ? "; the last decides where the others differ"
            : "; only what all say counts");
  }

  @Override
  public void close() {
    judges.forEach(LabelClient::close);
  }
}
