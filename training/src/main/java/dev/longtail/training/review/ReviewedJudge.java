package dev.longtail.training.review;

import java.util.Comparator;

/**
 * Who gave a verdict. The same model with another question is another judge.
 *
 * @param model name of the model, or {@code truth:} and the file
 * @param promptVersion version of the question; empty where no question was asked
 */
public record ReviewedJudge(String model, String promptVersion)
    implements Comparable<ReviewedJudge> {
  private static final Comparator<ReviewedJudge> ORDER =
      Comparator.comparing(ReviewedJudge::model).thenComparing(ReviewedJudge::promptVersion);

  @Override
  public int compareTo(ReviewedJudge other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String who = model.isEmpty() ? "an unknown judge" : model;
    return promptVersion.isEmpty() ? who : who + ", prompt " + promptVersion;
  }
}
