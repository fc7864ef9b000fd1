package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.EventReader;
import dev.longtail.udfs.text.CommandHash;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes the events of the telemetry one by one and keeps the histories of their lines: of all lines
 * that a labelled source names, and of a bounded sample of each kind of others.
 */
public final class TelemetryIntake implements EventReader.Sink {
  private final DataSetSettings settings;
  private final BaselineRules rules;
  private final Map<String, LineHistory> named = new HashMap<>();
  private final SampledLines malicious;
  private final SampledLines benign;
  private final SampledLines unmatched;
  private final RecordSetDigest digest = new RecordSetDigest();
  private long records;
  private long starts;
  private long skipped;
  private long unusable;
  private long outOfPeriod;
  private long inTestPeriod;
  private String firstUnusable = "";
  private String where = "";

  /**
   * What was read.
   *
   * @param records records that are not blank
   * @param processStarts events in them
   * @param skipped well-formed events of other kinds
   * @param unusable records that could not be used, and starts without a time
   * @param outOfPeriod starts before the first or after the last day
   * @param inTestPeriod starts of the test period
   * @param uniqueLines different lines of the others and of the test period; an estimate if {@code
   *     sampled}
   * @param sampled whether only a sample of the lines was kept
   * @param recordsSha256 digest of the set of records
   */
  public record Counts(
      long records,
      long processStarts,
      long skipped,
      long unusable,
      long outOfPeriod,
      long inTestPeriod,
      long uniqueLines,
      boolean sampled,
      String recordsSha256) {}

  TelemetryIntake(DataSetSettings settings, BaselineRules rules, Set<String> named) {
    this.settings = settings;
    this.rules = rules;
    named.forEach(line -> this.named.put(line, new LineHistory(rules.of(line))));
    malicious = new SampledLines(settings.mostLines());
    benign = new SampledLines(settings.mostLines());
    unmatched = new SampledLines(settings.mostLines());
  }

  /**
   * Says which record comes next.
   *
   * @param bytes the record
   * @param place file and line, for messages
   */
  public void next(byte[] bytes, String place) {
    records++;
    digest.add(bytes);
    where = place;
  }

  @Override
  public void start(CommandEvent event, EpochUnit unit) {
    starts++;
    LocalDate day = Instant.ofEpochMilli(event.ts()).atZone(ZoneOffset.UTC).toLocalDate();
    if (!settings.covers(day)) {
      outOfPeriod++;
      return;
    }
    boolean test = settings.isTest(day);
    inTestPeriod += test ? 1 : 0;
    LineHistory history = history(event.commandLine());
    if (history == null) {
      return;
    }
    if (test) {
      history.addTest(day);
    } else {
      history.add(day, CommandHash.of(event.host()), event.os());
    }
  }

  /** The history of a line; null if it does not belong to the sample. */
  private LineHistory history(String line) {
    LineHistory known = named.get(line);
    known = known == null ? malicious.get(line) : known;
    known = known == null ? benign.get(line) : known;
    known = known == null ? unmatched.get(line) : known;
    if (known != null) {
      return known;
    }
    if (!malicious.admits(line) && !benign.admits(line) && !unmatched.admits(line)) {
      return null;
    }
    List<BaselineRule> matched = rules.of(line);
    if (matched.stream().anyMatch(rule -> rule.label() == Label.MALICIOUS)) {
      return malicious.add(line, matched);
    }
    return matched.isEmpty() ? unmatched.add(line, matched) : benign.add(line, matched);
  }

  @Override
  public void untimed(ParsedRecord.Untimed start) {
    rejected(start.reason());
  }

  @Override
  public void skipped(SkipReason reason) {
    skipped++;
  }

  @Override
  public void rejected(String reason) {
    firstUnusable = unusable == 0 ? where + ": " + reason : firstUnusable;
    unusable++;
  }

  /** Place and reason of the first record that could not be used; empty if there is none. */
  public String firstUnusable() {
    return firstUnusable;
  }

  /** Gives every line that is kept, with its history; those that only a source names too. */
  void forEach(BiConsumer<String, LineHistory> taker) {
    named.forEach(taker);
    List.of(malicious, benign, unmatched).forEach(lines -> lines.all().forEach(taker));
  }

  /** What was read so far. */
  public Counts counts() {
    long seen =
        named.values().stream()
            .filter(history -> history.events() > 0 || history.firstInTest().isPresent())
            .count();
    return new Counts(
        records,
        starts,
        skipped,
        unusable,
        outOfPeriod,
        inTestPeriod,
        seen + malicious.estimate() + benign.estimate() + unmatched.estimate(),
        malicious.isSampled() || benign.isSampled() || unmatched.isSampled(),
        digest.hex());
  }
}
