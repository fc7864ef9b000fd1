package dev.longtail.training.evasion;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.text.CommandHash;
import java.util.SplittableRandom;

/**
 * A way to write an attack otherwise. Each is a pure function of the line, its operating system and
 * a seed, and means the same to the shell that the line is written for.
 *
 * <p>What is not checked: whether the line is run by a shell at all and not by another program,
 * which shell it is where only the system is known, whether a renamed program lies where the new
 * name says, and how a Windows program reads the quotes of its own command line. A line that offers
 * no place for the change is returned as it is.
 */
public enum Evasion {
  /** Behind at least 32 characters of harmless commands. */
  BEHIND_32("behind_32", "behind 32 harmless characters"),
  /** Behind at least 128 characters of harmless commands. */
  BEHIND_128("behind_128", "behind 128 harmless characters"),
  /** Programs renamed, as after a copy. */
  RENAMED("renamed", "renamed tools"),
  /** Words broken up by signs that the shell drops. */
  BROKEN("broken", "carets and quotes inside words");

  private static final int SHORT = 32;
  private static final int LONG = 128;

  private final String field;
  private final String title;

  Evasion(String field, String title) {
    this.field = field;
    this.title = title;
  }

  /** Its name in JSON. */
  public String field() {
    return field;
  }

  /** What is done, for a reader. */
  public String title() {
    return title;
  }

  /** The line of {@code attack} written otherwise; equal seeds give equal lines. */
  public String apply(LabelledCommand attack, long seed) {
    String line = attack.cmd();
    Shell shell = Shell.of(attack.origin().os(), line);
    SplittableRandom random =
        new SplittableRandom(CommandHash.mix(CommandHash.of(line), seed * 31 + ordinal()));
    return switch (this) {
      case BEHIND_32 -> HarmlessPrefix.before(line, shell, SHORT, random);
      case BEHIND_128 -> HarmlessPrefix.before(line, shell, LONG, random);
      case RENAMED -> RenamedTool.in(line, shell, random);
      case BROKEN -> BrokenWords.in(line, shell, random);
    };
  }
}
