package dev.longtail.training.report;

import dev.longtail.training.evaluation.RowDetails.Evaded;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.evasion.Evasion;
import java.util.ArrayList;
import java.util.List;

/**
 * What rewriting attacks does to each row, as a table.
 *
 * @param titles the ways
 * @param rows one for each training set
 */
record EvasionView(List<String> titles, List<Row> rows) {
  /** A fall of recall by so much is marked. */
  private static final double MARKED = 0.2;

  /** A training set and its cells, one for each way. */
  record Row(String name, List<Cell> cells) {}

  /**
   * One way.
   *
   * @param auc area after, and before where it differs
   * @param recall recall at a false positive rate of 1 %, before and after
   * @param bad whether the recall fell far
   */
  record Cell(String auc, String recall, boolean bad) {}

  static EvasionView of(List<TableRow> table) {
    List<Row> rows = new ArrayList<>();
    for (TableRow row : table) {
      if (row.details() != null && !row.details().evasion().isEmpty()) {
        List<Cell> cells = new ArrayList<>();
        for (Evasion evasion : Evasion.values()) {
          cells.add(cell(row.details().evasion().get(evasion.field())));
        }
        rows.add(new Row(row.trainingSet(), cells));
      }
    }
    List<String> titles = new ArrayList<>();
    for (Evasion evasion : Evasion.values()) {
      titles.add(evasion.title());
    }
    return new EvasionView(titles, rows);
  }

  private static Cell cell(Evaded evaded) {
    if (evaded == null) {
      return new Cell("–", "", false);
    }
    String auc = Shown.thousandths(evaded.aucBefore()) + " → " + Shown.thousandths(evaded.auc());
    if (evaded.recall() == null) {
      return new Cell(auc, "recall unknown", false);
    }
    return new Cell(
        auc,
        "recall " + Shown.percent(evaded.recallBefore()) + " → " + Shown.percent(evaded.recall()),
        evaded.recall() < evaded.recallBefore() - MARKED);
  }
}
