package dev.longtail.job.look;

import static java.util.stream.Collectors.joining;

import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.SkipReason;
import dev.longtail.udfs.format.EventFormat;
import dev.longtail.udfs.text.Counted;
import dev.longtail.udfs.text.Printable;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The answer of {@code longtail look}: for programs as a record of JSON, for people as text. */
public final class LookReport {
  private static final int PROGRAMS = 10;
  private static final int HOSTS = 5;
  private static final int REASONS = 5;

  private final Looked looked;
  private final Findings found;
  private final NextStep next;

  private LookReport(Looked looked, Findings found, NextStep next) {
    this.looked = looked;
    this.found = found;
    this.next = next;
  }

  /** The answer about files. */
  public static LookReport ofFiles(Looked looked, Findings found, NextStep.Caller caller) {
    return new LookReport(looked, found, NextStep.forFiles(looked, found, caller));
  }

  /** The answer about a topic. */
  public static LookReport ofTopic(Looked looked, Findings found, NextStep.Caller caller) {
    return new LookReport(looked, found, NextStep.forTopic(found, caller));
  }

  private record Line(
      String input,
      int parts,
      int partsReadInPart,
      Long bytes,
      Long bytesRead,
      long records,
      Map<String, Long> formats,
      long processStarts,
      long withoutTime,
      long skipped,
      Map<String, Long> skippedByReason,
      long deadLetters,
      List<Tally.Count> deadLettersByReason,
      List<Findings.Bad> firstDeadLetters,
      List<Findings.Bad> refusedFiles,
      long timesWithoutZone,
      Map<String, Long> timeUnits,
      String earliest,
      String latest,
      int hosts,
      boolean hostsAreMore,
      List<Tally.Count> mostFrequentHosts,
      List<Tally.Count> operatingSystems,
      List<Tally.Count> programs,
      List<String> next,
      List<String> advice) {}

  /** The answer, to be written as JSON. */
  public Object json() {
    Map<String, Long> units = new LinkedHashMap<>();
    found.timeUnits().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(each -> units.put(each.getKey().name().toLowerCase(Locale.ROOT), each.getValue()));
    return new Line(
        looked.input(),
        looked.parts(),
        looked.partsInPart(),
        looked.bytes() < 0 ? null : looked.bytes(),
        looked.bytes() < 0 ? null : looked.bytesRead(),
        found.records(),
        formats(),
        found.processStarts(),
        found.untimed(),
        found.allSkipped(),
        skipped(),
        found.deadLetters(),
        found.reasons().most(REASONS),
        found.firstBad(),
        looked.refused(),
        withoutZone(),
        units,
        found.earliest().map(Object::toString).orElse(null),
        found.latest().map(Object::toString).orElse(null),
        found.hosts().distinct(),
        !found.hosts().isComplete(),
        found.hosts().most(HOSTS),
        found.systems().most(REASONS),
        found.programs().most(PROGRAMS),
        next.commands(),
        next.words());
  }

  private long withoutZone() {
    return found.timeUnits().getOrDefault(EpochUnit.UTC_ASSUMED, 0L);
  }

  private Map<String, Long> formats() {
    Map<String, Long> named = new LinkedHashMap<>();
    found.formats().entrySet().stream()
        .filter(each -> each.getKey() != EventFormat.AUTO)
        .sorted(
            Map.Entry.<EventFormat, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> named.put(each.getKey().label(), each.getValue()));
    long other = found.formats().getOrDefault(EventFormat.AUTO, 0L);
    if (other > 0) {
      named.put("other", other);
    }
    if (found.ofNoFormat() > 0) {
      named.put("unknown", found.ofNoFormat());
    }
    return named;
  }

  private Map<String, Long> skipped() {
    Map<String, Long> named = new LinkedHashMap<>();
    found.skipped().entrySet().stream()
        .sorted(Map.Entry.<SkipReason, Long>comparingByValue(Comparator.reverseOrder()))
        .forEach(each -> named.put(each.getKey().words(), each.getValue()));
    return named;
  }

  /** The answer in lines for people; what comes from the input is shown with escapes. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(Printable.of(looked.input()) + ": " + share());
    if (!looked.warning().isEmpty()) {
      lines.add(Printable.of(looked.warning()));
    }
    row(lines, "records", "%,d".formatted(found.records()));
    row(lines, "formats", joined(formats()));
    row(lines, "process starts", "%,d".formatted(found.processStarts()));
    if (found.untimed() > 0) {
      row(lines, "without a time", "%,d".formatted(found.untimed()));
    }
    String skips = found.skipped().isEmpty() ? "" : " (%s)".formatted(joined(skipped()));
    row(lines, "skipped", "%,d%s".formatted(found.allSkipped(), skips));
    row(lines, "dead letters", "%,d".formatted(found.deadLetters()));
    found
        .earliest()
        .ifPresent(
            first ->
                row(
                    lines,
                    "times",
                    "%s to %s"
                        .formatted(
                            first.truncatedTo(ChronoUnit.SECONDS),
                            found.latest().get().truncatedTo(ChronoUnit.SECONDS))));
    if (withoutZone() > 0) {
      row(lines, "without a zone", "%,d, read as UTC".formatted(withoutZone()));
    }
    if (found.processStarts() > 0) {
      Tally hosts = found.hosts();
      String more = hosts.isComplete() ? "" : "at least ";
      String frequent = hosts.distinct() == 0 ? "" : ": " + joined(hosts.most(HOSTS));
      row(lines, "hosts", "%s%,d%s".formatted(more, hosts.distinct(), frequent));
      row(lines, "systems", joined(found.systems().most(REASONS)));
      row(lines, "programs", joined(found.programs().most(PROGRAMS)));
    }
    EpochUnit.warning(found.timeUnits()).ifPresent(lines::add);
    if (!found.firstBad().isEmpty()) {
      lines.add("");
      lines.add("The first records that cannot be used:");
      found
          .firstBad()
          .forEach(bad -> lines.add(Printable.of("  " + bad.where() + ": " + bad.reason())));
    }
    if (!looked.refused().isEmpty()) {
      lines.add("");
      lines.add("Files that cannot be read:");
      looked.refused().forEach(bad -> lines.add(Printable.of("  " + bad.reason())));
    }
    lines.add("");
    next.words().forEach(words -> lines.add(Printable.of(words)));
    if (!next.commands().isEmpty()) {
      lines.add("Next:");
      next.commands().forEach(command -> lines.add("  " + Printable.of(command)));
    }
    return String.join("\n", lines) + "\n";
  }

  private String share() {
    String parts =
        looked.input().startsWith("topic ")
            ? Counted.of(looked.parts(), "partition")
            : Counted.of(looked.parts(), "file");
    if (looked.isWhole()) {
      return "%s, all of it read".formatted(parts);
    }
    String percent =
        looked.bytes() > 0
            ? ", %.3g %% of the bytes".formatted(100.0 * looked.bytesRead() / looked.bytes())
            : "";
    return "%s, %,d of them read in part%s; --records N reads more"
        .formatted(parts, looked.partsInPart(), percent);
  }

  private static void row(List<String> lines, String name, String value) {
    lines.add(Printable.of("  %-15s %s".formatted(name, value)));
  }

  private static String joined(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> "%s %,d".formatted(each.getKey(), each.getValue()))
        .collect(joining(", "));
  }

  private static String joined(List<Tally.Count> counts) {
    return counts.stream()
        .map(each -> "%s %,d".formatted(each.name(), each.count()))
        .collect(joining(", "));
  }
}
