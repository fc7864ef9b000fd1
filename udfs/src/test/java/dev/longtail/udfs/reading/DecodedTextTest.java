package dev.longtail.udfs.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class DecodedTextTest {
  @Property(tries = 3000)
  void whatInflatesHasAPossibleHeader(Any any) throws IOException {
    byte[] bytes = new byte[any.between(21, 80)];
    any.random().nextBytes(bytes);
    boolean inflates = true;
    Inflater inflater = new Inflater(true);
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(bytes), inflater)) {
      in.readAllBytes();
    } catch (IOException e) {
      inflates = false;
    } finally {
      inflater.end();
    }
    assertThat(DeflateHeader.isPossible(bytes) || !inflates).isTrue();
  }

  @Property(tries = 300)
  void packedTextIsRead(Any any) throws IOException {
    String text = "echo " + any.text("abcdefgh /-=.", 4000) + " done, and more than twenty bytes";
    for (int level : new int[] {0, 1, 6, 9}) {
      for (int strategy :
          new int[] {Deflater.DEFAULT_STRATEGY, Deflater.HUFFMAN_ONLY, Deflater.FILTERED}) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
          out.write(text.getBytes(StandardCharsets.UTF_8));
        } finally {
          deflater.end();
        }
        assertThat(DeflateHeader.isPossible(packed.toByteArray())).isTrue();
      }
    }
  }

  /** As {@link DecodedText} says: one odd character of twenty. */
  @Property(tries = 5000)
  void textIsWhatHasFewOddCharacters(Any any) {
    byte[] bytes = any.of(any.bytes(20), any.text().getBytes(StandardCharsets.UTF_8), oddly(any));
    if (bytes.length > 20) {
      return; // may be packed
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    long odd =
        text.chars()
            .filter(c -> c == 0xfffd || c == 0x7f || (c < ' ' && "\n\r\t".indexOf(c) < 0))
            .count();
    long zeros = 0;
    for (int i = 1; i < bytes.length; i += 2) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    if (zeros <= bytes.length / 4) {
      assertThat(DecodedText.of(bytes))
          .isEqualTo(bytes.length < 6 || 20 * odd > text.length() ? null : text);
    }
  }

  private static byte[] oddly(Any any) {
    byte[] bytes = "echo hello, world \u00e9".getBytes(StandardCharsets.UTF_8);
    bytes[any.between(0, bytes.length - 1)] = (byte) any.between(Byte.MIN_VALUE, Byte.MAX_VALUE);
    return bytes;
  }

  @Test
  void anUnknownHeaderIsNone() {
    byte[] reserved = new byte[30];
    reserved[0] = 7;
    assertThat(DeflateHeader.isPossible(reserved)).isFalse();
  }
}
