package dev.longtail.labeler.redaction;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Text in base64, whichever program decodes it: every run of its letters that decodes to text is
 * found, in UTF-8 or UTF-16, in the alphabet of MIME or of URLs.
 *
 * <p>Readings of a line ({@code udfs.reading}) decode by other rules: they take packed bytes and a
 * few odd characters for text too, because a mark is only searched for. What is found here is
 * encoded again without its secrets, so it must be text in every byte.
 */
final class Base64Payloads {
  /** Shorter runs hold fewer than 12 bytes. */
  private static final int SHORTEST = 16;

  private Base64Payloads() {}

  /**
   * One run.
   *
   * @param start where it begins
   * @param end where it ends, padding included
   * @param text what it holds
   * @param charset how
   */
  record Run(int start, int end, String text, Charset charset) {
    /** {@code changed} in the form of this run. */
    String encode(String changed) {
      return Base64.getEncoder().encodeToString(changed.getBytes(charset));
    }
  }

  /** The runs of {@code text} from left to right. */
  static List<Run> of(String text, Work work) {
    List<Run> runs = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      if (!isDigit(text.charAt(i))) {
        i++;
        continue;
      }
      int start = i;
      while (i < text.length() && isDigit(text.charAt(i))) {
        i++;
      }
      int digits = i;
      while (i < text.length() && i < digits + 2 && text.charAt(i) == '=') {
        i++;
      }
      while (start < digits && text.charAt(start) == '-') {
        start++;
      }
      if (digits - start >= SHORTEST) {
        int from = start;
        int end = i;
        work.decoded(digits - start);
        decode(text.substring(start, digits)).ifPresent(run -> runs.add(run.at(from, end)));
      }
    }
    return runs;
  }

  private static boolean isDigit(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '-'
        || c == '_';
  }

  private record Decoded(String text, Charset charset) {
    Run at(int start, int end) {
      return new Run(start, end, text, charset);
    }
  }

  private static Optional<Decoded> decode(String digits) {
    // The beginning of a truncated payload still decodes, but a single last digit is less than a
    // byte.
    int whole = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
    byte[] bytes;
    try {
      bytes =
          Base64.getDecoder()
              .decode(digits.substring(0, whole).replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Charset charset = charsetOf(bytes);
    try {
      int even = charset.equals(StandardCharsets.UTF_8) ? bytes.length : bytes.length / 2 * 2;
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes, 0, even)).toString();
      return isText(text) ? Optional.of(new Decoded(text, charset)) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** ASCII text in UTF-16 has a zero in every second byte. */
  private static Charset charsetOf(byte[] bytes) {
    int odd = 0;
    int even = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        if (i % 2 == 0) {
          even++;
        } else {
          odd++;
        }
      }
    }
    if (odd > bytes.length / 4) {
      return StandardCharsets.UTF_16LE;
    }
    return even > bytes.length / 4 ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
  }

  private static boolean isText(String text) {
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      odd += Character.isISOControl(c) && !Character.isWhitespace(c) ? 1 : 0;
    }
    return odd * 20 <= text.length();
  }
}
