package dev.longtail.udfs.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Random values of one try of a {@link Property}, all of them functions of its seed. One value in
 * twelve is from the edge of its kind: zero, the least, the greatest, the empty.
 */
public final class Any {
  private static final int EDGE_EVERY = 12;
  private static final int LONGEST_TEXT = 255;

  /** Where characters are one or two, below and above a surrogate, invisible, or of no meaning. */
  private static final String EDGE_CHARACTERS =
      "\0\t\n\r"
          + " \"'\\\u007f\u0085\u00a0\u0130\u2028\ud7ff\ud800\udbff\udc00\udfff\ue000\ufeff\uffff";

  private static final float[] EDGE_FLOATS = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE
  };

  private final long seed;
  private final Random random;

  Any(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  long seed() {
    return seed;
  }

  /** The source of all values, for a test that makes its own from it. */
  public Random random() {
    return random;
  }

  /** A number out of all. */
  public long number() {
    return between(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** A number of at least {@code min} and at most {@code max}. */
  public long between(long min, long max) {
    if (edge()) {
      long near = pick(List.of(min, max, 0L, 1L, -1L));
      return Math.max(min, Math.min(max, near));
    }
    long range = max - min + 1;
    if (range > 0) {
      return min + Math.floorMod(random.nextLong(), range);
    }
    while (true) {
      long number = random.nextLong();
      if (number >= min && number <= max) {
        return number;
      }
    }
  }

  /** A number of at least {@code min} and at most {@code max}. */
  public int between(int min, int max) {
    return (int) between((long) min, (long) max);
  }

  /** At least 0 and less than 1. */
  public double fraction() {
    return edge() ? pick(List.of(0.0, Double.MIN_VALUE, Math.nextDown(1.0))) : random.nextDouble();
  }

  /** A finite number, of any magnitude. */
  public float finiteFloat() {
    if (edge()) {
      return EDGE_FLOATS[random.nextInt(EDGE_FLOATS.length)];
    }
    float number = Float.intBitsToFloat(random.nextInt());
    return Float.isFinite(number) ? number : random.nextFloat();
  }

  /** A character between the two, both included. */
  public char character(char from, char to) {
    return (char) between(from, to);
  }

  /** One of the values. */
  @SafeVarargs
  public final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** Between {@code min} and {@code max} elements, more often few than many. */
  public <T> List<T> list(int min, int max, Supplier<T> element) {
    int size = size(min, max);
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(element.get());
    }
    return list;
  }

  /** Bytes of any value, up to {@code max} of them. */
  public byte[] bytes(int max) {
    byte[] bytes = new byte[size(0, max)];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Any text of up to 255 characters: ASCII, letters of all scripts, pairs of surrogates, and
   * surrogates that have lost the other half.
   */
  public String text() {
    int kind = random.nextInt(4);
    StringBuilder text = new StringBuilder();
    int size = size(0, LONGEST_TEXT);
    while (text.length() < size) {
      if (edge()) {
        text.append(EDGE_CHARACTERS.charAt(random.nextInt(EDGE_CHARACTERS.length())));
      } else if (kind == 0) {
        text.append((char) (' ' + random.nextInt(95)));
      } else if (kind == 1) {
        text.append((char) random.nextInt(Character.MAX_VALUE + 1));
      } else if (kind == 2) {
        text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
      } else {
        text.append((char) random.nextInt(0x500));
      }
    }
    text.setLength(size);
    return text.toString();
  }

  /** Up to {@code max} characters out of the given ones. */
  public String text(String characters, int max) {
    StringBuilder text = new StringBuilder();
    for (int size = size(0, max); text.length() < size; ) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    return text.toString();
  }

  private int size(int min, int max) {
    return edge() ? pick(List.of(min, max)) : between(min, between(min, max));
  }

  private boolean edge() {
    return random.nextInt(EDGE_EVERY) == 0;
  }

  /**
   * Between {@code fewest} and {@code most} numbers of at least {@code min} and at most {@code
   * max}.
   */
  public int[] ints(int fewest, int most, int min, int max) {
    return list(fewest, most, () -> between(min, max)).stream().mapToInt(i -> i).toArray();
  }

  private <T> T pick(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
