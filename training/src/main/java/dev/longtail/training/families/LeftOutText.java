package dev.longtail.training.families;

import dev.longtail.training.evaluation.AlignedTable;
import dev.longtail.training.evaluation.Estimate;
import dev.longtail.training.evasion.Evasion;
import dev.longtail.training.families.LeftOutTable.Difference;
import dev.longtail.training.families.LeftOutTable.Evaded;
import dev.longtail.training.families.LeftOutTable.Row;
import dev.longtail.training.families.LeftOutTable.Tested;
import dev.longtail.training.families.LeftOutTable.View;
import dev.longtail.training.metrics.Measure;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The table of left-out families as Markdown. */
public final class LeftOutText {
  private static final String SCORE = "%.3f";
  private static final String SIGNED = "%+.3f";

  private LeftOutText() {}

  /** For each population: folds, AUC of every fold, all measures, evasion, differences. */
  public static String of(LeftOutTable table) {
    StringBuilder text = new StringBuilder("# Left-out families\n\n");
    text.append(
        """
        Each fold leaves an attack family and benign families of the same systems out of the base set and of the
        mined lines, trains on the rest and tests on what was left out. Lines of one template count once.
        Intervals are of 95 %, by bootstrap: over lines (of each fold) and over families (whole folds and then
        their lines). With several seeds, each replicate also draws the seeds.

        """);
    text.append(
        "%s, first seed %d, %s.\n"
            .formatted(
                Counted.of(table.seeds(), "seed"),
                table.seed(),
                Counted.of(table.replicates(), "replicate")));
    if (!table.untested().isEmpty()) {
      text.append("\nAttack families too small to test, and trained on in every fold: ")
          .append(untested(table))
          .append(".\n");
    }
    table.views().forEach(view -> text.append(view(view)));
    text.append("\n# How the training sets were left\n\n").append(trainings(table));
    return text.toString();
  }

  /** The AUC of every fold with means and intervals, and the paired differences. */
  public static String summary(LeftOutTable table) {
    StringBuilder text = new StringBuilder();
    for (View view : table.views()) {
      text.append(against(view));
      for (String design : designs(view)) {
        text.append("\n## Design: ").append(design).append(", AUC\n\n");
        text.append(aucs(view, rows(view, design)));
      }
      text.append("\n## Paired differences\n\n").append(differences(view.differences()));
    }
    return text.toString().stripLeading();
  }

  private static Set<String> designs(View view) {
    return view.rows().stream()
        .map(Row::design)
        .filter(design -> !design.startsWith(LeftOutTable.WITHOUT))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Row> rows(View view, String design) {
    return view.rows().stream().filter(row -> row.design().equals(design)).toList();
  }

  private static String against(View view) {
    return "\n# Against "
        + (view.benign().equals(Population.MINED.field())
            ? "the long tail: benign lines that were mined as anomalies"
            : "all benign lines of known family")
        + "\n";
  }

  private static String untested(LeftOutTable table) {
    return table.untested().entrySet().stream()
        .map(
            family ->
                "%s (%,d)"
                    .formatted(
                        family.getKey().isEmpty() ? "family unknown" : family.getKey(),
                        family.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String view(View view) {
    StringBuilder text = new StringBuilder(against(view));
    text.append('\n').append(folds(view.folds()));
    for (String design : designs(view)) {
      List<Row> rows = rows(view, design);
      text.append("\n## Design: ").append(design).append("\n\nAUC of every fold:\n\n");
      text.append(aucs(view, rows));
      text.append("\nMeans over the folds:\n\n").append(measures(rows));
      text.append("\nAttacks written otherwise, AUC and recall at FPR 1e-2 before → after:\n\n");
      text.append(evasion(rows));
    }
    return text.append("\n## Paired differences\n\n")
        .append(differences(view.differences()))
        .toString();
  }

  private static String folds(List<Tested> folds) {
    return AlignedTable.of(
        List.of("fold", "attacks", "benign", "attacks not tested", "benign families left out"),
        folds.stream()
            .map(
                fold ->
                    List.of(
                        fold.fold(),
                        count(fold.attacks()),
                        count(fold.benign()),
                        count(fold.attacksNotTested()),
                        fold.systems().stream()
                            .map(
                                system ->
                                    "%s %d/%d: %s"
                                        .formatted(
                                            system.os(),
                                            system.attacks(),
                                            system.benign(),
                                            system.benignFamilies().isEmpty()
                                                ? "by template"
                                                : String.join(" ", system.benignFamilies())))
                            .collect(Collectors.joining("; "))))
            .toList());
  }

  private static String aucs(View view, List<Row> rows) {
    List<String> headings = new ArrayList<>(List.of("training set"));
    view.folds().forEach(fold -> headings.add(fold.fold()));
    headings.addAll(List.of("mean", "over lines", "over families"));
    return AlignedTable.of(
        headings,
        rows.stream()
            .map(
                row -> {
                  List<String> cells = new ArrayList<>(List.of(row.trainingSet()));
                  row.folds().values().forEach(auc -> cells.add(auc.text(SCORE)));
                  Estimate mean = row.measures().get(Measure.AUC.field());
                  cells.add(mean.text("%.4f"));
                  cells.add(Estimate.text(mean.overLines(), SCORE));
                  cells.add(Estimate.text(mean.overFamilies(), SCORE));
                  return cells;
                })
            .toList());
  }

  private static String measures(List<Row> rows) {
    List<Measure> shown = List.of(Measure.values()).subList(1, Measure.values().length);
    List<String> headings = new ArrayList<>(List.of("training set"));
    shown.forEach(measure -> headings.add(measure.title()));
    return AlignedTable.of(
        headings,
        rows.stream()
            .map(
                row -> {
                  List<String> cells = new ArrayList<>(List.of(row.trainingSet()));
                  shown.forEach(measure -> cells.add(withLines(row, measure)));
                  return cells;
                })
            .toList());
  }

  private static String withLines(Row row, Measure measure) {
    Estimate estimate = row.measures().get(measure.field());
    return estimate.value() == null
        ? "unknown"
        : estimate.text(SCORE) + " (" + Estimate.text(estimate.overLines(), "%.2f") + ")";
  }

  private static String evasion(List<Row> rows) {
    List<String> headings = new ArrayList<>(List.of("training set"));
    for (Evasion evasion : Evasion.values()) {
      headings.add(evasion.title());
    }
    return AlignedTable.of(
        headings,
        rows.stream()
            .map(
                row -> {
                  List<String> cells = new ArrayList<>(List.of(row.trainingSet()));
                  for (Evasion evasion : Evasion.values()) {
                    cells.add(evaded(row.evasion().get(evasion.field())));
                  }
                  return cells;
                })
            .toList());
  }

  private static String evaded(Evaded evaded) {
    if (evaded == null) {
      return "–";
    }
    String recall =
        evaded.recall() == null
            ? ""
            : String.format(Locale.ROOT, ", %.2f → %.2f", evaded.recallBefore(), evaded.recall());
    return String.format(Locale.ROOT, "%.3f → %.3f%s", evaded.aucBefore(), evaded.auc(), recall);
  }

  private static String differences(List<Difference> differences) {
    return AlignedTable.of(
        List.of(
            "of − minus",
            "AUC",
            "over lines",
            "over families",
            "higher in folds",
            "FPR at 80 % recall",
            "over lines",
            "over families"),
        differences.stream()
            .map(
                difference -> {
                  Estimate auc = difference.measures().get(Measure.AUC.field());
                  Estimate fpr = difference.measures().get(Measure.FPR_AT_RECALL_80.field());
                  return List.of(
                      difference.of() + " − " + difference.minus(),
                      auc.text("%+.4f"),
                      Estimate.text(auc.overLines(), SIGNED),
                      Estimate.text(auc.overFamilies(), SIGNED),
                      String.valueOf(difference.higherIn()),
                      fpr.text(SIGNED),
                      Estimate.text(fpr.overLines(), SIGNED),
                      Estimate.text(fpr.overFamilies(), SIGNED));
                })
            .toList());
  }

  private static String trainings(LeftOutTable table) {
    List<List<String>> lines = new ArrayList<>();
    table
        .trainings()
        .forEach(
            (set, trainings) ->
                trainings.forEach(
                    training ->
                        lines.add(
                            List.of(
                                set + " without " + training.fold(),
                                count(training.rows()),
                                count(training.added()),
                                count(training.ofFamilies()),
                                count(training.ofTemplates()),
                                count(training.ofUnknownFamily())))));
    return AlignedTable.of(
        List.of(
            "training set",
            "rows",
            "added",
            "dropped: family",
            "dropped: template",
            "family unknown"),
        lines);
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
