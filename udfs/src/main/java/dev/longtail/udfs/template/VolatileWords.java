package dev.longtail.udfs.template;

import dev.longtail.udfs.rules.RuleEntry;
import dev.longtail.udfs.rules.RuleFile;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The words of {@code volatile.yaml}, read once. */
final class VolatileWords {
  static final RuleFile FILE = RuleFile.of(VolatileWords.class, "volatile.yaml");

  private VolatileWords() {}

  /**
   * All words of a list of the file, in their order.
   *
   * @param longest the longest word in characters. A longer word would never be looked up, so it is
   *     refused
   */
  static Set<String> of(String list, int longest) {
    Set<String> words = new LinkedHashSet<>();
    for (RuleEntry entry : FILE.list(list)) {
      for (String word : entry.words("words")) {
        if (word.length() > longest || !word.equals(word.toLowerCase(Locale.ROOT))) {
          throw entry.refused(
              "words",
              "must be in lower case and have at most " + longest + " characters: " + word);
        }
        if (!words.add(word)) {
          throw entry.refused("words", "twice in the list: " + word);
        }
      }
    }
    if (words.isEmpty()) {
      throw new IllegalStateException(FILE.name() + " has no list " + list);
    }
    return words;
  }
}
