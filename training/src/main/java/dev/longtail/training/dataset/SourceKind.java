package dev.longtail.training.dataset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Who says what a line is, the least trusted first. Where two kinds say different things, the later
 * one counts.
 */
public enum SourceKind {
  /** The rules of the regex baseline. */
  RULES,
  /** Lines that somebody labelled in bulk, such as all of a well-known script's. */
  TELEMETRY,
  /** What a program did in a sandbox, labelled by what the program is. */
  SANDBOX,
  /** Decisions of analysts on a sample: a folder of {@code longtail review}. */
  REVIEW,
  /** Lines of closed investigations. */
  CASES;

  /** Its name in options and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name, if files can be of it: rules are none. */
  public static Optional<SourceKind> ofFiles(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind != RULES && kind.word().equals(word))
        .findFirst();
  }
}
