package dev.longtail.udfs.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A field that a reader uses, and every path at which collectors write it; the first that is there
 * counts. A path is a chain of keys with points between them; {@code a\\.b} is one key with a point
 * in it. Case does not matter.
 */
final class Field {
  private static final Map<String, Integer> SLOTS = new ConcurrentHashMap<>();

  private final List<String> paths;
  private final int[] slots;

  private Field(List<String> paths) {
    this.paths = List.copyOf(paths);
    this.slots = paths.stream().mapToInt(Field::slotOf).toArray();
  }

  static Field of(String... paths) {
    return new Field(List.of(paths));
  }

  /** This field, or another one in its place. */
  Field or(Field other) {
    return new Field(Stream.concat(paths.stream(), other.paths.stream()).distinct().toList());
  }

  /** Fields of these names below each of these prefixes, prefix by prefix. */
  static Field below(List<String> prefixes, String... names) {
    List<String> paths = new ArrayList<>();
    for (String prefix : prefixes) {
      for (String name : names) {
        paths.add(prefix + name);
      }
    }
    return new Field(paths);
  }

  /** Its name in messages: the usual path. */
  String name() {
    return shown(paths.get(0));
  }

  /** The paths as people read them. */
  List<String> paths() {
    return paths.stream().map(Field::shown).toList();
  }

  /** The keys of a path, in lower case. */
  static List<String> keys(String path) {
    return Stream.of(path.toLowerCase(Locale.ROOT).split("(?<!\\\\)\\.", -1))
        .map(Field::shown)
        .toList();
  }

  /** The paths as they were given, one for each slot. */
  List<String> writtenPaths() {
    return paths;
  }

  private static String shown(String path) {
    return path.replace("\\.", ".");
  }

  int[] slots() {
    return slots;
  }

  /** How many slots all fields together have that were made so far. */
  static int slotsInUse() {
    return SLOTS.size();
  }

  private static synchronized int slotOf(String path) {
    return SLOTS.computeIfAbsent(path.toLowerCase(Locale.ROOT), unused -> SLOTS.size());
  }
}
