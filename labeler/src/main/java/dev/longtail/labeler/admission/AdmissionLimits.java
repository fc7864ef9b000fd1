package dev.longtail.labeler.admission;

import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.NoLabelClient;
import java.io.Serializable;

/**
 * How many lines one host, user or cluster may bring into the training data, and how often a line
 * must have been seen before it may come in. Whoever holds one host then cannot fill the training
 * data, and what one attacker does once never gets there.
 *
 * @param perHost lines of one host in {@code days}; 0: no cap
 * @param perUser lines of one user in {@code days}; 0: no cap
 * @param perCluster lines of one cluster in {@code days}; 0: no cap. Lines of one cluster have the
 *     same tool, flags, sub-command and payload, as near-duplicates must ({@code CommandShape})
 * @param days the caps count the lines of so many days before a window, its own included
 * @param minHosts hosts that a line or its near-duplicates were seen on, at least; 1: no condition
 * @param minDays days in UTC that they were seen on, at least; 1: no condition
 * @param waitDays a line without so many is kept out after so many days
 */
public record AdmissionLimits(
    int perHost, int perUser, int perCluster, int days, int minHosts, int minDays, int waitDays)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Milliseconds of a day. */
  public static final long DAY = 86_400_000L;

  /** How the reason of a line begins that is over a cap. */
  public static final String CAP = "cap: ";

  /** How the reason of a line begins that was not seen often enough. */
  public static final String AGE = "age: ";

  /** Nothing is limited. */
  public static final AdmissionLimits NONE = new AdmissionLimits(0, 0, 0, 365, 1, 1, 30);

  /**
   * What holds without options: far above what a host or a cluster brings in by itself, and no cap
   * on users, because service accounts are on all hosts.
   */
  public static final AdmissionLimits DEFAULT = new AdmissionLimits(100, 0, 100, 365, 1, 1, 30);

  /** Refuses numbers that mean nothing. */
  public AdmissionLimits {
    if (perHost < 0 || perUser < 0 || perCluster < 0) {
      throw new IllegalArgumentException("a cap must be at least 0, which is none");
    }
    if (days < 1 || minHosts < 1 || minDays < 1 || waitDays < 1) {
      throw new IllegalArgumentException("days and hosts must be at least 1");
    }
    if (minDays > waitDays + 1) {
      throw new IllegalArgumentException(
          "a line cannot be seen on %d days when it waits for %d".formatted(minDays, waitDays));
    }
  }

  /** Whether a line may have to wait until it was seen more often. */
  public boolean needsAge() {
    return minHosts > 1 || minDays > 1;
  }

  /** The answer about a line that nobody is asked about, because a limit keeps it out. */
  public static LabelResult refused(String reason) {
    return LabelResult.abstained(reason, NoLabelClient.MODEL, "");
  }

  /** Whether {@code result} is of {@link #refused}. */
  static boolean isRefusal(LabelResult result) {
    return result.model().equals(NoLabelClient.MODEL)
        && (result.reason().startsWith(CAP) || result.reason().startsWith(AGE));
  }
}
