package dev.longtail.job.config;

/**
 * A problem with the options of a call.
 *
 * @param text for the user: place, key, what is wrong, a valid example
 * @param inFile true if a file must be corrected, false if the command line must be
 */
public record Problem(String text, boolean inFile) {
  static Problem of(Option<?> option, Origin origin, String wrong) {
    return new Problem(
        "%s %s, e.g. %s".formatted(origin.name(option), wrong, origin.example(option)),
        origin instanceof Origin.File);
  }
}
