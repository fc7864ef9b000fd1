package dev.longtail.training.families;

import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All lines that can be tested, each once: the attacks of the base sets, and the benign lines of
 * the base sets, of what was mined, and of the known lines. A line that bears both labels anywhere
 * is left out. One line stands for each template of a family and label, the first by hash: a family
 * of a thousand variants of one line counts that line once.
 */
final class SourceLines {
  /** A line of unknown system has that of its family if so much of the family has it. */
  private static final double MAIN_SHARE = 0.9;

  private final Map<String, LabelledCommand> benign = new LinkedHashMap<>();
  private final Map<String, LabelledCommand> malicious = new LinkedHashMap<>();
  private final Map<String, String> systems = new HashMap<>();
  private final KnownLines known;
  private final Set<String> anomalies = new HashSet<>();

  private SourceLines(KnownLines known) {
    this.known = known;
  }

  static List<SourceLine> of(List<LabelledSet> bases, Augmentation mined, KnownLines known) {
    SourceLines lines = new SourceLines(known);
    lines.add(bases, mined);
    return lines.testable();
  }

  private void add(List<LabelledSet> bases, Augmentation mined) {
    for (LabelledSet base : bases) {
      for (LabelledCommand row : base.rows()) {
        (row.isMalicious() ? malicious : benign).putIfAbsent(row.cmd(), row);
        note(row.cmd(), row.origin().os());
      }
    }
    mined.admitted().forEach(this::addMined);
    mined.random().forEach(this::addMined);
    mined.nearDuplicates().forEach(this::addMined);
    mined.exemplars().forEach(line -> note(line.cmd(), line.origin().os()));
    Stream.of(mined.admitted(), mined.nearDuplicates(), mined.exemplars())
        .flatMap(List::stream)
        .forEach(line -> anomalies.add(line.cmd()));
    for (LabelledCommand line : known.all()) {
      note(line.cmd(), line.origin().os());
      if (!line.isMalicious()) {
        benign.putIfAbsent(line.cmd(), line);
      }
    }
  }

  private void addMined(MinedCommand line) {
    benign.putIfAbsent(line.cmd(), new LabelledCommand(line.cmd(), Label.BENIGN, line.origin()));
    note(line.cmd(), line.origin().os());
  }

  private void note(String line, String os) {
    if (!os.isBlank()) {
      systems.putIfAbsent(line, os);
    }
  }

  private List<SourceLine> testable() {
    Set<String> attacks = new HashSet<>(malicious.keySet());
    known.all().stream()
        .filter(LabelledCommand::isMalicious)
        .map(LabelledCommand::cmd)
        .forEach(attacks::add);
    Set<String> harmless = new HashSet<>(benign.keySet());
    Map<String, SourceLine> byTemplate = new TreeMap<>();
    keep(byTemplate, malicious.values(), harmless);
    keep(byTemplate, benign.values(), attacks);
    List<SourceLine> lines = byTemplate.values().stream().sorted(SourceLine.BY_HASH).toList();
    Map<String, String> mainSystems = mainSystems(lines);
    return lines.stream()
        .map(
            line ->
                line.os().isEmpty()
                    ? line.withOs(mainSystems.getOrDefault(line.family(), ""))
                    : line)
        .toList();
  }

  private void keep(
      Map<String, SourceLine> kept, Collection<LabelledCommand> rows, Set<String> otherwise) {
    for (LabelledCommand row : rows) {
      String family = known.familyOf(row);
      if (otherwise.contains(row.cmd())) {
        continue;
      }
      SourceLine line =
          new SourceLine(
              row.cmd(),
              row.isMalicious(),
              systems.getOrDefault(row.cmd(), ""),
              family,
              CommandTemplate.of(row.cmd()),
              anomalies.contains(row.cmd()));
      String key = row.isMalicious() + "\n" + family + "\n" + line.template();
      kept.merge(key, line, SourceLine::or);
    }
  }

  private static Map<String, String> mainSystems(List<SourceLine> lines) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (SourceLine line : lines) {
      if (!line.os().isEmpty()) {
        counts
            .computeIfAbsent(line.family(), family -> new TreeMap<>())
            .merge(line.os(), 1, Integer::sum);
      }
    }
    Map<String, String> main = new HashMap<>();
    counts.forEach(
        (family, systems) -> {
          int all = systems.values().stream().mapToInt(Integer::intValue).sum();
          systems.forEach(
              (os, count) -> {
                if (count >= MAIN_SHARE * all) {
                  main.put(family, os);
                }
              });
        });
    return main;
  }
}
