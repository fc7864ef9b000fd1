package dev.longtail.job.cli;

import com.github.mustachejava.DefaultMustacheFactory;
import dev.longtail.job.upgrade.DayDifference;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/**
 * The page of a dry run: one HTML file that needs no network. The template escapes everything that
 * comes from the data.
 */
final class DryRunPage {
  private static final String TEMPLATE = "dev/longtail/job/cli/dry-run.mustache";

  private DryRunPage() {}

  /**
   * What the page says of a run.
   *
   * @param facts name and value of what was compared, in this order
   * @param note something that the reader must know; may be empty
   */
  record Head(List<Map.Entry<String, String>> facts, String note) {}

  /** The page of {@code difference}. */
  static String of(Head head, DayDifference difference) {
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory()
        .compile(TEMPLATE)
        .execute(
            html,
            new Page(
                head.facts(),
                head.note(),
                List.of(
                    Part.of("Anomalies", "anomalies", difference.anomalies()),
                    Part.of("Exemplars", "exemplars", difference.exemplars()),
                    Part.of("Admissions", "admissions", difference.admissions()))));
    return html.toString();
  }

  /** The input of the template. */
  record Page(List<Map.Entry<String, String>> facts, String note, List<Part> parts) {
    boolean hasNote() {
      return !note.isEmpty();
    }
  }

  /** One output. */
  record Part(String title, String id, int then, int now, List<Row> rows) {
    static Part of(String title, String id, DayDifference.Part part) {
      return new Part(
          title, id, part.then(), part.now(), part.rows().stream().map(Row::new).toList());
    }

    boolean hasRows() {
      return !rows.isEmpty();
    }

    int differing() {
      return rows.size();
    }
  }

  /** A row that differs. */
  record Row(DayDifference.Row row) {
    String change() {
      return row.change().word();
    }
  }
}
