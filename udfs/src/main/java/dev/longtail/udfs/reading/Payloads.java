package dev.longtail.udfs.reading;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Texts that a line holds in another form: base64, also of gzip, hexadecimal digits, escapes of
 * {@code printf} and of script languages, numbers of characters, letters turned round or moved by
 * thirteen. What decodes to no text is none: names, paths and digests are spelled in the same
 * digits.
 */
final class Payloads {
  /** The most characters of a payload. */
  private static final int LONGEST = 64 << 10;

  /** The most payloads of a text that are looked at. */
  private static final int MOST = 50;

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{12,}={0,2}");
  private static final Pattern HEX =
      Pattern.compile("(?i)(?:[0-9a-f]{2}){6,}|(?:[0-9a-f]{2}[\\s,:-]){6,}[0-9a-f]{2}");
  private static final Pattern ESCAPES =
      Pattern.compile("\\\\x[0-9a-fA-F]{2}|\\\\u[0-9a-fA-F]{4}|\\\\0?[0-3]?[0-7]{2}");
  private static final Pattern PERCENT = Pattern.compile("(?:%[0-9a-fA-F]{2}){3,}");
  private static final Pattern NUMBERS =
      Pattern.compile(
          "(?i)(?:(?:\\[char\\]|chr\\(|chrw\\()?\\(?\\s?(?:0x[0-9a-f]{2}|[0-9]{2,3})\\s?\\)?\\s?"
              + "[,+&.;:|-]?\\s?){3,}");
  private static final Pattern NUMBER = Pattern.compile("0x[0-9a-fA-F]{2}|[0-9]{2,3}");

  private Payloads() {}

  /** The texts that {@code text}, in its own case, holds in another form. */
  static List<String> of(String text) {
    List<String> found = new ArrayList<>();
    Matcher base64 = BASE64.matcher(text);
    for (int i = 0; i < MOST && base64.find(); i++) {
      add(base64(base64.group()), found);
    }
    Matcher hex = HEX.matcher(text);
    for (int i = 0; i < MOST && hex.find(); i++) {
      add(hex(hex.group()), found);
    }
    if (text.indexOf('\\') >= 0) {
      add(unescaped(text), found);
    }
    if (text.indexOf('%') >= 0) {
      add(percent(text), found);
    }
    Matcher numbers = NUMBERS.matcher(text);
    for (int i = 0; i < MOST && numbers.find(); i++) {
      add(numbers(numbers.group()), found);
    }
    if (text.contains("| rev") || text.contains("|rev") || text.contains("rev <<<")) {
      add(new StringBuilder(text).reverse().toString(), found);
    }
    if (text.contains("n-za-m") || text.contains("rot13")) {
      add(rot13(text), found);
    }
    return found;
  }

  private static void add(String text, List<String> found) {
    if (text != null && !found.contains(text)) {
      found.add(text);
    }
  }

  /** What base64 digits say; null if it is no text. */
  static String base64(String digits) {
    String plain = digits.replace("=", "").replace('-', '+').replace('_', '/');
    int whole = plain.length() % 4 == 1 ? plain.length() - 1 : plain.length();
    try {
      return text(Base64.getDecoder().decode(plain.substring(0, Math.min(whole, 4 * LONGEST))));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String hex(String digits) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int high = -1;
    for (int i = 0; i < digits.length() && bytes.size() < LONGEST; i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit >= 0 && high >= 0) {
        bytes.write(16 * high + digit);
        high = -1;
      } else if (digit >= 0) {
        high = digit;
      }
    }
    return text(bytes.toByteArray());
  }

  /** Bytes as text: UTF-8, UTF-16 or packed; null if they are none. */
  private static String text(byte[] bytes) {
    if (bytes.length < 6) {
      return null;
    }
    byte[] plain = unpacked(bytes);
    String text =
        new String(
            plain,
            0,
            Math.min(plain.length, 2 * LONGEST),
            isUtf16(plain) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      odd += (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0xfffd || c == 0x7f ? 1 : 0;
    }
    return 20 * odd > text.length() ? null : text;
  }

  private static byte[] unpacked(byte[] bytes) {
    boolean gzip = bytes.length > 18 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    boolean zlib = bytes[0] == 0x78 && (bytes[1] == (byte) 0x9c || bytes[1] == (byte) 0xda);
    boolean deflate = !gzip && !zlib && bytes.length > 20 && !isPlain(bytes);
    if (!gzip && !zlib && !deflate) {
      return bytes;
    }
    Inflater inflater = new Inflater(!zlib);
    InputStream in = new ByteArrayInputStream(bytes);
    try (InputStream plain =
        gzip ? new GZIPInputStream(in) : new InflaterInputStream(in, inflater)) {
      return plain.readNBytes(LONGEST);
    } catch (IOException e) {
      return bytes;
    } finally {
      inflater.end();
    }
  }

  private static boolean isPlain(byte[] bytes) {
    int odd = 0;
    for (byte b : bytes) {
      odd += b < ' ' ? 1 : 0;
    }
    return 3 * odd < 2 * bytes.length;
  }

  /** ASCII text in UTF-16LE has a zero in every second byte. */
  private static boolean isUtf16(byte[] bytes) {
    int zeros = 0;
    for (int i = 1; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    return zeros > bytes.length / 4;
  }

  /** The whole text with its escapes undone; null if it has fewer than three. */
  private static String unescaped(String text) {
    Matcher escape = ESCAPES.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    int count = 0;
    while (escape.find()) {
      String digits = escape.group();
      char kind = digits.charAt(1);
      int code =
          kind == 'x' || kind == 'u'
              ? Integer.parseInt(digits.substring(2), 16)
              : Integer.parseInt(digits.substring(1), 8);
      if (code >= ' ' && code < 0x7f) {
        out.append(text, from, escape.start()).append((char) code);
        from = escape.end();
        count++;
      }
    }
    return count < 3 ? null : out.append(text, from, text.length()).toString();
  }

  private static String percent(String text) {
    String plain = Rewriting.each(PERCENT, text, coded -> letters(coded.group().replace("%", "")));
    return plain.equals(text) ? null : plain;
  }

  private static String letters(String hex) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i + 1 < hex.length(); i += 2) {
      int code = Integer.parseInt(hex.substring(i, i + 2), 16);
      if (code < ' ' || code > 0x7e) {
        return null;
      }
      out.append((char) code);
    }
    return out.toString();
  }

  /** {@code [char]105+[char]101+[char]120} is {@code iex}. */
  private static String numbers(String list) {
    Matcher number = NUMBER.matcher(list);
    StringBuilder out = new StringBuilder();
    while (number.find() && out.length() < LONGEST) {
      String digits = number.group();
      int code =
          digits.startsWith("0x")
              ? Integer.parseInt(digits.substring(2), 16)
              : Integer.parseInt(digits);
      if (code < 9 || code > 0x7e || (code > 13 && code < ' ')) {
        return null;
      }
      out.append((char) code);
    }
    return out.length() < 3 ? null : out.toString();
  }

  private static String rot13(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        c = (char) ('a' + (c - 'a' + 13) % 26);
      } else if (c >= 'A' && c <= 'Z') {
        c = (char) ('A' + (c - 'A' + 13) % 26);
      }
      out.append(c);
    }
    return out.toString();
  }
}
