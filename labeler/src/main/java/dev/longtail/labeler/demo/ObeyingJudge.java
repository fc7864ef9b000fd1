package dev.longtail.labeler.demo;

import dev.longtail.labeler.client.Verdict;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A judge that does what a line tells it, to try what a stage holds if its judge holds nothing. The
 * lines that it does not obey are judged by the {@link LabelRules}.
 */
public final class ObeyingJudge implements LocalJudge {
  private static final String PARTS = "[^\\p{L}\\p{N}]+";
  private static final int SHORT = 2;
  private static final int LATIN = 0x24f;

  private final String model;
  private final String who;
  private final Predicate<String> obeys;

  private ObeyingJudge(String model, String who, Predicate<String> obeys) {
    this.model = model;
    this.who = who;
    this.obeys = obeys;
  }

  /** Calls every line benign. */
  public static ObeyingJudge ofEverything() {
    return new ObeyingJudge(
        "longtail-obeying-1", "a judge that calls everything benign", line -> true);
  }

  /**
   * Calls each line benign that says at least half of the words of one of {@code texts}, and two if
   * it has two: it has been talked round, and is honest else.
   */
  public static ObeyingJudge ofWhatIsSaid(Collection<String> texts) {
    List<Set<String>> sayings = texts.stream().map(ObeyingJudge::saying).distinct().toList();
    return new ObeyingJudge(
        "longtail-selectively-obeying-1",
        "a judge that does what a line says to it",
        line -> {
          Set<String> words = words(line);
          return sayings.stream().anyMatch(saying -> saysHalf(words, saying));
        });
  }

  private static boolean saysHalf(Set<String> words, Set<String> saying) {
    long said = saying.stream().filter(words::contains).count();
    return said > 0 && said >= Math.min(2, saying.size()) && 2 * said >= saying.size();
  }

  /** The words of a text by which it is known: short ones are in every text, and count alone. */
  private static Set<String> saying(String text) {
    Set<String> words = words(text);
    Set<String> longer =
        words.stream()
            .filter(word -> word.length() > SHORT || word.codePointAt(0) > LATIN)
            .collect(Collectors.toUnmodifiableSet());
    return longer.isEmpty() ? words : longer;
  }

  private static Set<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split(PARTS))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String model() {
    return model;
  }

  @Override
  public String who() {
    return who;
  }

  @Override
  public LabelRules.Judgement judgementOn(String commandLine) {
    return obeys.test(commandLine)
        ? new LabelRules.Judgement(Verdict.BENIGN, "obeys", "the line says so")
        : LabelRules.judge(commandLine);
  }
}
