package dev.longtail.udfs.format;

import dev.longtail.udfs.format.FieldTree.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks over the bytes of one JSON record and remembers where the values of known fields are.
 * Values that nobody reads are skipped eight bytes at a time: a Windows event has forty fields and
 * a page of text, of which eight fields are read.
 *
 * <p>It finds everything that is no JSON but for the inner form of numbers.
 */
final class JsonScan {
  /** Deeper records are refused, as by the JSON parser of all other files. */
  private static final int DEEPEST = 200;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private Node root;

  /** The text is no JSON. */
  static final class NoJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NoJsonException() {
      super("no JSON", null, false, false);
    }
  }

  /**
   * Reads an object, or a list of objects, from {@code from} to the end of the bytes. Whoever gets
   * an element of a list may read another text meanwhile.
   */
  void read(byte[] record, int from, Node top, RecordView view) throws NoJsonException {
    byte[] outerBytes = bytes;
    int outerAt = at;
    int outerEnd = end;
    root = top;
    bytes = record;
    at = from;
    end = record.length;
    try {
      whole(view);
    } finally {
      bytes = outerBytes;
      at = outerAt;
      end = outerEnd;
    }
  }

  private void whole(RecordView view) throws NoJsonException {
    blanks();
    byte first = next();
    if (first == '{') {
      object(root, view, 1);
    } else if (first == '[') {
      elements(view, 1);
    } else {
      throw new NoJsonException();
    }
    blanks();
    if (at != end) {
      throw new NoJsonException();
    }
  }

  /** A hash of a key: of its first and its last eight bytes and its length. */
  static int hash(byte[] key, int from, int to) {
    long words;
    if (to - from >= Long.BYTES) {
      words = (long) EIGHT_BYTES.get(key, from) * 31 + (long) EIGHT_BYTES.get(key, to - Long.BYTES);
    } else {
      words = 0;
      for (int i = from; i < to; i++) {
        words = (words << 8) | key[i];
      }
    }
    words = (words + to - from) * 0x9e3779b97f4a7c15L;
    return (int) (words >>> 32) ^ (int) (words >>> 48);
  }

  /** Behind the opening brace. */
  private void object(Node node, RecordView view, int depth) throws NoJsonException {
    if (depth > DEEPEST) {
      throw new NoJsonException();
    }
    blanks();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (next() != '"') {
        throw new NoJsonException();
      }
      Node child = key(node);
      if (next() != ':') {
        at--;
        blanks();
        if (next() != ':') {
          throw new NoJsonException();
        }
      }
      if (peek() <= ' ') {
        blanks();
      }
      if (child == null) {
        skip(depth);
      } else {
        value(child, view, depth);
      }
      byte behind = next();
      if (behind != ',' && behind != '}') {
        at--;
        blanks();
        behind = next();
      }
      if (behind == '}') {
        return;
      }
      if (behind != ',') {
        throw new NoJsonException();
      }
      if (peek() <= ' ') {
        blanks();
      }
    }
  }

  /** The place of a key; at its first character. */
  private Node key(Node node) throws NoJsonException {
    int start = at;
    if (string()) {
      return node.child(JsonText.unescape(bytes, start, at - 1));
    }
    return node.child(bytes, start, at - 1, hash(bytes, start, at - 1));
  }

  private void value(Node node, RecordView view, int depth) throws NoJsonException {
    int start = at;
    byte first = peek();
    int slot = node.slot();
    if (first == '"') {
      at++;
      boolean escaped = string();
      if (slot >= 0) {
        view.text(slot, start + 1, at - 1, escaped);
      }
    } else if (first == '{') {
      at++;
      if (node.hasChildren()) {
        int outer = node.isEnvelope() ? view.enter() : -1;
        object(node.inner(), view, depth + 1);
        if (outer >= 0) {
          view.leave(outer);
        }
      } else {
        at--;
        skip(depth);
      }
      if (slot >= 0) {
        view.object(slot, start, at);
      }
    } else if (first == '[') {
      at++;
      if (node.isNamed()) {
        named(node, view, depth + 1);
      } else if (node.isList()) {
        elements(view, depth + 1);
      } else if (node.hasChildren()) {
        items(node, view, depth + 1);
      } else {
        at--;
        skip(depth);
      }
      if (slot >= 0) {
        view.list(slot, start, at);
      }
    } else {
      literal();
      if (slot >= 0) {
        view.literal(slot, start, at);
      }
    }
  }

  /** A list of records: each is read and handed on at once. Behind the opening bracket. */
  private void elements(RecordView view, int depth) throws NoJsonException {
    boolean more = begins();
    while (more) {
      RecordView element = peek() == '{' ? view.element() : null;
      if (element == null) {
        skip(depth);
      } else {
        at++;
        object(root, element, depth + 1);
        view.elementRead();
      }
      more = goesOn();
    }
  }

  /** A list of objects with known fields: the first value of a field counts. */
  private void items(Node node, RecordView view, int depth) throws NoJsonException {
    boolean more = begins();
    boolean before = view.isLenient();
    view.lenient(true);
    while (more) {
      if (peek() == '{') {
        at++;
        object(node.inner(), view, depth + 1);
      } else {
        skip(depth);
      }
      more = goesOn();
    }
    view.lenient(before);
  }

  /** A list of {@code {"@Name": "CommandLine", "#text": "..."}}. */
  private void named(Node node, RecordView view, int depth) throws NoJsonException {
    boolean more = begins();
    while (more) {
      RecordView element = peek() == '{' && node.isList() && !isPair(depth) ? view.element() : null;
      if (element != null) {
        at++;
        object(root, element, depth + 1);
        view.elementRead();
      } else if (peek() == '{') {
        at++;
        pair(node, view, depth + 1);
      } else {
        skip(depth);
      }
      more = goesOn();
    }
  }

  /** Whether the object here is a pair of a name and a value: it has no other keys. */
  private boolean isPair(int depth) throws NoJsonException {
    int start = at;
    try {
      at++;
      blanks();
      while (peek() == '"') {
        at++;
        int key = at;
        boolean unused = string();
        if (!WindowsFields.isOfPair(JsonText.unescape(bytes, key, at - 1))) {
          return false;
        }
        blanks();
        at++;
        blanks();
        skip(depth + 1);
        blanks();
        if (next() != ',') {
          return true;
        }
        blanks();
      }
      return true;
    } finally {
      at = start;
    }
  }

  private void pair(Node node, RecordView view, int depth) throws NoJsonException {
    String name = "";
    int from = -1;
    int to = -1;
    boolean escaped = false;
    boolean list = false;
    blanks();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (next() != '"') {
        throw new NoJsonException();
      }
      int start = at;
      boolean unused = string();
      String key = JsonText.unescape(bytes, start, at - 1);
      blanks();
      if (next() != ':') {
        throw new NoJsonException();
      }
      blanks();
      if (peek() == '"') {
        at++;
        int begin = at;
        boolean escapes = string();
        if (WindowsFields.isName(key)) {
          name = JsonText.unescape(bytes, begin, at - 1);
        } else if (WindowsFields.isValue(key)) {
          from = begin;
          to = at - 1;
          escaped = escapes;
        }
      } else if (peek() == '{' && key.equalsIgnoreCase("#attributes")) {
        int begin = at;
        skip(depth);
        List<String> values = new ArrayList<>();
        JsonText.items(bytes, begin, at, values);
        name = values.isEmpty() ? name : values.get(0);
      } else {
        int begin = at;
        byte first = peek();
        skip(depth);
        if (WindowsFields.isList(key) && first == '{') {
          while (begin < at && bytes[begin] != '[') {
            begin++;
          }
          first = begin < at ? bytes[begin] : first;
        }
        if ((WindowsFields.isValue(key) || WindowsFields.isList(key))
            && first != '{'
            && first != 'n') {
          from = begin;
          to = at;
          list = first == '[';
        }
      }
      blanks();
      byte behind = next();
      if (behind == '}') {
        break;
      }
      if (behind != ',') {
        throw new NoJsonException();
      }
      blanks();
    }
    Node child = name.isEmpty() || from < 0 ? null : node.inner().child(name);
    if (child != null && child.slot() >= 0 && list) {
      view.list(child.slot(), from, to);
    } else if (child != null && child.slot() >= 0) {
      view.put(
          child.slot(),
          escaped
              ? JsonText.unescape(bytes, from, to)
              : new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
  }

  private boolean begins() throws NoJsonException {
    blanks();
    if (peek() == ']') {
      at++;
      return false;
    }
    return true;
  }

  private boolean goesOn() throws NoJsonException {
    blanks();
    byte behind = next();
    if (behind == ']') {
      return false;
    }
    if (behind != ',') {
      throw new NoJsonException();
    }
    blanks();
    return true;
  }

  /** Skips a value, however deep, without recursion. */
  private void skip(int depth) throws NoJsonException {
    byte first = peek();
    if (first == '"') {
      at++;
      boolean unused = string();
      return;
    }
    if (first != '{' && first != '[') {
      literal();
      return;
    }
    skipNested(depth);
  }

  private void skipNested(int depth) throws NoJsonException {
    if (depth >= DEEPEST) {
      throw new NoJsonException();
    }
    boolean object = next() == '{';
    byte close = (byte) (object ? '}' : ']');
    blanks();
    if (peek() == close) {
      at++;
      return;
    }
    while (true) {
      if (object) {
        if (next() != '"') {
          throw new NoJsonException();
        }
        boolean unused = string();
        blanks();
        if (next() != ':') {
          throw new NoJsonException();
        }
        blanks();
      }
      skip(depth + 1);
      blanks();
      byte behind = next();
      if (behind == close) {
        return;
      }
      if (behind != ',') {
        throw new NoJsonException();
      }
      blanks();
    }
  }

  /** Skips a string behind its opening quote; whether it has escapes. */
  private boolean string() throws NoJsonException {
    boolean escaped = false;
    while (true) {
      while (at + Long.BYTES <= end) {
        long word = (long) EIGHT_BYTES.get(bytes, at);
        long quote = word ^ ONES * '"';
        long slash = word ^ ONES * '\\';
        long hits =
            (((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) | ((word - ONES * ' ') & ~word))
                & HIGH_BITS;
        if (hits != 0) {
          at += Long.numberOfTrailingZeros(hits) >>> 3;
          break;
        }
        at += Long.BYTES;
      }
      byte b = next();
      if (b == '"') {
        return escaped;
      }
      if (b == '\\') {
        escaped = true;
        escape();
      } else if (b >= 0 && b < ' ') {
        throw new NoJsonException();
      }
    }
  }

  private void escape() throws NoJsonException {
    switch (next()) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
      case 'u' -> {
        for (int i = 0; i < 4; i++) {
          if (!JsonText.isHexDigit(next())) {
            throw new NoJsonException();
          }
        }
      }
      default -> throw new NoJsonException();
    }
  }

  private void literal() throws NoJsonException {
    byte first = peek();
    if (first == 't') {
      word("true");
    } else if (first == 'f') {
      word("false");
    } else if (first == 'n') {
      word("null");
    } else {
      number();
    }
  }

  private void word(String word) throws NoJsonException {
    for (int i = 0; i < word.length(); i++) {
      if (next() != word.charAt(i)) {
        throw new NoJsonException();
      }
    }
  }

  private void number() throws NoJsonException {
    int start = at;
    while (at < end && isOfNumber(bytes[at])) {
      at++;
    }
    int digits = bytes[start] == '-' ? start + 1 : start;
    if (digits >= at || bytes[digits] < '0' || bytes[digits] > '9') {
      throw new NoJsonException();
    }
  }

  private static boolean isOfNumber(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  private void blanks() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return;
      }
      at++;
    }
  }

  private byte peek() throws NoJsonException {
    if (at >= end) {
      throw new NoJsonException();
    }
    return bytes[at];
  }

  private byte next() throws NoJsonException {
    if (at >= end) {
      throw new NoJsonException();
    }
    return bytes[at++];
  }
}
