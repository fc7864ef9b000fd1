package dev.longtail.job.bench;

import dev.longtail.udfs.io.InputException;
import java.util.List;
import java.util.Locale;

/**
 * A way to choose the lines of a window that are labelled.
 *
 * @param name of the arm
 * @param way how the rankings are brought together
 * @param detectors whose rankings are used; none for random lines
 * @param count lines of a window, of each detector for {@link Way#EACH}, in all otherwise
 * @param exemplars whether exemplars are counted: near-duplicates of earlier ones then take no
 *     place; otherwise anomalies are, as in the job
 */
public record ReducedArm(
    String name, Way way, List<String> detectors, int count, boolean exemplars) {
  /** How rankings are brought together. */
  public enum Way {
    /** So many of each detector, as the published system. */
    EACH,
    /** The detectors' lines in turn, best first, until there are so many. */
    TURNS,
    /** By the sum of reciprocal ranks. */
    RANKS,
    /** Random unique lines. */
    RANDOM
  }

  /** Reads {@code NAME=WAY:DETECTOR+DETECTOR:COUNT[:exemplars]}; random lines have no detectors. */
  public static ReducedArm parse(String text) {
    String[] named = text.split("=", 2);
    String[] parts = named.length == 2 ? named[1].split(":") : new String[0];
    if (parts.length < 3
        || parts.length > 4
        || (parts.length == 4 && !parts[3].equals("exemplars"))) {
      throw new InputException(
          "arm \"%s\": NAME=WAY:DETECTOR+DETECTOR:COUNT or with :exemplars".formatted(text));
    }
    Way way;
    int count;
    try {
      way = Way.valueOf(parts[0].toUpperCase(Locale.ROOT));
      count = Integer.parseInt(parts[2]);
    } catch (IllegalArgumentException e) {
      throw new InputException("arm \"%s\": %s".formatted(text, e.getMessage()), e);
    }
    List<String> detectors = parts[1].isEmpty() ? List.of() : List.of(parts[1].split("\\+"));
    return new ReducedArm(named[0], way, detectors, count, parts.length == 4);
  }
}
