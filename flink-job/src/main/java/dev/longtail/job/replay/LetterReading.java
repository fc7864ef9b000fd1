package dev.longtail.job.replay;

import dev.longtail.job.graph.LetterPlace;
import dev.longtail.udfs.event.AuditFragment;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.AuditEvent;
import dev.longtail.udfs.format.AutoParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the present parsers make of dead letters. Nothing is made up: a part of an audit event
 * counts only with all other parts among the letters, and of a record of several events only what
 * was dead.
 */
final class LetterReading {
  /**
   * Letters that are something by now.
   *
   * @param letters one; several if they are the records of one audit event
   * @param events process starts of these letters
   * @param skips well-formed records that are no process start
   * @param takesBack whether nothing of these letters is dead any more
   */
  record Revived(
      List<Letter> letters,
      List<CommandEvent> events,
      List<ParsedRecord.Skipped> skips,
      boolean takesBack) {
    List<LetterPlace> places() {
      return letters.stream().map(Letter::place).toList();
    }
  }

  /** Who gets what the letters are now. */
  interface Sink {
    void revived(Revived revived);

    /** A letter that is still dead, or a part of one, and why. */
    void dead(Letter letter, String reason);
  }

  private record Part(AuditFragment fragment, Letter letter) {}

  private final EventParser parser = new AutoParser();
  private final Map<String, List<Part>> audit = new LinkedHashMap<>();
  private final Sink sink;

  LetterReading(Sink sink) {
    this.sink = sink;
  }

  void read(Letter letter) {
    Optional<String> lost = letter.lost();
    if (lost.isPresent()) {
      sink.dead(letter, lost.get());
      return;
    }
    ParsedRecord parsed = parser.parse(letter.raw());
    List<ParsedRecord> records =
        parsed instanceof ParsedRecord.Several several ? several.records() : List.of(parsed);
    OptionalInt part = letter.part();
    if (part.isPresent()) {
      if (part.getAsInt() < 1 || part.getAsInt() > records.size() || records.size() == 1) {
        sink.dead(letter, "the record has other parts now: which of them this was is not known");
        return;
      }
      records = List.of(records.get(part.getAsInt() - 1));
    }
    if (records.size() == 1 && records.get(0) instanceof ParsedRecord.Fragment fragment) {
      audit
          .computeIfAbsent(fragment.fragment().key(), any -> new ArrayList<>())
          .add(new Part(fragment.fragment(), letter));
      return;
    }
    take(letter, records);
  }

  private void take(Letter letter, List<ParsedRecord> records) {
    List<CommandEvent> events = new ArrayList<>();
    List<ParsedRecord.Skipped> skips = new ArrayList<>();
    Map<Integer, String> dead = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      ParsedRecord record = records.get(i);
      if (record instanceof ParsedRecord.Event start) {
        events.add(start.event());
      } else if (record instanceof ParsedRecord.Skipped skipped) {
        skips.add(skipped);
      } else {
        dead.put(i + 1, reason(record));
      }
    }
    if (events.isEmpty() && skips.isEmpty()) {
      sink.dead(letter, dead.isEmpty() ? "the record holds no event" : dead.get(1));
      return;
    }
    dead.forEach((number, reason) -> sink.dead(letter.ofPart(number), reason));
    sink.revived(new Revived(List.of(letter), events, skips, dead.isEmpty()));
  }

  private static String reason(ParsedRecord record) {
    if (record instanceof Rejected rejected) {
      return rejected.reason();
    }
    return record instanceof ParsedRecord.Untimed untimed
        ? untimed.reason()
        : "a part of an audit event within another record";
  }

  /** There are no more letters: decides the audit events. */
  void end() {
    audit.values().forEach(this::join);
    audit.clear();
  }

  private void join(List<Part> parts) {
    List<Letter> letters = parts.stream().map(Part::letter).toList();
    ParsedRecord joined =
        AuditEvent.complete(parts.stream().map(Part::fragment).toList()).orElse(null);
    if (joined instanceof ParsedRecord.Event start) {
      sink.revived(
          new Revived(letters, List.of(start.event()), othersOf(parts, start.event().ts()), true));
    } else if (joined instanceof ParsedRecord.Skipped skipped) {
      List<ParsedRecord.Skipped> skips = new ArrayList<>(List.of(skipped));
      skips.addAll(othersOf(parts, skipped.ts()));
      sink.revived(new Revived(letters, List.of(), skips, true));
    } else {
      String reason =
          joined == null
              ? "a part of an audit event; the other parts are not among the dead letters"
              : reason(joined);
      letters.forEach(letter -> sink.dead(letter, reason));
    }
  }

  private static List<ParsedRecord.Skipped> othersOf(List<Part> parts, long ts) {
    List<ParsedRecord.Skipped> others = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) {
      others.add(new ParsedRecord.Skipped(SkipReason.PART, ts));
    }
    return others;
  }
}
