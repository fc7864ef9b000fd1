package dev.longtail.training.review;

import java.util.Comparator;

/**
 * Who gave a verdict. The same model with another question is another judge.
 *
 * @param model name of the model, or {@code truth:} and the file
 * @param promptVersion version of the question; empty where no question was asked
 */
public record Judge(String model, String promptVersion) implements Comparable<Judge> {
  private static final Comparator<Judge> ORDER =
      Comparator.comparing(Judge::model).thenComparing(Judge::promptVersion);

  @Override
  public int compareTo(Judge other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String who = model.isEmpty() ? "an unknown judge" : model;
    return promptVersion.isEmpty() ? who : who + ", prompt " + promptVersion;
  }
}
