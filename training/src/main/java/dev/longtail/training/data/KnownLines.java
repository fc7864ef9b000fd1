package dev.longtail.training.data;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines whose label and source family somebody knows, e.g. the truth of a benchmark. They say of
 * what family a line is that was mined from telemetry, whose own records know no family.
 */
public final class KnownLines {
  /** Nothing is known. */
  public static final KnownLines NONE = new KnownLines(List.of());

  private final List<LabelledCommand> all;
  private final Map<String, LabelledCommand> byLine = new HashMap<>();

  private KnownLines(List<LabelledCommand> all) {
    this.all = List.copyOf(all);
    all.forEach(line -> byLine.putIfAbsent(line.cmd(), line));
  }

  /** The given lines; of a line that is there twice, the first counts. */
  public static KnownLines of(List<LabelledCommand> lines) {
    return new KnownLines(lines);
  }

  /**
   * Reads records {@code {"cmd", "label": "benign"|"malicious", "family"}}, which may also say
   * {@code os}.
   *
   * @throws InputException if a record is unusable or names no family, naming file, line and field
   */
  public static KnownLines read(Path input) {
    List<LabelledCommand> lines = new ArrayList<>();
    ColumnarRecords.forEachRecord(
        input,
        (record, where) -> {
          Label label = Fields.label(record, where);
          if (Fields.text(record, "family", where).isBlank()) {
            throw new InputException(where + ": field \"family\" is blank");
          }
          lines.add(
              new LabelledCommand(
                  JsonLines.commandLine(record, where), label, LineOrigin.of(record)));
        });
    if (lines.isEmpty()) {
      throw new InputException(input + ": no line with a family is in it");
    }
    return new KnownLines(lines);
  }

  /** Every line, in the order of the file. */
  public List<LabelledCommand> all() {
    return all;
  }

  /**
   * The family of {@code row}: what is known of its line, else what its own record says, else
   * empty. What is known comes first, because a record may only say how its line was collected.
   */
  public String familyOf(LabelledCommand row) {
    LabelledCommand known = byLine.get(row.cmd());
    return known == null ? row.origin().family() : known.origin().family();
  }
}
