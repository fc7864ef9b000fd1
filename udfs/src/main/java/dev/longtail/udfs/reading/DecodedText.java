package dev.longtail.udfs.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Bytes as text: UTF-8, UTF-16 or packed by gzip, zlib or deflate.
 *
 * <p>Nearly all words of base64 digits are none, so what can be none at sight is neither unpacked
 * nor decoded.
 */
final class DecodedText {
  private static final int SHORTEST = 6;
  private static final int LONGEST_TEXT = 2 * Payloads.LONGEST;

  /** Of so many characters, one may be none of a text. */
  private static final int CHARACTERS_A_ODD_ONE = 20;

  /** A replacement character stands for at most so many bytes. */
  private static final int LONGEST_MALFORMED = 3;

  private DecodedText() {}

  /** The text of {@code bytes}; null if they are none. */
  static String of(byte[] bytes) {
    if (bytes.length < SHORTEST) {
      return null;
    }
    byte[] plain = unpacked(bytes);
    int length = Math.min(plain.length, LONGEST_TEXT);
    boolean utf16 = isUtf16(plain);
    if (!utf16 && CHARACTERS_A_ODD_ONE * fewestOdd(plain, length) > length) {
      return null;
    }
    String text =
        new String(plain, 0, length, utf16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    int odd = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      odd += isOddControl(c) || c == 0xfffd ? 1 : 0;
    }
    return CHARACTERS_A_ODD_ONE * odd > text.length() ? null : text;
  }

  private static boolean isOddControl(int c) {
    return (c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  }

  /** How many characters of {@code bytes}, read as UTF-8, are none of a text; no more than are. */
  private static int fewestOdd(byte[] bytes, int length) {
    int odd = 0;
    int malformed = 0;
    for (int i = 0; i < length; ) {
      int first = bytes[i];
      if (first >= 0) {
        odd += isOddControl(first) ? 1 : 0;
        i++;
        continue;
      }
      int further = furtherBytes(first);
      boolean wellFormed = further > 0 && i + further < length;
      for (int k = 1; wellFormed && k <= further; k++) {
        wellFormed = (bytes[i + k] & 0xc0) == 0x80;
      }
      malformed += wellFormed ? 0 : 1;
      i += wellFormed ? further + 1 : 1;
    }
    return odd + malformed / LONGEST_MALFORMED;
  }

  private static int furtherBytes(int first) {
    if ((first & 0xe0) == 0xc0) {
      return 1;
    }
    if ((first & 0xf0) == 0xe0) {
      return 2;
    }
    return (first & 0xf8) == 0xf0 ? 3 : 0;
  }

  /** ASCII text in UTF-16LE has a zero in every second byte. */
  private static boolean isUtf16(byte[] bytes) {
    int zeros = 0;
    for (int i = 1; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    return zeros > bytes.length / 4;
  }

  private static byte[] unpacked(byte[] bytes) {
    boolean gzip = bytes.length > 18 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    boolean zlib = bytes[0] == 0x78 && (bytes[1] == (byte) 0x9c || bytes[1] == (byte) 0xda);
    boolean deflate =
        !gzip && !zlib && bytes.length > 20 && !isPlain(bytes) && DeflateHeader.isPossible(bytes);
    if (!gzip && !zlib && !deflate) {
      return bytes;
    }
    Inflater inflater = new Inflater(!zlib);
    InputStream in = new ByteArrayInputStream(bytes);
    try (InputStream plain =
        gzip ? new GZIPInputStream(in) : new InflaterInputStream(in, inflater)) {
      return plain.readNBytes(Payloads.LONGEST);
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
}
