package dev.longtail.udfs.template;

import dev.longtail.udfs.text.Characters;
import dev.longtail.udfs.text.CommandHash;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The kinds of placeholders. A placeholder replaces a volatile part of a command line in a
 * template.
 */
public enum Placeholder {
  /** A number: decimal, with fraction, a version, hexadecimal behind {@code 0x}. */
  NUM("num", false),
  GUID("guid", false),
  /** A digest in hexadecimal, such as MD5 or SHA-256. */
  HASH("hash", false),
  IP("ip", false),
  MAC("mac", false),
  USER("user", false),
  /** The part of a path below a folder for temporary files. */
  TMP("tmp", false),
  /** A date, a time of day, or both. */
  TIME("time", false),
  /** A random-looking identifier. */
  ID("id", false),
  /** Text in base64 or a similar encoding. */
  B64("b64", true),
  /** Hexadecimal text that is no digest. */
  HEX("hex", true),
  /** Text as character escapes. */
  ESC("esc", true),
  /** Bytes or characters as a list of numbers. */
  LIST("list", true);

  private static final int DIGEST_DIGITS = 16;
  private static final Placeholder[] ALL = values();

  private final String name;
  private final boolean payload;

  Placeholder(String name, boolean payload) {
    this.name = name;
    this.payload = payload;
  }

  /**
   * Appends this placeholder. For a payload it includes the digest of {@code text[start, end)}
   * without the padding at its end.
   */
  void append(StringBuilder out, char[] text, int start, int end) {
    out.append('<').append(name);
    if (payload) {
      int last = end;
      while (last > start && text[last - 1] == '=') {
        last--;
      }
      long digest = CommandHash.of(new String(text, start, last - start));
      out.append(':').append(HexFormat.of().toHexDigits(digest));
    }
    out.append('>');
  }

  /** This placeholder for the payload {@code text}. */
  public String of(String text) {
    StringBuilder out = new StringBuilder();
    append(out, text.toCharArray(), 0, text.length());
    return out.toString();
  }

  /** The different payloads in a template, in their order. */
  public static Set<String> payloads(String template) {
    Set<String> payloads = new LinkedHashSet<>();
    char[] text = template.toCharArray();
    for (int at = template.indexOf('<'); at >= 0; at = template.indexOf('<', at + 1)) {
      int end = payloadEnd(text, at);
      if (end > 0) {
        payloads.add(template.substring(at, end));
      }
    }
    return payloads;
  }

  /** The end of the placeholder that begins at {@code at}; -1 if none begins there. */
  static int end(char[] text, int length, int at) {
    if (at >= length || text[at] != '<') {
      return -1;
    }
    for (Placeholder kind : ALL) {
      int end = kind.endOf(text, length, at + 1);
      if (end >= 0) {
        return end;
      }
    }
    return -1;
  }

  /** The end of the payload's placeholder that begins at {@code at}; -1 if none begins there. */
  private static int payloadEnd(char[] text, int at) {
    for (Placeholder kind : ALL) {
      int end = kind.payload ? kind.endOf(text, text.length, at + 1) : -1;
      if (end >= 0) {
        return end;
      }
    }
    return -1;
  }

  private int endOf(char[] text, int length, int start) {
    int at = start + name.length();
    int end = payload ? at + 1 + DIGEST_DIGITS : at;
    if (end >= length || text[end] != '>') {
      return -1;
    }
    for (int i = 0; i < name.length(); i++) {
      if (text[start + i] != name.charAt(i)) {
        return -1;
      }
    }
    if (payload) {
      if (text[at] != ':') {
        return -1;
      }
      for (int i = at + 1; i < end; i++) {
        if (!Characters.isHex(text[i])) {
          return -1;
        }
      }
    }
    return end + 1;
  }
}
