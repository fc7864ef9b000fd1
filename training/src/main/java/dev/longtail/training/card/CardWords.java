package dev.longtail.training.card;

import dev.longtail.training.classify.ModelFacts;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.RowDetails.Evaded;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.evasion.Evasion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The sentences of a card. Those about limits follow from what was measured. */
final class CardWords {
  /** A system with fewer training lines of a label counts as unknown. */
  private static final int FEW = 100;

  private static final double MARKED_FALL = 0.05;

  private CardWords() {}

  static String what(ModelFacts facts, TrainingSet set) {
    return "A classifier of command lines: it gives each a score from 0 to 1, higher for more malicious. %s Trained on %s: %s."
        .formatted(
            facts.embedding().isEmpty()
                ? "It reads the text alone."
                : "It reads the text and an embedding.",
            set.name(),
            set.arm().meaning());
  }

  static List<String> intendedUse() {
    return List.of(
        "To rank command lines of process starts for analysts, above a threshold that is chosen by"
            + " the false positives it causes a day.",
        "To disagree: with labeler.classifier, a line that the model finds suspicious is not"
            + " admitted to the training data, whatever a judge says.");
  }

  static List<String> notFor() {
    return List.of(
        "Blocking a process or isolating a host without a person: a share of its alerts is wrong,"
            + " as the figures say.",
        "Proving that a line is harmless: a low score is no acquittal, as the recall says.",
        "Judging people: a line says what was run, not by whom or why.",
        "Taking its probability for that of an attack in your network: attacks are far rarer there"
            + " than in its training data.");
  }

  static List<String> limits(
      ModelCard.Data data,
      ModelCard.Lineage lineage,
      List<ModelCard.TestSet> testSets,
      Map<String, Evaded> evasion,
      TableRow row) {
    List<String> limits = new ArrayList<>();
    limits.add(
        "It sees the command line alone: no parent process, user, host or time, and no file that"
            + " the line names.");
    limits.add(missed(row));
    systems(data, limits);
    attackFamilies(data, limits);
    lineage.judges().stream()
        .filter(judge -> !judge.judge().isEmpty())
        .forEach(
            judge ->
                limits.add(
                    "The labels of %s mined lines come from the judge %s, not from a person; where it was wrong, an attack was taught as benign."
                        .formatted(count(judge.lines()), judge.judge())));
    for (ModelCard.TestSet test : testSets) {
      if (test.alsoInBase() > 0) {
        limits.add(
            "%s lines of the %s set are in its base set as well: its figures there are too good."
                .formatted(count(test.alsoInBase()), test.name()));
      }
    }
    for (Evasion way : Evasion.values()) {
      Evaded evaded = evasion.get(way.field());
      if (evaded != null
          && evaded.recall() != null
          && evaded.recallBefore() - evaded.recall() > MARKED_FALL) {
        limits.add(
            "Attacks written otherwise (%s): recall at a false positive rate of 1 %% falls from %s to %s."
                .formatted(way.title(), percent(evaded.recallBefore()), percent(evaded.recall())));
      }
    }
    return limits;
  }

  private static String missed(TableRow row) {
    Double fpr = row.fprAtRecall().get("0.8");
    return "To find 80 %% of the attacks of the incident set, it alerts on %s of its benign lines; one attack in five is missed then."
        .formatted(percent(fpr));
  }

  private static void systems(ModelCard.Data data, List<String> limits) {
    Map<String, int[]> bySystem = new TreeMap<>();
    for (ModelCard.Source source : data.sources()) {
      if (!source.os().isEmpty()) {
        bySystem
                .computeIfAbsent(source.os(), os -> new int[2])[
                source.label().equals("malicious") ? 1 : 0] +=
            source.rows();
      }
    }
    bySystem.forEach(
        (os, rows) -> {
          if (rows[0] < FEW || rows[1] < FEW) {
            limits.add(
                "It hardly knows %s: %s attacks and %s benign lines."
                    .formatted(os, count(rows[1]), count(rows[0])));
          }
        });
    if (bySystem.isEmpty()) {
      limits.add("Its training data do not say which operating systems they are of.");
    }
  }

  private static void attackFamilies(ModelCard.Data data, List<String> limits) {
    long families =
        data.sources().stream()
            .filter(source -> source.label().equals("malicious") && !source.family().isEmpty())
            .map(ModelCard.Source::family)
            .distinct()
            .count();
    if (families > 0) {
      limits.add(
          "Its attacks come from %s; attacks unlike theirs are found less often than the figures say."
              .formatted(
                  families == 1 ? "one source family" : count(families) + " source families"));
    }
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
