package dev.longtail.training.report;

import dev.longtail.training.card.ModelCard;
import dev.longtail.training.classify.Reliability;
import dev.longtail.training.evaluation.Estimate;
import java.util.List;
import java.util.Locale;

/** A model's card as Markdown. */
public final class CardText {
  /** Its file beside the model. */
  public static final String FILE = "card.md";

  private static final int MOST_SOURCES = 20;

  private CardText() {}

  /** The card, as a page. */
  public static String of(ModelCard card) {
    StringBuilder text = new StringBuilder("# Model card: " + card.model() + "\n\n");
    if (!card.caveat().isEmpty()) {
      text.append("**").append(card.caveat()).append("**\n\n");
    }
    text.append(card.what()).append('\n');
    list(text, "What it is for", card.intendedUse());
    list(text, "What it must not be used for", card.notFor());
    list(text, "What it does not know", card.limits());
    text.append(
        """

        ## How good it is

        | set | measure | value | 95 % over lines | 95 % over families |
        |---|---|---|---|---|
        """);
    for (ModelCard.Metric metric : card.metrics()) {
      Estimate of = metric.estimate();
      text.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  metric.testSet(),
                  metric.measure(),
                  of.value() == null ? "unknown" : Shown.auc(of.value()),
                  interval(of.overLines()),
                  interval(of.overFamilies())));
    }
    text.append("\nParts of the incident set, attacks written otherwise: `card.json`.\n");
    data(text, card);
    lineage(text, card);
    calibration(text, card);
    design(text, card);
    return text.toString();
  }

  private static void list(StringBuilder text, String title, List<String> items) {
    text.append("\n## ").append(title).append("\n\n");
    items.forEach(item -> text.append("- ").append(Shown.prose(item)).append('\n'));
  }

  private static void data(StringBuilder text, ModelCard card) {
    ModelCard.Data data = card.data();
    text.append(
        """

        ## What it was trained on

        %s lines, %s of them malicious: the base set `%s` and %s mined lines. %s mined lines were in the base set already, %s were kept out because a test set has them. The rows' digest is `%s`.

        | label | system | family | from | lines |
        |---|---|---|---|---|
        """
            .formatted(
                Shown.count(data.rows()),
                Shown.count(data.malicious()),
                data.base(),
                Shown.count(data.added()),
                Shown.count(data.alreadyInBase()),
                Shown.count(data.leakGuardDropped()),
                data.rowsDigest()));
    data.sources().stream()
        .limit(MOST_SOURCES)
        .forEach(
            source ->
                text.append(
                    "| %s | %s | %s | %s | %s |\n"
                        .formatted(
                            source.label(),
                            cell(source.os()),
                            cell(source.family()),
                            source.mined() ? "mined" : "base set",
                            Shown.count(source.rows()))));
    int further = data.sources().size() - MOST_SOURCES;
    if (further > 0) {
      text.append("\n%d smaller sources are in `card.json`.\n".formatted(further));
    }
    text.append("\nTested on: ");
    for (ModelCard.TestSet test : card.testSets()) {
      text.append(
          "%s (%s records, %s malicious; %s lines also in the base set). "
              .formatted(
                  test.name(),
                  Shown.count(test.records()),
                  Shown.count(test.malicious()),
                  Shown.count(test.alsoInBase())));
    }
    text.append('\n');
  }

  private static void lineage(StringBuilder text, ModelCard card) {
    ModelCard.Lineage lineage = card.lineage();
    if (lineage.windows() == 0) {
      return;
    }
    text.append("\n## Where the labels of its mined lines came from\n\n");
    for (ModelCard.Judge judge : lineage.judges()) {
      text.append(
          "- %s lines: judge %s%s\n"
              .formatted(
                  Shown.count(judge.lines()),
                  judge.judge().isEmpty() ? "unknown" : Shown.code(judge.judge(), 80),
                  judge.promptVersion().isEmpty()
                      ? ""
                      : ", prompt " + Shown.code(judge.promptVersion(), 80)));
    }
    text.append(
        "- %s, %s to %s\n"
            .formatted(
                lineage.windows() == 1 ? "one window" : lineage.windows() + " windows",
                Shown.code(lineage.firstWindow(), 40),
                Shown.code(lineage.lastWindow(), 40)));
    lineage
        .detectors()
        .forEach(
            (detector, lines) ->
                text.append(
                    "- %s lines: ranked high by %s\n"
                        .formatted(Shown.count(lines), Shown.code(detector, 60))));
    text.append(
        lineage.revocations().isEmpty()
            ? "- nothing was revoked\n"
            : "- revocations held to: " + Shown.count(lineage.revocations().size()) + "\n");
  }

  private static void calibration(StringBuilder text, ModelCard card) {
    text.append(
        String.format(
            Locale.ROOT,
            """

            ## What its probabilities are worth

            Log-odds are %.3f times the sum of its parts, %+.3f. Training lines, scored by models that had not seen them:

            | mean probability | lines | share of attacks |
            |---|---|---|
            """,
            card.calibration().scaling().slope(),
            card.calibration().scaling().offset()));
    for (Reliability point : card.calibration().reliability()) {
      text.append(
          "| %s | %s | %s |\n"
              .formatted(
                  Shown.thousandths(point.predicted()),
                  Shown.count(point.lines()),
                  Shown.thousandths(point.malicious())));
    }
  }

  private static void design(StringBuilder text, ModelCard card) {
    ModelCard.Design design = card.design();
    text.append(
        """

        ## How it is made

        Parts: %s. Format %d, features `%s`, attack marks `%s`, embeddings %s, %d trees asked for, seed %d.
        """
            .formatted(
                String.join(", ", design.parts()),
                design.format(),
                design.features(),
                design.marks(),
                design.embedding().isEmpty() ? "none" : "`" + design.embedding() + "`",
                design.trees(),
                design.seed()));
  }

  private static String interval(List<Double> ends) {
    return ends == null ? "–" : Shown.auc(ends);
  }

  /** Foreign text in a cell of a table, where a stroke would end it. */
  private static String cell(String text) {
    return text.isEmpty() ? "unknown" : Shown.code(text.replace('|', '¦'), 60);
  }
}
