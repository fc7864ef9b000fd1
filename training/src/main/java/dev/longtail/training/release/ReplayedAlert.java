package dev.longtail.training.release;

import java.util.Set;

/**
 * A line of the replayed days on which one of the two models alerts: a line counts once a day.
 *
 * @param day in UTC, e.g. {@code 2025-01-05}
 * @param commandLine the line
 * @param hosts on which it ran that day, as far as they were kept; sorted
 * @param rules the attack marks that it bears
 * @param malicious whether it is a known attack
 * @param liveScore what the deployed model gives it
 * @param candidateScore what the candidate gives it
 * @param live whether the deployed model alerts
 * @param candidate whether the candidate alerts
 */
public record ReplayedAlert(
    String day,
    String commandLine,
    Set<String> hosts,
    Set<String> rules,
    boolean malicious,
    double liveScore,
    double candidateScore,
    boolean live,
    boolean candidate) {
  /** Whether only the candidate alerts. */
  public boolean isAdded() {
    return candidate && !live;
  }

  /** Whether only the deployed model alerts. */
  public boolean isRemoved() {
    return live && !candidate;
  }
}
