package dev.longtail.training.changes;

import dev.longtail.training.classify.LineExplanation;
import dev.longtail.training.classify.MinedPulls;
import java.util.List;

/**
 * A line that one model alerts on and the other does not, as in {@code lines.json}. Amounts are
 * log-odds ({@link LineExplanation}).
 *
 * @param kind what changed
 * @param cmd the command line
 * @param os operating system; empty if unknown
 * @param family source family; empty if unknown
 * @param times how often the test set has it
 * @param before by the model before
 * @param after by the model after
 * @param parts what each part adds
 * @param features the strongest of either model, strongest first
 * @param taughtBy mined lines of the model after that pull it most towards benign
 * @param nearestBenign training lines of the model after; those of the line itself
 * @param nearestMalicious the same of malicious ones
 */
public record LineChange(
    ChangeKind kind,
    String cmd,
    String os,
    String family,
    int times,
    Scored before,
    Scored after,
    List<Amounts> parts,
    List<Amounts> features,
    List<MinedPulls.Pull> taughtBy,
    List<LineExplanation.Near> nearestBenign,
    List<LineExplanation.Near> nearestMalicious) {

  /**
   * What one model says.
   *
   * @param score its score
   * @param margin log-odds of the score less those of the threshold: an alert from 0 on
   * @param command the command of the line that decided; empty if the whole line did, or the line
   *     is not explained
   */
  public record Scored(double score, double margin, String command) {}

  /**
   * What a part or a feature adds in each model.
   *
   * @param kind of a feature; {@code part} for a part
   * @param name its name
   * @param before amount in the model before; 0 if it has none
   * @param after amount in the model after
   */
  public record Amounts(String kind, String name, double before, double after) {}

  public LineChange {
    parts = List.copyOf(parts);
    features = List.copyOf(features);
    taughtBy = List.copyOf(taughtBy);
    nearestBenign = List.copyOf(nearestBenign);
    nearestMalicious = List.copyOf(nearestMalicious);
  }

  /** How far the margin moved. */
  public double moved() {
    return Math.abs(after.margin() - before.margin());
  }

  /** Whether it says why. */
  public boolean explained() {
    return !parts.isEmpty();
  }
}
