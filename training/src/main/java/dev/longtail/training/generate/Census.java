package dev.longtail.training.generate;

import dev.longtail.udfs.features.Tokens;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts the unique command lines of the telemetry. */
final class Census {
  private final Map<String, Entry> lines = new LinkedHashMap<>();
  private final Map<String, Set<String>> hostsOfForm = new HashMap<>();
  private long events;
  private long attackEvents;

  private static final class Entry {
    private LabelledLine line;
    private final String form;
    private int events;

    private Entry(LabelledLine line) {
      this.line = line;
      form = form(line.cmd());
    }
  }

  void add(GeneratedEvent event) {
    LabelledLine line = event.line();
    Entry entry = lines.computeIfAbsent(line.cmd(), c -> new Entry(line));
    // A line that harmless work also writes convicts nobody, so it is benign, whoever wrote it
    // first.
    if (entry.line.isMalicious() && !line.isMalicious()) {
      entry.line = line;
    }
    entry.events++;
    hostsOfForm.computeIfAbsent(entry.form, f -> new HashSet<>()).add(event.event().host());
    events++;
    attackEvents += event.shape().isAttack() ? 1 : 0;
  }

  long events() {
    return events;
  }

  long attackEvents() {
    return attackEvents;
  }

  int uniqueLines() {
    return lines.size();
  }

  boolean contains(String commandLine) {
    return lines.containsKey(commandLine);
  }

  /** Every unique line. */
  Set<String> commandLines() {
    return lines.keySet();
  }

  /** The truth about every unique line, in the order of first occurrence. */
  List<LabelledLine> truth() {
    return lines.values().stream().map(e -> e.line).toList();
  }

  /**
   * The lines whose form runs on at least {@code hosts} hosts, in the order of first occurrence.
   */
  List<LabelledLine> prevalent(int hosts) {
    return lines.values().stream()
        .filter(e -> hostsOfForm.get(e.form).size() >= hosts)
        .map(e -> e.line)
        .toList();
  }

  /** The line with every token that has a digit in it masked. */
  private static String form(String commandLine) {
    StringBuilder form = new StringBuilder();
    for (String token : Tokens.of(commandLine)) {
      form.append(token.indexOf('*') < 0 ? token : "*").append(' ');
    }
    return form.toString();
  }

  /** The lines seen at least twice, most frequent first, ties by text. */
  List<LabelledLine> repeated() {
    List<Entry> repeated =
        new ArrayList<>(lines.values().stream().filter(e -> e.events > 1).toList());
    repeated.sort(Comparator.comparingInt((Entry e) -> -e.events).thenComparing(e -> e.line.cmd()));
    return repeated.stream().map(e -> e.line).toList();
  }
}
