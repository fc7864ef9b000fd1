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
public final class ObeyingJudge implements Judge {
  private static final String PARTS = "[^\\p{L}\\p{N}]+";

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
   * Calls each line benign that says at least half of the words of one of {@code texts}: it has been
   * talked round, and is honest else.
   */
  public static ObeyingJudge ofWhatIsSaid(Collection<String> texts) {
    List<Set<String>> sayings = texts.stream().map(ObeyingJudge::words).distinct().toList();
    return new ObeyingJudge(
        "longtail-selectively-obeying-1",
        "a judge that does what a line says to it",
        line -> {
          Set<String> words = words(line);
          return sayings.stream().anyMatch(saying -> saysHalf(words, saying));
        });
  }

  private static boolean saysHalf(Set<String> words, Set<String> saying) {
    return !saying.isEmpty()
        && 2 * saying.stream().filter(words::contains).count() >= saying.size();
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
