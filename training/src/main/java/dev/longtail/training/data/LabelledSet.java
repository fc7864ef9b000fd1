package dev.longtail.training.data;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of labelled command lines, in the file's order: a base training set (RB, AB) or a test set
 * (incident, time split). Repetitions are kept: in a test set they are the frequencies an alert
 * queue would see.
 *
 * @param name what messages call it, e.g. {@code incident}
 * @param rows its records
 */
public record LabelledSet(String name, List<LabelledCommand> rows) {
  public LabelledSet {
    rows = List.copyOf(rows);
  }

  /**
   * Reads records {@code {"cmd", "label": "benign"|"malicious"}}.
   *
   * @throws InputException naming file, line and field of an unusable record, or the file if it is
   *     empty or lacks one of the classes; a classifier can be neither trained nor judged on those
   */
  public static LabelledSet read(String name, Path input) {
    List<LabelledCommand> rows = new ArrayList<>();
    JsonLines.forEach(
        input,
        (record, where) ->
            rows.add(
                new LabelledCommand(
                    JsonLines.commandLine(record, where), Fields.label(record, where))));
    if (rows.isEmpty()) {
      throw new InputException(input + ": the " + name + " set is empty");
    }
    LabelledSet set = new LabelledSet(name, rows);
    for (Label label : Label.values()) {
      if (set.count(label) == 0) {
        throw new InputException(
            "%s: the %s set has %,d records and none with \"label\" \"%s\"; both classes are needed"
                .formatted(input, name, rows.size(), Fields.text(label)));
      }
    }
    return set;
  }

  /** How many records bear {@code label}. */
  public long count(Label label) {
    return rows.stream().filter(row -> row.label() == label).count();
  }

  /** The different command lines, in order of their first appearance. */
  public Set<String> commands() {
    Set<String> commands = new LinkedHashSet<>();
    rows.forEach(row -> commands.add(row.cmd()));
    return commands;
  }
}
