package dev.longtail.udfs.reading;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The lower-case texts under which a command line is judged: the line without words that are only
 * looked for, the line as shells read it ({@code m^imi""katz} runs mimikatz), and the texts that it
 * holds in another form, to a bounded depth.
 *
 * <p>The work is bounded: at most {@value #MOST} readings of {@value #LONGEST} characters in all.
 */
public final class Readings {
  /** Raised when a line reads otherwise than before. */
  public static final String VERSION = "r1";

  /** A payload may hide another payload; this many levels are followed. */
  private static final int MAX_DEPTH = 2;

  /** The most readings of a line. */
  private static final int MOST = 200;

  /** The most characters of all readings of a line. */
  private static final int LONGEST = 2_000_000;

  /** So many readings are compared one by one. */
  private static final int FEW = 8;

  private static final RunWords RUN = new RunWords(LookingPrograms.BUILT_IN);

  /**
   * One reading.
   *
   * @param text lower case
   * @param hidden whether the text was encoded
   * @param run whether its words can be run, and are not only looked for
   */
  public record Reading(String text, boolean hidden, boolean run) {}

  private record Text(String text, int depth) {}

  private final String commandLine;
  private final List<Reading> readings = new ArrayList<>();
  private final Set<String> known = new HashSet<>(0);
  private final Deque<Text> waiting = new ArrayDeque<>();
  private int characters;

  /** The last text that was added: most rewritings change nothing. */
  private String last;

  /** The whole line as shells read it. */
  private String bareLine;

  private Readings(String commandLine) {
    this.commandLine = commandLine;
  }

  /** The readings of {@code commandLine}. */
  public static Readings of(String commandLine) {
    Readings readings = new Readings(commandLine);
    readings.waiting.add(new Text(commandLine, 0));
    while (!readings.waiting.isEmpty() && readings.hasRoom()) {
      readings.read(readings.waiting.poll());
    }
    return readings;
  }

  /** All of them, the plainest first. */
  public List<Reading> all() {
    return readings;
  }

  /**
   * Whether the letters of a word are not what they seem: no program of an administrator has such a
   * name.
   */
  public boolean isDisguised() {
    return Letters.isDisguised(commandLine);
  }

  /** Whether the line runs text that is encoded on it and cannot be read. */
  public boolean isUnreadable() {
    return Unreadable.is(bareLine);
  }

  private boolean hasRoom() {
    return readings.size() < MOST && characters < LONGEST;
  }

  private void read(Text given) {
    boolean hidden = given.depth() > 0;
    String plain = Letters.plain(given.text());
    String run = RUN.of(plain);
    String joined = joined(run);
    String bareRun = ShellText.bare(run);
    String bare = joined.equals(run) ? bareRun : ShellText.bare(joined);
    add(run, hidden, true);
    add(joined, hidden, true);
    add(bareRun, hidden, true);
    add(bare, hidden, true);
    if (!bare.equals(run)) {
      add(joined(bare), hidden, true);
    }
    add(ShellText.withoutEscapes(bare), hidden, true);
    if (!run.equals(plain)) {
      add(ShellText.bare(plain), hidden, false);
    }
    if (given.depth() == 0) {
      bareLine = run.equals(plain) ? bare : ShellText.bare(joined(plain));
    }
    if (given.depth() < MAX_DEPTH) {
      for (String payload : Payloads.of(bare)) {
        waiting.add(new Text(payload, given.depth() + 1));
      }
    }
  }

  private static String joined(String text) {
    return ShellText.joined(Variables.inPlace(text));
  }

  private void add(String text, boolean hidden, boolean run) {
    if (text.equals(last)) {
      return;
    }
    last = text;
    String lower = text.toLowerCase(Locale.ROOT);
    if (hasRoom() && isNew(lower)) {
      readings.add(new Reading(lower, hidden, run));
      characters += lower.length();
    }
  }

  private boolean isNew(String lower) {
    if (readings.size() < FEW) {
      for (Reading reading : readings) {
        if (reading.text().equals(lower)) {
          return false;
        }
      }
      return true;
    }
    if (known.isEmpty()) {
      readings.forEach(reading -> known.add(reading.text()));
    }
    return known.add(lower);
  }
}
