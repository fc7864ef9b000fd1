package dev.longtail.training.report;

import dev.longtail.training.evaluation.Slice;
import dev.longtail.training.evaluation.TableRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of the incident set, each with its figures for the rows that matter: a base set alone, and
 * with exemplars.
 *
 * @param title what the parts are
 * @param names the rows shown
 * @param parts one line each
 */
record SliceView(String title, List<String> names, List<Part> parts) {
  private static final Map<String, String> TITLES =
      new LinkedHashMap<>(
          Map.of("os", "By operating system", "family", "By source family", "length", "By length"));

  /** A part: its name, its lines, and a cell for each row. */
  record Part(String name, String lines, List<Cell> cells) {}

  /** AUC, and the share above the threshold that one benign line in a hundred passes. */
  record Cell(String auc, String above) {}

  static List<SliceView> of(List<TableRow> table) {
    List<TableRow> shown =
        table.stream()
            .filter(row -> row.details() != null)
            .filter(row -> row.trainingSet().matches("[a-z]+(\\+full)?"))
            .toList();
    List<SliceView> views = new ArrayList<>();
    for (String by : List.of("os", "family", "length")) {
      List<Part> parts = parts(by, shown);
      if (!parts.isEmpty()) {
        views.add(
            new SliceView(
                TITLES.get(by), shown.stream().map(TableRow::trainingSet).toList(), parts));
      }
    }
    return views;
  }

  private static List<Part> parts(String by, List<TableRow> shown) {
    List<Part> parts = new ArrayList<>();
    if (shown.isEmpty()) {
      return parts;
    }
    List<Slice> first = slices(by, shown.get(0));
    for (int i = 0; i < first.size(); i++) {
      int part = i;
      Slice slice = first.get(i);
      parts.add(
          new Part(
              slice.name(),
              Shown.count(slice.malicious()) + " / " + Shown.count(slice.benign()),
              shown.stream().map(row -> cell(slices(by, row).get(part))).toList()));
    }
    return parts;
  }

  private static List<Slice> slices(String by, TableRow row) {
    return row.details().incidentSlices().stream().filter(s -> s.by().equals(by)).toList();
  }

  private static Cell cell(Slice slice) {
    List<String> above = new ArrayList<>();
    if (slice.recall() != null) {
      above.add("attacks " + Shown.percent(slice.recall()));
    }
    if (slice.fpr() != null) {
      above.add("benign " + Shown.percent(slice.fpr()));
    }
    return new Cell(
        slice.auc() == null ? "–" : Shown.thousandths(slice.auc()), String.join(", ", above));
  }
}
