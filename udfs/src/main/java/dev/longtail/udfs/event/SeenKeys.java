package dev.longtail.udfs.event;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The keys of one JSON object that are not read. They are used to find a key that is there twice,
 * and a key that may be another name of a missing field.
 *
 * <p>The JSON parser could find duplicates itself, with a set of all keys for each record. This
 * class is faster: each key sets one of 64 bits, and only keys whose bit is already set are
 * compared.
 */
final class SeenKeys {
  /**
   * Up to this many keys are compared one by one; for thousands of keys this would take minutes.
   */
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

  /** The first key that may hold a command line under another name; empty if there is none. */
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
