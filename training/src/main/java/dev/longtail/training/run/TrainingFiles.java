package dev.longtail.training.run;

import dev.longtail.training.card.ModelCard;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.MarkdownTable;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.evaluation.TrainedRow;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.report.CardText;
import dev.longtail.training.report.LinesText;
import dev.longtail.training.report.ReportPage;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files of a training run beside its models. */
final class TrainingFiles {
  private final TrainingOptions options;
  private final Experiment experiment;
  private final Revocations revocations;

  TrainingFiles(TrainingOptions options, Experiment experiment, Revocations revocations) {
    this.options = options;
    this.experiment = experiment;
    this.revocations = revocations;
  }

  TrainingResult write(TrainedTable trained) throws IOException {
    List<TrainedRow> rows = trained.rows();
    List<Evaluation> evaluations = rows.stream().map(TrainedRow::evaluation).toList();
    List<TableRow> table = rows.stream().map(row -> row.row(rows, options.seed())).toList();
    String markdown = MarkdownTable.of(table);
    Path out = options.out();
    Files.writeString(out.resolve("table.json"), Json.pretty(table));
    Files.writeString(out.resolve("table.md"), markdown);
    Files.writeString(out.resolve("lines.json"), Json.pretty(trained.changes()));
    Files.writeString(out.resolve("lines.md"), LinesText.of(trained.changes()));
    List<ModelCard> cards = cards(trained, table);
    for (ModelCard card : cards) {
      Path folder = out.resolve("models").resolve(card.model());
      Files.writeString(folder.resolve(ModelCard.FILE), Json.pretty(card));
      Files.writeString(folder.resolve(CardText.FILE), CardText.of(card));
    }
    Path report = out.resolve("report.html");
    Files.writeString(
        report,
        ReportPage.of(evaluations, table, experiment, trained.changes(), cards, options.caveat()));
    return new TrainingResult(table, markdown, report);
  }

  private List<ModelCard> cards(TrainedTable trained, List<TableRow> table) {
    List<ModelCard> cards = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      TrainingSet set = trained.rows().get(i).evaluation().trainingSet();
      cards.add(
          ModelCard.of(
              trained.facts().get(i),
              set,
              table.get(i),
              experiment,
              revocations,
              options.caveat()));
    }
    return cards;
  }
}
