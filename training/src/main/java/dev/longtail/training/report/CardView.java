package dev.longtail.training.report;

import dev.longtail.training.card.ModelCard;
import dev.longtail.training.classify.Reliability;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's card for the page.
 *
 * @param model name of its training set
 * @param what it is
 * @param facts name and value
 * @param intendedUse what it is for
 * @param notFor what it must not be used for
 * @param limits what it does not know
 * @param sources training lines by source, the largest first
 * @param furtherSources how many sources are left out; empty if none
 * @param reliability points of the reliability plot
 */
record CardView(
    String model,
    String what,
    List<Fact> facts,
    List<String> intendedUse,
    List<String> notFor,
    List<String> limits,
    List<Source> sources,
    String furtherSources,
    List<Point> reliability) {
  private static final int MOST_SOURCES = 15;

  /** A fact. */
  record Fact(String name, String value) {}

  /** Training lines of one source. */
  record Source(String label, String os, String family, String from, String rows) {}

  /** Lines of about one probability, and how many of them are attacks. */
  record Point(String predicted, String lines, String malicious) {}

  boolean hasFurtherSources() {
    return !furtherSources.isEmpty();
  }

  /** The cards of the models that {@code shown} names. */
  static List<CardView> of(List<ModelCard> cards, List<String> shown) {
    return cards.stream().filter(card -> shown.contains(card.model())).map(CardView::of).toList();
  }

  private static CardView of(ModelCard card) {
    ModelCard.Data data = card.data();
    int further = Math.max(0, data.sources().size() - MOST_SOURCES);
    return new CardView(
        card.model(),
        card.what(),
        facts(card),
        card.intendedUse(),
        card.notFor(),
        card.limits(),
        data.sources().stream()
            .limit(MOST_SOURCES)
            .map(
                source ->
                    new Source(
                        source.label(),
                        known(source.os()),
                        known(source.family()),
                        source.mined() ? "mined" : "base set",
                        Shown.count(source.rows())))
            .toList(),
        further == 0 ? "" : Shown.count(further),
        card.calibration().reliability().stream().map(CardView::point).toList());
  }

  private static List<Fact> facts(ModelCard card) {
    List<Fact> facts = new ArrayList<>();
    ModelCard.Data data = card.data();
    facts.add(
        new Fact(
            "training lines",
            "%s, of them %s malicious and %s mined"
                .formatted(
                    Shown.count(data.rows()),
                    Shown.count(data.malicious()),
                    Shown.count(data.added()))));
    ModelCard.Lineage lineage = card.lineage();
    if (lineage.windows() > 0) {
      facts.add(new Fact("labels of mined lines", judges(lineage)));
      facts.add(
          new Fact(
              "mined in",
              lineage.windows() == 1
                  ? lineage.firstWindow()
                  : "%d windows, %s to %s"
                      .formatted(lineage.windows(), lineage.firstWindow(), lineage.lastWindow())));
      facts.add(new Fact("revocations held to", Shown.count(lineage.revocations().size())));
    }
    ModelCard.Design design = card.design();
    facts.add(new Fact("parts", String.join(", ", design.parts())));
    facts.add(new Fact("embeddings", design.embedding().isEmpty() ? "none" : design.embedding()));
    facts.add(new Fact("attack marks", design.marks()));
    facts.add(new Fact("rows’ digest", data.rowsDigest()));
    facts.add(new Fact("seed", String.valueOf(design.seed())));
    return facts;
  }

  private static String judges(ModelCard.Lineage lineage) {
    List<String> judges = new ArrayList<>();
    for (ModelCard.Judge judge : lineage.judges()) {
      judges.add(
          "%s by %s%s"
              .formatted(
                  Shown.count(judge.lines()),
                  known(judge.judge()),
                  judge.promptVersion().isEmpty()
                      ? ""
                      : " (prompt " + Shown.commandLine(judge.promptVersion(), 60) + ")"));
    }
    return String.join("; ", judges);
  }

  private static Point point(Reliability point) {
    return new Point(
        Shown.hundredths(point.predicted()),
        Shown.count(point.lines()),
        Shown.hundredths(point.malicious()));
  }

  private static String known(String text) {
    return text.isEmpty() ? "unknown" : Shown.commandLine(text, 60);
  }
}
