package dev.longtail.udfs.rules;

import dev.longtail.udfs.text.Sha256;
import java.util.List;

/** Names a set of rules by its content, so that what it decided can be found again. */
public final class RuleDigest {
  private RuleDigest() {}

  /**
   * The first 12 hexadecimal digits of the SHA-256 of files of rules. The names of the files do not
   * count: the same rules in another place are the same rules.
   *
   * @param texts what the files say, in their order
   */
  public static String of(List<String> texts) {
    StringBuilder all = new StringBuilder();
    for (String text : texts) {
      // With its length before it, so that two files never read like one.
      all.append(text.length()).append(':').append(text);
    }
    return Sha256.hex(all.toString()).substring(0, 12);
  }
}
