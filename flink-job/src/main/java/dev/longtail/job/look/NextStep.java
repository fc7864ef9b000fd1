package dev.longtail.job.look;

import dev.longtail.udfs.event.SkipReason;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.regex.Pattern;

/** What to do with an input, given what it holds: sentences, and commands for a shell. */
public final class NextStep {
  /** Words that a shell takes as they are. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+:,./][A-Za-z0-9_@%+=:,./-]*");

  /** A longer log is rare; an event with a wrong clock is not. */
  private static final int LONGEST_LOG = 366;

  /** Of a longer log, this share of the events at each end is taken for wrong clocks. */
  private static final double WRONG_CLOCKS = 0.001;

  private final List<String> words = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();

  /**
   * Whom the commands are for.
   *
   * @param launcher how Longtail is called
   * @param config a configuration of the stream, or the empty string; only used of a topic
   */
  public record Caller(String launcher, String config) {}

  private NextStep() {}

  /** The step after a look into files. */
  static NextStep forFiles(Looked looked, Findings found, Caller caller) {
    NextStep step = new NextStep();
    if (step.isHopeless(found, caller)) {
      return step;
    }
    for (Findings.Bad refused : looked.refused()) {
      step.words.add(
          "First take this file away or convert it, because a backfill refuses it: "
              + refused.reason());
    }
    step.untimed(found);
    if (found.earliest().isEmpty()) {
      return step;
    }
    Days days = Days.of(found);
    if (days.trimmed()) {
      step.words.add(
          "The times reach from %s to %s; the days below hold all but a few events. What is"
                  .formatted(found.earliest().get(), found.latest().get())
              + " outside of them is counted and not used.");
    }
    if (!looked.isWhole()) {
      step.words.add(
          "Not all was read, so check the days: what is outside of --from and --to is not used.");
    }
    if (looked.input().equals("-")) {
      step.words.add("Give the command the same bytes on its standard input.");
    }
    step.commands.add(
        "%s backfill --input %s --from %s --to %s --out mined"
            .formatted(quoted(caller.launcher()), quoted(looked.input()), days.from(), days.to()));
    return step;
  }

  /** The step after a look into a topic. */
  static NextStep forTopic(Findings found, Caller caller) {
    NextStep step = new NextStep();
    if (step.isHopeless(found, caller)) {
      return step;
    }
    step.untimed(found);
    String config = caller.config();
    if (config.isEmpty()) {
      step.words.add(
          "Write servers and topic into a configuration; flink-conf/longtail.yaml explains its"
              + " keys.");
      config = "longtail.yaml";
    }
    for (String command : List.of("validate", "run")) {
      step.commands.add(
          "%s %s --config %s".formatted(quoted(caller.launcher()), command, quoted(config)));
    }
    return step;
  }

  private void untimed(Findings found) {
    if (found.untimed() > 0) {
      words.add("Process starts without a time cannot be used; let the collector write one.");
    }
  }

  /** Whether a job over this would be of no use; says what to do instead. */
  private boolean isHopeless(Findings found, Caller caller) {
    if (found.records() == 0) {
      words.add("There is no record.");
      return true;
    }
    boolean mostAreBad = 2 * found.deadLetters() > found.records();
    if (mostAreBad) {
      String reason = found.reasons().most(1).get(0).name();
      words.add("Most records cannot be read; the most frequent reason is: " + reason);
      words.add("This lists the formats that are read, and what of each:");
      commands.add(quoted(caller.launcher()) + " parse --describe");
      words.add(
          "Anything else becomes readable if each record is one line of JSON with ts and"
              + " command_line, for example by jq (TIME and COMMAND are the names of your"
              + " fields):");
      commands.add("jq -c '{ts: .TIME, command_line: .COMMAND, host: .HOST}' YOURS > events.jsonl");
      return true;
    }
    if (found.processStarts() == 0) {
      words.add("No record is a process start, so there is nothing to mine.");
      words.add(wanted(found.skipped()));
      return true;
    }
    return false;
  }

  private static String wanted(Map<SkipReason, Long> skipped) {
    if (skipped.containsKey(SkipReason.NO_COMMAND_LINE)) {
      return "Starts were recorded without their command lines. For Windows' event 4688 switch on"
          + " the policy \"Include command line in process creation events\".";
    }
    if (skipped.containsKey(SkipReason.OTHER_EVENT_ID)) {
      return "Of Windows' events, let the collector ship Sysmon's event 1 or the security log's"
          + " 4688.";
    }
    return "Let the collector ship the events of process starts; docs/formats.md names them for"
        + " each format.";
  }

  /** What to know and do. */
  public List<String> words() {
    return List.copyOf(words);
  }

  /** What to type. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** A word as a shell reads it. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() || word.equals("-")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }

  /** The days that a backfill is to read. */
  private record Days(LocalDate from, LocalDate to, boolean trimmed) {
    static Days of(Findings found) {
      LocalDate from = found.earliest().get().atZone(ZoneOffset.UTC).toLocalDate();
      LocalDate to = found.latest().get().atZone(ZoneOffset.UTC).toLocalDate();
      NavigableMap<LocalDate, Long> days = found.days();
      if (ChronoUnit.DAYS.between(from, to) <= LONGEST_LOG || days.isEmpty()) {
        return new Days(from, to, false);
      }
      long few = (long) (WRONG_CLOCKS * days.values().stream().mapToLong(Long::longValue).sum());
      LocalDate first = behind(days, few);
      LocalDate last = behind(days.descendingMap(), few);
      return last.isBefore(first)
          ? new Days(from, to, false)
          : new Days(first, last, !first.equals(from) || !last.equals(to));
    }

    /** The day with which more than {@code few} events have come. */
    private static LocalDate behind(Map<LocalDate, Long> days, long few) {
      long sum = 0;
      for (Map.Entry<LocalDate, Long> each : days.entrySet()) {
        sum += each.getValue();
        if (sum > few) {
          return each.getKey();
        }
      }
      return days.keySet().iterator().next();
    }
  }
}
