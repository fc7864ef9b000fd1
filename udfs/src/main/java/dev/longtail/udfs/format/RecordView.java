package dev.longtail.udfs.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The fields of one record that readers may ask for. A value is turned into text when somebody asks
 * for it. Used again for the next record.
 */
final class RecordView {
  private static final byte ABSENT = 0;
  private static final byte TEXT = 1;
  private static final byte ESCAPED = 2;
  private static final byte LITERAL = 3;
  private static final byte LIST = 4;
  private static final byte OBJECT = 5;
  private static final byte TWICE = 6;

  private final byte[] kinds;
  private final int[] from;
  private final int[] to;
  private final String[] texts;
  private final int[] scopes;
  private final int[] used;
  private final boolean[] marks;
  private boolean marked;
  private int scope;
  private int lastScope;
  private int count;
  private byte[] bytes = new byte[0];
  private boolean lenient;
  private RecordView element;
  private Consumer<RecordView> elements = unused -> {};
  private boolean several;

  /**
   * A view of no record yet.
   *
   * @param marks the slots that {@link #isMarked} looks at
   */
  RecordView(int slots, Field marks) {
    this(new boolean[slots]);
    for (int slot : marks.slots()) {
      this.marks[slot] = true;
    }
  }

  private RecordView(boolean[] marks) {
    int slots = marks.length;
    this.marks = marks;
    kinds = new byte[slots];
    from = new int[slots];
    to = new int[slots];
    texts = new String[slots];
    scopes = new int[slots];
    used = new int[slots];
  }

  /** Forgets all values. */
  void begin(byte[] record) {
    for (int i = 0; i < count; i++) {
      kinds[used[i]] = ABSENT;
      texts[used[i]] = null;
    }
    count = 0;
    bytes = record;
    lenient = false;
    several = false;
    marked = false;
    scope = 0;
    lastScope = 0;
  }

  /** Who gets the records of a list in this one. */
  void eachElement(Consumer<RecordView> taker) {
    elements = taker;
  }

  /** Whether a list of records was in this one. */
  boolean hasElements() {
    return several;
  }

  /** A view for one element of a list; null if this is one itself. */
  RecordView element() {
    if (elements == null) {
      return null;
    }
    several = true;
    if (element == null) {
      element = new RecordView(marks);
      element.elements = null;
    }
    element.begin(bytes);
    return element;
  }

  void elementRead() {
    elements.accept(element);
  }

  /** A record in an envelope begins: its values go before those of the envelope. */
  int enter() {
    int outer = scope;
    scope = ++lastScope;
    return outer;
  }

  /** The record in an envelope ends. */
  void leave(int outer) {
    scope = outer;
  }

  /** Within lists of objects a key may come again; its first value counts. */
  void lenient(boolean on) {
    lenient = on;
  }

  boolean isLenient() {
    return lenient;
  }

  void text(int slot, int start, int end, boolean escaped) {
    set(slot, escaped ? ESCAPED : TEXT, start, end);
  }

  void literal(int slot, int start, int end) {
    if (bytes[start] != 'n') {
      set(slot, LITERAL, start, end);
    }
  }

  void list(int slot, int start, int end) {
    set(slot, LIST, start, end);
  }

  void object(int slot, int start, int end) {
    set(slot, OBJECT, start, end);
  }

  /** A value that is text already. */
  void put(int slot, String text) {
    if (kinds[slot] == ABSENT) {
      set(slot, TEXT, 0, 0);
      texts[slot] = text;
    }
  }

  private void set(int slot, byte kind, int start, int end) {
    if (kinds[slot] == ABSENT) {
      used[count++] = slot;
      marked |= marks[slot];
    } else if (scopes[slot] >= scope) {
      if (scopes[slot] == scope && !lenient) {
        kinds[slot] = TWICE;
      }
      return;
    }
    scopes[slot] = scope;
    texts[slot] = null;
    kinds[slot] = kind;
    from[slot] = start;
    to[slot] = end;
  }

  /** Whether the record has a value at one of the marks. */
  boolean isMarked() {
    return marked;
  }

  /** Whether the record has a value there, of whatever kind. */
  boolean has(Field field) {
    for (int slot : field.slots()) {
      if (kinds[slot] != ABSENT) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a text. */
  boolean hasText(Field field) {
    for (int slot : field.slots()) {
      if (kinds[slot] == TEXT || kinds[slot] == ESCAPED) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value as text: of several places, the first that is not blank; of a list, its first item.
   * Empty if there is none.
   *
   * @throws UnusableFieldException if there is a value, but of another kind, or twice
   */
  String text(Field field) throws UnusableFieldException {
    int problem = -1;
    int[] slots = field.slots();
    for (int i = 0; i < slots.length; i++) {
      byte kind = kinds[slots[i]];
      if (kind == ABSENT) {
        continue;
      }
      if (kind == OBJECT || kind == TWICE) {
        problem = problem < 0 ? i : problem;
        continue;
      }
      String text = kind == LIST ? firstOf(slots[i]) : textOf(slots[i]);
      if (!isBlank(text)) {
        return text;
      }
    }
    if (problem >= 0) {
      throw new UnusableFieldException(
          field.paths().get(problem),
          kinds[slots[problem]] == TWICE ? "is there twice" : "not a text but an object");
    }
    return "";
  }

  /** The same for a field that is not needed: empty if it cannot be used. */
  String optional(Field field) {
    try {
      return text(field);
    } catch (UnusableFieldException e) {
      return "";
    }
  }

  /**
   * The list or the object at the first place that has one, as it stands; else the text {@code
   * null}.
   */
  String json(Field field) {
    for (int slot : field.slots()) {
      if (kinds[slot] == LIST || kinds[slot] == OBJECT) {
        return new String(bytes, from[slot], to[slot] - from[slot], StandardCharsets.UTF_8);
      }
    }
    return "null";
  }

  /** Every text at the places of a field. */
  List<String> texts(Field field) {
    List<String> found = new ArrayList<>();
    for (int slot : field.slots()) {
      if (kinds[slot] == TEXT || kinds[slot] == ESCAPED) {
        found.add(textOf(slot));
      } else if (kinds[slot] == LIST) {
        found.addAll(items(slot));
      }
    }
    return found;
  }

  /** The value at one place only, for the choice of a reader. */
  private String textOf(int slot) {
    if (texts[slot] == null) {
      texts[slot] =
          kinds[slot] == ESCAPED
              ? JsonText.unescape(bytes, from[slot], to[slot])
              : new String(bytes, from[slot], to[slot] - from[slot], StandardCharsets.UTF_8);
    }
    return texts[slot];
  }

  private String firstOf(int slot) {
    List<String> items = items(slot);
    return items.isEmpty() ? "" : items.get(0);
  }

  /** The items of a list, or the one value; empty if there is none. */
  List<String> list(Field field) {
    for (int slot : field.slots()) {
      if (kinds[slot] == LIST) {
        List<String> items = items(slot);
        if (!items.isEmpty()) {
          return items;
        }
      } else if (kinds[slot] == TEXT || kinds[slot] == ESCAPED || kinds[slot] == LITERAL) {
        String text = textOf(slot);
        if (!isBlank(text)) {
          return List.of(text);
        }
      }
    }
    return List.of();
  }

  /** Whether a list, or the one value, has this item; case does not matter. */
  boolean lists(Field field, String item) {
    for (String one : list(field)) {
      if (one.equalsIgnoreCase(item)) {
        return true;
      }
    }
    return false;
  }

  private List<String> items(int slot) {
    List<String> items = new ArrayList<>();
    JsonText.items(bytes, from[slot], to[slot], items);
    return items;
  }

  /** Whether the value is this one; case does not matter. */
  boolean is(Field field, String value) {
    return optional(field).equalsIgnoreCase(value);
  }

  static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > ' ') {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "RecordView" + Arrays.toString(Arrays.copyOf(used, count));
  }
}
