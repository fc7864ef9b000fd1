package dev.longtail.job.replay;

import dev.longtail.udfs.event.ParsedRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What became of the letters of a replay, in numbers. */
public final class ReplayCounts {
  private static final int LONGEST_REASON = 120;
  private static final int MOST_REASONS = 10_000;

  private long letters;
  private long again;
  private long settledBefore;
  private long noLetters;
  private long revived;
  private long events;
  private long ofOthers;
  private long stillDead;
  private final Map<String, Long> skipped = new TreeMap<>();
  private final Map<String, Long> reasons = new TreeMap<>();
  private final TreeMap<String, OfWindow> windows = new TreeMap<>();

  /**
   * What the letters of a window became.
   *
   * @param letters that are no longer dead
   * @param events that they became; some may belong to another window
   * @param skipped records that are no process start, that they became
   */
  public record OfWindow(long letters, long events, long skipped) {
    private OfWindow plus(OfWindow more) {
      return new OfWindow(letters + more.letters, events + more.events, skipped + more.skipped);
    }
  }

  /**
   * The numbers as a file has them.
   *
   * @param letters that were read, each once
   * @param repeated letters that came more than once
   * @param replayedBefore letters that an earlier run into this folder had settled
   * @param unreadable records that are no dead letters
   * @param replayed letters that are no longer dead
   * @param events process starts that they became
   * @param skippedByReason records that are no process start, that they became
   * @param stillDead letters, or parts of letters, that are still dead
   * @param stillDeadByReason by their present reasons
   * @param ofOtherRuns replayed letters that the stream of the topic has not counted
   * @param windows of the letters
   */
  public record Form(
      long letters,
      long repeated,
      long replayedBefore,
      long unreadable,
      long replayed,
      long events,
      Map<String, Long> skippedByReason,
      long stillDead,
      Map<String, Long> stillDeadByReason,
      long ofOtherRuns,
      Map<String, OfWindow> windows) {}

  void letter() {
    letters++;
  }

  void again() {
    again++;
  }

  void settledBefore() {
    settledBefore++;
  }

  void noLetter() {
    noLetters++;
  }

  void ofOthers(long more) {
    ofOthers += more;
  }

  void revived(LetterReading.Revived now) {
    revived += now.takesBack() ? now.letters().size() : 0;
    events += now.events().size();
    for (ParsedRecord.Skipped each : now.skips()) {
      skipped.merge(each.reason().words(), 1L, Long::sum);
    }
    for (int i = 0; i < now.letters().size(); i++) {
      boolean first = i == 0;
      windows.merge(
          now.letters().get(i).window(),
          new OfWindow(
              now.takesBack() ? 1 : 0,
              first ? now.events().size() : 0,
              first ? now.skips().size() : 0),
          OfWindow::plus);
    }
  }

  void dead(String reason) {
    stillDead++;
    String text =
        reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
    boolean room = reasons.size() < MOST_REASONS || reasons.containsKey(text);
    reasons.merge(room ? text : "others", 1L, Long::sum);
  }

  /** Letters that are no longer dead. */
  public long replayed() {
    return revived;
  }

  /** The numbers as a file has them. */
  public Form form() {
    return new Form(
        letters,
        again,
        settledBefore,
        noLetters,
        revived,
        events,
        Map.copyOf(sorted(skipped)),
        stillDead,
        sorted(reasons),
        ofOthers,
        new TreeMap<>(windows));
  }

  private static Map<String, Long> sorted(Map<String, Long> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Long>, Long>comparing(
                    Map.Entry::getValue, Comparator.reverseOrder())
                .thenComparing((Function<Map.Entry<String, Long>, String>) Map.Entry::getKey))
        .forEach(each -> sorted.put(each.getKey(), each.getValue()));
    return sorted;
  }
}
