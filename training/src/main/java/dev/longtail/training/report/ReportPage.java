package dev.longtail.training.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import dev.longtail.training.card.ModelCard;
import dev.longtail.training.changes.ModelChanges;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.FunnelCounts;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.TableRow;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The report: one HTML file that needs no network. The template escapes everything that comes from
 * the data. It takes the charts as they are; the charts escape their own texts. Its one script
 * finds and filters lines; without it all lines are shown.
 */
public final class ReportPage {
  private static final String TEMPLATE = "dev/longtail/training/report/report.mustache";
  private static final String SCRIPT = ScriptPolicy.script("report.js");

  private ReportPage() {}

  /**
   * The page.
   *
   * @param evaluations the measurements; the rows of a base set stand together, the base alone
   *     first
   * @param table their rows in {@code table.json}, in the same order
   * @param experiment the training and test sets
   * @param changes lines that models decide otherwise
   * @param cards of the models
   * @param caveat a warning that the reader must see; it stands behind the first sentence; may be
   *     empty
   */
  public static String of(
      List<Evaluation> evaluations,
      List<TableRow> table,
      Experiment experiment,
      List<ModelChanges> changes,
      List<ModelCard> cards,
      String caveat) {
    Map<String, List<Evaluation>> bases = new LinkedHashMap<>();
    for (Evaluation evaluation : evaluations) {
      bases
          .computeIfAbsent(evaluation.trainingSet().base(), base -> new ArrayList<>())
          .add(evaluation);
    }
    List<Finding> findings = bases.values().stream().map(rows -> Finding.of(rows, table)).toList();
    List<RocFigure> curves = new ArrayList<>();
    List<TableView> tables = new ArrayList<>();
    bases.forEach(
        (base, rows) -> {
          curves.add(RocFigure.of(base, rows));
          tables.add(TableView.of(base, rows));
        });
    FunnelCounts funnel =
        experiment.augmentation().funnel().orElse(new FunnelCounts(List.of(), Map.of(), ""));
    Page page =
        new Page(
            caveat,
            findings,
            tables,
            curves,
            EvasionView.of(table),
            MeasuresView.of(table),
            LinesView.of(changes),
            CardView.of(cards, shownCards(bases, changes)),
            SliceView.of(table),
            SaturationFigure.of(table),
            FunnelFigure.of(funnel),
            CumulativeFigure.of(experiment.augmentation().figures(), funnel),
            funnel.windows().stream().map(Day::of).toList(),
            Examples.of(experiment.augmentation().admitted()),
            funnel.labeler(),
            List.of(TestSet.of(experiment.incident()), TestSet.of(experiment.timeSplit())),
            bases.values().stream().map(rows -> BaseSet.of(rows.get(0).trainingSet())).toList(),
            evaluations.stream()
                .map(Evaluation::trainingSet)
                .filter(set -> set.added() > 0)
                .map(Guarded::of)
                .toList(),
            SCRIPT,
            ScriptPolicy.of(SCRIPT));
    Mustache template = new DefaultMustacheFactory().compile(TEMPLATE);
    StringWriter html = new StringWriter();
    template.execute(html, page);
    return html.toString();
  }

  /** The models that were compared, or those of the base sets. */
  private static List<String> shownCards(
      Map<String, List<Evaluation>> bases, List<ModelChanges> changes) {
    List<String> compared = changes.stream().map(of -> of.after().model()).toList();
    return compared.isEmpty()
        ? bases.values().stream().map(rows -> rows.get(0).trainingSet().name()).toList()
        : compared;
  }

  /** The input of the template. */
  record Page(
      String caveat,
      List<Finding> findings,
      List<TableView> tables,
      List<RocFigure> curves,
      EvasionView evasion,
      MeasuresView measures,
      LinesView lines,
      List<CardView> cards,
      List<SliceView> slices,
      List<SaturationFigure> saturation,
      List<FunnelFigure> funnels,
      List<CumulativeFigure> cumulative,
      List<Day> days,
      List<Examples.Example> examples,
      String labeler,
      List<TestSet> testSets,
      List<BaseSet> baseSets,
      List<Guarded> guarded,
      String script,
      String scriptPolicy) {
    boolean hasCaveat() {
      return !caveat.isBlank();
    }

    boolean hasLabeler() {
      return !labeler.isBlank();
    }

    boolean hasEvasion() {
      return !evasion.rows().isEmpty();
    }

    boolean hasMeasures() {
      return !measures.rows().isEmpty();
    }

    boolean hasLines() {
      return !lines.pairs().isEmpty();
    }

    boolean hasCards() {
      return !cards.isEmpty();
    }

    boolean hasSlices() {
      return !slices.isEmpty();
    }

    boolean hasSaturation() {
      return !saturation.isEmpty();
    }

    boolean hasFunnel() {
      return !funnels.isEmpty();
    }

    boolean hasCumulative() {
      return !cumulative.isEmpty();
    }

    boolean hasDays() {
      return !days.isEmpty();
    }

    boolean hasExamples() {
      return !examples.isEmpty();
    }

    boolean hasGuarded() {
      return !guarded.isEmpty();
    }
  }

  /** A line of the per-window table. */
  record Day(String window, String scale, List<String> counts) {
    static Day of(FunnelCounts.Window window) {
      List<String> counts = new ArrayList<>();
      for (FunnelCounts.Stage stage : FunnelCounts.Stage.values()) {
        counts.add(Shown.count(window.counts().get(stage)));
      }
      return new Day(window.window(), window.scale(), counts);
    }
  }

  /** A test set in a few numbers. */
  record TestSet(String name, String rows, String distinct, String malicious, String benign) {
    static TestSet of(LabelledSet set) {
      return new TestSet(
          set.name(),
          Shown.count(set.rows().size()),
          Shown.count(set.commands().size()),
          Shown.count(set.count(Label.MALICIOUS)),
          Shown.count(set.count(Label.BENIGN)));
    }
  }

  /** A base set in a few numbers, with its overlap. */
  record BaseSet(
      String name, String rows, String malicious, String inIncident, String inTimeSplit) {
    static BaseSet of(TrainingSet set) {
      return new BaseSet(
          set.name(),
          Shown.count(set.rows().size()),
          Shown.count(set.rows().stream().filter(row -> row.isMalicious()).count()),
          Shown.count(set.overlap().incident()),
          Shown.count(set.overlap().timeSplit()));
    }
  }

  /** The lines added to a base set, and the lines not added. */
  record Guarded(String name, String added, String alreadyInBase, String dropped) {
    static Guarded of(TrainingSet set) {
      return new Guarded(
          set.name(),
          Shown.count(set.added()),
          Shown.count(set.alreadyInBase()),
          Shown.count(set.leakGuardDropped()));
    }
  }
}
