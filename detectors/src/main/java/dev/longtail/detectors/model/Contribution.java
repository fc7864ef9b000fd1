package dev.longtail.detectors.model;

/**
 * One reason why a command stands out.
 *
 * @param feature name of the feature; a longer one is cut to {@link #LONGEST_NAME} characters,
 *     because a token may be as long as its line
 * @param meaning the meaning of the feature, in one line
 * @param value its value in this command
 * @param usual its median in the window's sample
 * @param share its part of all that makes the command stand out, above 0, at most 1
 */
public record Contribution(
    String feature, String meaning, double value, double usual, double share) {
  /** The most characters of a name. */
  public static final int LONGEST_NAME = 200;

  /** Cuts the name. */
  public Contribution {
    if (feature.length() > LONGEST_NAME) {
      feature = feature.substring(0, LONGEST_NAME - 1) + "…";
    }
  }
}
