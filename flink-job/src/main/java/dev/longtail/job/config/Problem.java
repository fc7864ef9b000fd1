package dev.longtail.job.config;

/**
 * One thing that is wrong with what was said about the options.
 *
 * @param text for the user: place, key, what is wrong, a valid example
 * @param inFile whether a file has to be mended, and not the command
 */
public record Problem(String text, boolean inFile) {
  static Problem of(Option<?> option, Origin origin, String wrong) {
    return new Problem(
        "%s %s, e.g. %s".formatted(origin.name(option), wrong, origin.example(option)),
        origin instanceof Origin.File);
  }
}
