package dev.longtail.udfs.event;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keys of one JSON object that nobody reads, to find one that is there twice and one that looks
 * like what is missing.
 *
 * <p>The parser of JSON could find the first too, by a set of all keys for each record. Here a key
 * whose bit of 64 is free cannot have been there; only the others are compared.
 */
final class SeenKeys {
  /** Up to so many keys are compared one by one; a record of thousands would take minutes. */
  private static final int FEW = 32;

  private final String[] few = new String[FEW];
  private final Set<String> more = new HashSet<>();
  private int count;
  private long bits;

  /** Forgets all keys. */
  void clear() {
    count = 0;
    bits = 0;
    if (!more.isEmpty()) {
      more.clear();
    }
  }

  /** Adds a key; false if it was there. */
  boolean add(String key) {
    long bit = 1L << ((key.hashCode() * 0x9e3779b9) >>> 26);
    boolean maybe = (bits & bit) != 0;
    bits |= bit;
    if (maybe) {
      for (int i = 0; i < count; i++) {
        if (few[i].equals(key)) {
          return false;
        }
      }
    }
    if (count < FEW) {
      few[count++] = key;
      return true;
    }
    return more.add(key);
  }

  /** The first of the keys that may hold a command line under another name; or the empty string. */
  String likeCommandLine() {
    for (int i = 0; i < count; i++) {
      String key = few[i].toLowerCase(Locale.ROOT);
      if (key.contains("command") || key.contains("cmd") || key.contains("args")) {
        return few[i];
      }
    }
    for (int i = 0; i < count; i++) {
      String key = few[i].toLowerCase(Locale.ROOT);
      if (Set.of("process", "event", "eventdata", "winlog", "event_data").contains(key)) {
        return few[i];
      }
    }
    return "";
  }
}
