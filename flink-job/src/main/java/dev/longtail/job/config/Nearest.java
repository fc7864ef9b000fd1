package dev.longtail.job.config;

import java.util.Comparator;

/** Finds the option that a user probably meant. */
final class Nearest {
  private Nearest() {}

  /** The option whose last part is most like that of {@code name}; the whole names decide ties. */
  static Option<?> to(String name) {
    String key = name.substring(name.lastIndexOf('.') + 1);
    return Catalogue.ALL.stream()
        .min(
            Comparator.comparingInt((Option<?> option) -> edits(key, option.key()))
                .thenComparingInt(option -> edits(name, option.name())))
        .orElseThrow();
  }

  /** Characters to add, remove or replace to turn one text into the other (Levenshtein). */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
