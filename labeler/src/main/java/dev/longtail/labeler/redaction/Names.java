package dev.longtail.labeler.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the rule that says what a name's value is. Time grows with the name, not with the rules.
 */
final class Names {
  private static final int LONGEST = 64;

  /** Beginnings of options that take no secret: {@code --ask-pass}, {@code --no-token}. */
  private static final Set<String> SWITCHES =
      Set.of(
          "no",
          "ask",
          "use",
          "with",
          "skip",
          "disable",
          "enable",
          "require",
          "allow",
          "show",
          "print",
          "get",
          "without",
          "generate",
          "prompt",
          "reset",
          "is",
          "has",
          "list");

  private enum How {
    ENDING,
    WORD,
    EXACT
  }

  private record Entry(NameRule rule, How how) {}

  private final Map<String, List<Entry>> byWord = new HashMap<>();
  private final Map<String, NameRule> exceptions = new HashMap<>();
  private int longestWord = 1;

  Names(List<NameRule> rules) {
    for (NameRule rule : rules) {
      rule.exact().forEach(word -> add(word, rule, How.EXACT));
      rule.words().forEach(word -> add(word, rule, How.WORD));
      rule.endings().forEach(word -> add(word, rule, How.ENDING));
      rule.except().forEach(word -> exceptions.put(word, rule));
      for (String word : rule.except()) {
        longestWord = Math.max(longestWord, word.length());
      }
    }
  }

  private void add(String word, NameRule rule, How how) {
    byWord.computeIfAbsent(word, w -> new ArrayList<>()).add(new Entry(rule, how));
    longestWord = Math.max(longestWord, word.length());
  }

  boolean isEmpty() {
    return byWord.isEmpty();
  }

  /** The rule of the name that ends {@code name}, or null. */
  NameRule of(String name, boolean query) {
    String tail = name.length() > LONGEST ? name.substring(name.length() - LONGEST) : name;
    StringBuilder bare = new StringBuilder(tail.length());
    boolean[] begins = new boolean[tail.length() + 1];
    boolean separated = tail.length() == name.length();
    boolean whole = separated;
    char before = 0;
    for (int i = 0; i < tail.length(); i++) {
      char c = tail.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        separated = true;
        before = c;
        continue;
      }
      begins[bare.length()] =
          separated
              || (Character.isUpperCase(c) && Character.isLowerCase(before))
              || (Character.isLetter(c) && Character.isDigit(before));
      bare.append(Character.toLowerCase(c));
      separated = false;
      before = c;
    }
    String key = bare.toString();
    for (int from = Math.max(0, key.length() - longestWord); from < key.length(); from++) {
      String ending = key.substring(from);
      if (exceptions.containsKey(ending)) {
        return null;
      }
      List<Entry> entries = byWord.get(ending);
      if (entries == null) {
        continue;
      }
      for (Entry entry : entries) {
        boolean fits =
            switch (entry.how()) {
              case ENDING -> true;
              case WORD -> begins[from];
              case EXACT -> whole && from == 0;
            };
        if (fits && (query || !entry.rule().query())) {
          return entry.rule();
        }
      }
    }
    return null;
  }

  /** Whether an option of this name asks for something instead of taking a value. */
  static boolean isSwitch(String name) {
    int end = 0;
    while (end < name.length() && Character.isLetter(name.charAt(end))) {
      end++;
    }
    return end < name.length() && SWITCHES.contains(Values.lower(name.substring(0, end)));
  }
}
