package dev.longtail.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * The classifier that scores every unique command, and what becomes of its scores.
 *
 * @param location folder of the model, or of the registry that names it, on this machine or another
 *     file system; empty: nothing is scored
 * @param poll how often a stream looks there for another model; zero: never
 * @param alertsPerDay the budget: detections that may come on a day without an attack
 * @param queuePerDay lines of a day that are nearest to the threshold and go to the analysts
 * @param select by what the commands are chosen that will be labelled
 */
public record ScoringOptions(
    String location, Duration poll, int alertsPerDay, int queuePerDay, Selection select)
    implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long DAY = Duration.ofDays(1).toMillis();

  /** Nothing is scored. */
  public static final ScoringOptions NONE = new ScoringOptions("", Duration.ofMinutes(1), 100, 50);

  /** Refuses a choice by scores without any. */
  public ScoringOptions {
    if (select.takesValue() && location.isEmpty()) {
      throw new OptionConflict(
          "needs a classifier that scores the commands: name its registry or folder with %s"
              .formatted(Catalogue.SCORING_MODEL),
          Catalogue.SELECT);
    }
  }

  /** Commands are labelled because they are anomalies. */
  public ScoringOptions(String location, Duration poll, int alertsPerDay, int queuePerDay) {
    this(location, poll, alertsPerDay, queuePerDay, Selection.ANOMALY);
  }

  /** The same, but commands are chosen otherwise. */
  public ScoringOptions with(Selection other) {
    return new ScoringOptions(location, poll, alertsPerDay, queuePerDay, other);
  }

  /** Whether anything is scored. */
  public boolean any() {
    return !location.isEmpty();
  }

  /** The budget of a window of this length, rounded up. */
  public int alertsPerWindow(long millis) {
    return share(alertsPerDay, millis);
  }

  /** The lines of the queue of a window of this length, rounded up; 0 if there is no queue. */
  public int queuePerWindow(long millis) {
    return share(queuePerDay, millis);
  }

  private static int share(int ofDay, long millis) {
    return (int) Math.min(1_000_000, Math.ceil((double) ofDay * millis / DAY));
  }
}
