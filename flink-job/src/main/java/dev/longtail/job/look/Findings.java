package dev.longtail.job.look;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.shape.ProgramName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Adds up what the records of an input hold, in bounded memory and without Flink. */
public final class Findings {
  /** Bad records that are shown one by one. */
  private static final int FIRST_BAD = 5;

  /** Days that are counted one by one: more than any log has, also one with wrong clocks. */
  private static final int MOST_DAYS = 20_000;

  private static final int LONGEST_REASON = 160;

  private final EventReader reader = new EventReader(EventFormat.AUTO, new Told());
  private final Map<EventFormat, Long> formats = new EnumMap<>(EventFormat.class);
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private final Map<EpochUnit, Long> units = new EnumMap<>(EpochUnit.class);
  private final Tally reasons = new Tally();
  private final Tally hosts = new Tally();
  private final Tally systems = new Tally();
  private final Tally programs = new Tally();
  private final List<Bad> bad = new ArrayList<>();
  private final NavigableMap<LocalDate, Long> days = new TreeMap<>();
  private long records;
  private long noFormat;
  private long starts;
  private long untimed;
  private long deadLetters;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private String where = "";
  private boolean rejected;

  /**
   * A record that cannot be used.
   *
   * @param where file and line, or topic, partition and offset
   * @param reason what is wrong with it
   */
  public record Bad(String where, String reason) {}

  /** Takes a record. */
  void read(byte[] record, String from) {
    records++;
    where = from;
    rejected = false;
    reader.read(record);
    EventFormat format = reader.format();
    if (rejected && format == EventFormat.AUTO) {
      noFormat++;
    } else {
      formats.merge(format, 1L, Long::sum);
    }
  }

  /** Takes a record that could not be read completely. */
  void defect(String reason, String from) {
    records++;
    noFormat++;
    where = from;
    reject(reason);
  }

  /** There are no more records. */
  void end() {
    reader.end();
  }

  /** An event was seen in a part of the input that is not counted. */
  void sawTime(long ts) {
    first = Math.min(first, ts);
    last = Math.max(last, ts);
  }

  private void reject(String reason) {
    deadLetters++;
    rejected = true;
    if (bad.size() < FIRST_BAD) {
      bad.add(new Bad(where, reason));
    }
    reasons.add(
        reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...");
  }

  private void start(CommandEvent event) {
    starts++;
    if (!event.host().isEmpty()) {
      hosts.add(event.host());
    }
    systems.add(event.os().isEmpty() ? "unknown" : event.os());
    String program = ProgramName.of(event.commandLine());
    programs.add(program.isEmpty() ? "(none)" : program);
  }

  private final class Told implements EventReader.Sink {
    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      Findings.this.start(event);
      units.merge(unit, 1L, Long::sum);
      sawTime(event.ts());
      LocalDate day = Instant.ofEpochMilli(event.ts()).atZone(ZoneOffset.UTC).toLocalDate();
      if (days.size() < MOST_DAYS || days.containsKey(day)) {
        days.merge(day, 1L, Long::sum);
      }
    }

    @Override
    public void untimed(Untimed start) {
      Findings.this.start(start.event());
      untimed++;
    }

    @Override
    public void skipped(SkipReason reason) {
      skipped.merge(reason, 1L, Long::sum);
    }

    @Override
    public void rejected(String reason) {
      reject(reason);
    }
  }

  /** Records that were read. */
  public long records() {
    return records;
  }

  /** Records of each format; {@link EventFormat#AUTO} are well-formed ones of no process. */
  public Map<EventFormat, Long> formats() {
    return Map.copyOf(formats);
  }

  /** Records of no known format. */
  public long ofNoFormat() {
    return noFormat;
  }

  /** Process starts, with and without a time. */
  public long processStarts() {
    return starts;
  }

  /** Process starts without a time, which a job cannot use. */
  public long untimed() {
    return untimed;
  }

  /** Well-formed records that are no process start, by reason. */
  public Map<SkipReason, Long> skipped() {
    return new EnumMap<>(skipped);
  }

  /** All records that are no process start. */
  public long allSkipped() {
    return skipped.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Records that cannot be used. */
  public long deadLetters() {
    return deadLetters;
  }

  /** The first records that cannot be used. */
  public List<Bad> firstBad() {
    return List.copyOf(bad);
  }

  /** Times by the unit that they were read in. */
  public Map<EpochUnit, Long> timeUnits() {
    return Map.copyOf(units);
  }

  /** The earliest time of a process start; empty if none has one. */
  public Optional<Instant> earliest() {
    return first > last ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
  }

  /** The latest time of a process start; empty if none has one. */
  public Optional<Instant> latest() {
    return first > last ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
  }

  /** Process starts of each day, UTC. */
  NavigableMap<LocalDate, Long> days() {
    return days;
  }

  Tally hosts() {
    return hosts;
  }

  Tally systems() {
    return systems;
  }

  Tally programs() {
    return programs;
  }

  Tally reasons() {
    return reasons;
  }

  /** Whether anything was read that a job knows, as {@code longtail parse} decides it. */
  public boolean isUsable() {
    boolean known = allSkipped() > skipped.getOrDefault(SkipReason.SYSLOG, 0L);
    return starts > 0 || (known && deadLetters == 0);
  }
}
