package dev.longtail.labeler.rules;

import dev.longtail.udfs.rules.RuleFile;
import dev.longtail.udfs.text.Sha256;
import java.util.List;

/** Names a set of rules by its content, so that what it decided can be found again. */
public final class RuleDigest {
  private RuleDigest() {}

  /**
   * The first 12 hexadecimal digits of the SHA-256 of built-in files and the user's. The names of
   * the user's files do not count: the same rules in another place are the same rules.
   *
   * @param owner the class that {@code files} lie beside
   */
  public static String of(Class<?> owner, List<String> files, UserRules user) {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      add(RuleFile.textOf(owner, file), all);
    }
    user.sources().forEach(source -> add(source.text(), all));
    return Sha256.hex(all.toString()).substring(0, 12);
  }

  /** With its length before it, so that two files never read like one. */
  private static void add(String text, StringBuilder all) {
    all.append(text.length()).append(':').append(text);
  }
}
