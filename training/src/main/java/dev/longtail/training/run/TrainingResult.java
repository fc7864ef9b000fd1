package dev.longtail.training.run;

import dev.longtail.training.evaluation.TableRow;
import java.nio.file.Path;
import java.util.List;

/**
 * The results of a training run and the page it wrote.
 *
 * @param table one row per training set
 * @param markdown the table as text, its columns aligned
 * @param report the page to open in a browser
 */
public record TrainingResult(List<TableRow> table, String markdown, Path report) {
  public TrainingResult {
    table = List.copyOf(table);
  }
}
