package dev.longtail.training.changes;

import dev.longtail.training.changes.LineChange.Amounts;
import dev.longtail.training.classify.LineExplanation;
import dev.longtail.training.classify.LineExplanation.Feature;
import dev.longtail.training.classify.LineExplanation.Near;
import dev.longtail.training.classify.MinedPulls;
import dev.longtail.training.classify.ModelExplainer;
import dev.longtail.training.classify.ModelLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains why two models decide a line otherwise. */
final class Explaining {
  private static final int MOST_FEATURES = 10;

  /** Texts of training lines are cut after so many characters. */
  private static final int LONGEST = 1000;

  private static final double DIGITS = 1e4;

  private final ModelExplainer before;
  private final ModelExplainer after;
  private final Optional<MinedPulls> pulls;

  Explaining(ModelChanges.Side before, ModelChanges.Side after) {
    this.before = before.model().explainer();
    this.after = after.model().explainer();
    this.pulls =
        after.set().mined().isEmpty()
            ? Optional.empty()
            : Optional.of(after.model().pulls(after.set()));
  }

  LineChange explained(LineChange line) {
    LineExplanation first = before.explainWithoutLines(line.cmd(), Integer.MAX_VALUE);
    LineExplanation second = after.explain(line.cmd(), Integer.MAX_VALUE);
    return new LineChange(
        line.kind(),
        line.cmd(),
        line.os(),
        line.family(),
        line.times(),
        decided(line.before(), first),
        decided(line.after(), second),
        parts(first, second),
        features(first, second),
        pulls.map(all -> shortened(all.on(line.cmd(), second.command()))).orElse(List.of()),
        second.nearestBenign().stream().map(Explaining::shortened).toList(),
        second.nearestMalicious().stream().map(Explaining::shortened).toList());
  }

  /** The same line once more. */
  static LineChange repeated(LineChange line) {
    return new LineChange(
        line.kind(),
        line.cmd(),
        line.os(),
        line.family(),
        line.times() + 1,
        line.before(),
        line.after(),
        line.parts(),
        line.features(),
        line.taughtBy(),
        line.nearestBenign(),
        line.nearestMalicious());
  }

  static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }

  private static LineChange.Scored decided(LineChange.Scored scored, LineExplanation by) {
    return new LineChange.Scored(scored.score(), scored.margin(), by.command());
  }

  private static List<Amounts> parts(LineExplanation before, LineExplanation after) {
    Map<List<String>, Amounts> amounts = new LinkedHashMap<>();
    before.parts().forEach(part -> add(amounts, "part", part.part(), part.logOdds(), 0));
    after.parts().forEach(part -> add(amounts, "part", part.part(), 0, part.logOdds()));
    return List.copyOf(amounts.values());
  }

  private static List<Amounts> features(LineExplanation before, LineExplanation after) {
    Map<List<String>, Amounts> amounts = new LinkedHashMap<>();
    for (Feature feature : before.features()) {
      add(amounts, feature.kind(), feature.name(), feature.logOdds(), 0);
    }
    for (Feature feature : after.features()) {
      add(amounts, feature.kind(), feature.name(), 0, feature.logOdds());
    }
    List<Amounts> strongest = new ArrayList<>(amounts.values());
    strongest.sort(
        Comparator.comparingDouble(
                (Amounts of) -> -Math.max(Math.abs(of.before()), Math.abs(of.after())))
            .thenComparing(Amounts::kind)
            .thenComparing(Amounts::name));
    return strongest.subList(0, Math.min(MOST_FEATURES, strongest.size()));
  }

  private static void add(
      Map<List<String>, Amounts> amounts, String kind, String name, double before, double after) {
    amounts.merge(
        List.of(kind, name),
        new Amounts(kind, name, rounded(before), rounded(after)),
        (a, b) ->
            new Amounts(
                kind, name, rounded(a.before() + b.before()), rounded(a.after() + b.after())));
  }

  private static List<MinedPulls.Pull> shortened(List<MinedPulls.Pull> pulls) {
    return pulls.stream()
        .map(
            pull ->
                new MinedPulls.Pull(
                    rounded(pull.logOdds()), rounded(pull.cosine()), shortened(pull.line())))
        .toList();
  }

  private static Near shortened(Near near) {
    return new Near(rounded(near.cosine()), shortened(near.line()));
  }

  private static ModelLine shortened(ModelLine line) {
    return line.cmd().length() <= LONGEST
        ? line
        : line.withText(line.cmd().substring(0, LONGEST) + "…");
  }
}
