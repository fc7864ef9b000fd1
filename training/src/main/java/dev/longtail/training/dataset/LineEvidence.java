package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What labelled sources say of one line. The same records give the same evidence in any order. */
final class LineEvidence {
  private final Map<SourceKind, Set<Label>> labels = new EnumMap<>(SourceKind.class);
  private final Map<SourceKind, TreeSet<String>> families = new EnumMap<>(SourceKind.class);
  private final TreeSet<String> systems = new TreeSet<>();
  private LocalDate first;
  private LocalDate last;

  /**
   * Takes what one record says.
   *
   * @return whether the source has said the same of this line before
   */
  boolean add(SourceKind kind, LabelledRecord record) {
    boolean repeated =
        !labels
            .computeIfAbsent(kind, some -> EnumSet.noneOf(Label.class))
            .add(record.line().label());
    String family = record.line().origin().family();
    if (!family.isBlank()) {
      families.computeIfAbsent(kind, some -> new TreeSet<>()).add(family);
    }
    if (!record.line().origin().os().isBlank()) {
      systems.add(record.line().origin().os());
    }
    record.firstSeen().ifPresent(day -> first = first == null || day.isBefore(first) ? day : first);
    record.lastSeen().ifPresent(day -> last = last == null || day.isAfter(last) ? day : last);
    return repeated;
  }

  /** What each kind says; a kind may say both. */
  Map<SourceKind, Set<Label>> labels() {
    return labels;
  }

  /** The family that {@code kind} names, the first of several; empty if none. */
  String family(SourceKind kind) {
    TreeSet<String> named = families.get(kind);
    return named == null ? "" : named.first();
  }

  /** The system that a source names, the first of several; empty if none. */
  String os() {
    return systems.isEmpty() ? "" : systems.first();
  }

  /** The earliest day that a source names. */
  Optional<LocalDate> first() {
    return Optional.ofNullable(first);
  }

  /** The latest day that a source names. */
  Optional<LocalDate> last() {
    return Optional.ofNullable(last);
  }
}
