package dev.longtail.training.data;

import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of labelled command lines, in the file's order: a base training set (RB, AB) or a test set
 * (incident, time split). Repetitions are kept: in a test set they are the frequencies that an
 * alert queue would see.
 *
 * @param name the name in messages, e.g. {@code incident}
 * @param rows its records
 */
public record LabelledSet(String name, List<LabelledCommand> rows) {
  public LabelledSet {
    rows = List.copyOf(rows);
  }

  /**
   * Reads records {@code {"cmd", "label": "benign"|"malicious"}}, which may also say {@code os} and
   * {@code family} ({@link LineOrigin}).
   *
   * @throws InputException if a record is unusable, naming file, line and field; or, naming the
   *     file, if the file is empty or lacks a class. A classifier needs both classes in training
   *     and in tests
   */
  public static LabelledSet read(String name, Path input) {
    List<LabelledCommand> rows = new ArrayList<>();
    ColumnarRecords.forEachRecord(
        input, (record, where) -> rows.add(LabelledCommand.of(record, where)));
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

  /** The different command lines that are benign in one record and malicious in another. */
  public Set<String> contradictions() {
    Set<String> contradictions = new LinkedHashSet<>();
    Map<String, Label> labels = new HashMap<>();
    for (LabelledCommand row : rows) {
      Label first = labels.putIfAbsent(row.cmd(), row.label());
      if (first != null && first != row.label()) {
        contradictions.add(row.cmd());
      }
    }
    return contradictions;
  }

  /** The different command lines of this set that also occur in {@code other}. */
  public Set<String> common(LabelledSet other) {
    Set<String> common = commands();
    common.retainAll(other.commands());
    return common;
  }

  /**
   * How many lines of {@link #common} have different labels in the two sets. A line that has both
   * labels in a set is not counted.
   */
  public long contradictions(LabelledSet other) {
    Map<String, Set<Label>> labels = new HashMap<>();
    rows.forEach(
        row ->
            labels.computeIfAbsent(row.cmd(), cmd -> EnumSet.noneOf(Label.class)).add(row.label()));
    Set<String> agreeing = new HashSet<>();
    for (LabelledCommand row : other.rows) {
      if (labels.getOrDefault(row.cmd(), Set.of()).contains(row.label())) {
        agreeing.add(row.cmd());
      }
    }
    return common(other).stream().filter(cmd -> !agreeing.contains(cmd)).count();
  }

  /** The different command lines, in order of their first appearance. */
  public Set<String> commands() {
    Set<String> commands = new LinkedHashSet<>();
    rows.forEach(row -> commands.add(row.cmd()));
    return commands;
  }
}
