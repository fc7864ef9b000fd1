package dev.longtail.training.run;

import dev.longtail.training.evaluation.TableRow;
import java.nio.file.Path;
import java.util.List;

/**
 * What a training run found and wrote.
 *
 * @param table one row a training set
 * @param markdown the table as text, its columns aligned
 * @param report the page to open in a browser
 */
public record TrainingResult(List<TableRow> table, String markdown, Path report) {
  public TrainingResult {
    table = List.copyOf(table);
  }
}
