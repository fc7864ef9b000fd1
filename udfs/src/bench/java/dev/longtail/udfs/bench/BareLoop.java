package dev.longtail.udfs.bench;

import dev.longtail.udfs.features.TokenVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an expert writes by hand for ASCII: one loop with counters and token hashes, a table for the
 * vocabulary, and markers as substrings. It trusts the hashes and has none of the four tests.
 */
public final class BareLoop {
  private static final double[] LOG = new double[1 << 18];

  private static final String[] MARKERS = {
    "echo",
    "replace",
    " -e ",
    " -ec ",
    " -enc ",
    " -encodedcommand ",
    "frombase64string(",
    "\"\"",
    "set",
    "&&",
    "for %",
    ";;",
    "http",
    "www.",
    ".com",
    "html",
    "tcp",
    "udp",
    "lsass",
    "samsrv",
    "hklm\\sam",
    "winlogon",
    "netlogon",
    "kerberos.dll",
    "dump",
    ".bin",
    "ntds"
  };

  static {
    for (int n = 1; n < LOG.length; n++) {
      LOG[n] = Math.log(n) / Math.log(2);
    }
  }

  private final int size;
  private final long[] keys = new long[4096];
  private final int[] tokens = new int[4096];
  private final double[] idf;
  private final float[] values;
  private final int[] set;
  private final int[] counts = new int[128];
  private final int[] termCounts;
  private final int[] present;
  private final byte[] bytes = new byte[1 << 18];
  private final byte[][] markers = new byte[MARKERS.length][];
  private final int[][] markersByFirst = new int[128][];
  private int setCount;

  /** Substrings that count as markers. */
  public static List<String> markers() {
    return List.of(MARKERS);
  }

  /** A loop that knows the tokens of {@code vocabulary}. */
  public BareLoop(TokenVocabulary vocabulary) {
    size = vocabulary.size();
    idf = new double[size];
    values = new float[160 + 2 * size];
    set = new int[values.length];
    termCounts = new int[size];
    present = new int[size];
    for (int i = 0; i < size; i++) {
      idf[i] = vocabulary.idf(i);
      long hash = 1;
      for (char c : vocabulary.token(i).toCharArray()) {
        hash = (hash ^ c) * 0x9e3779b97f4a7c15L;
      }
      int slot = (int) (hash >>> 52);
      while (keys[slot] != 0) {
        slot = (slot + 1) & 4095;
      }
      keys[slot] = hash;
      tokens[slot] = i;
    }
    for (int first = 0; first < 128; first++) {
      int c = first;
      markersByFirst[first] =
          IntStream.range(0, MARKERS.length).filter(m -> MARKERS[m].charAt(0) == c).toArray();
    }
    for (int m = 0; m < MARKERS.length; m++) {
      markers[m] = MARKERS[m].getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /** Computes the features of a line of ASCII, of which the row holds so many that are not 0. */
  @SuppressWarnings("deprecation") // the copy an expert takes: one byte a character
  public int extract(String line) {
    for (int i = 0; i < setCount; i++) {
      values[set[i]] = 0;
    }
    setCount = 0;
    Arrays.fill(counts, 0);
    int n = line.length();
    line.getBytes(0, n, bytes, 0);
    int upper = 0;
    int lower = 0;
    int operators = 0;
    int open = 0;
    long hash = 1;
    int found = 0;
    int markerCount = 0;
    for (int i = 0; i < n; i++) {
      int c = bytes[i] & 127;
      counts[c]++;
      int kind;
      int shown = c;
      int folded = c;
      if (c >= 'a' && c <= 'z') {
        kind = 1;
        lower++;
      } else if (c >= 'A' && c <= 'Z') {
        kind = 1;
        upper++;
        folded = c + 32;
      } else if (c >= '0' && c <= '9') {
        kind = 1;
        shown = '*';
      } else if (c == '_') {
        kind = 1;
      } else if (c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)) {
        kind = 0;
      } else {
        kind = 2;
        if (c == '%' || c == '*' || c == '^' || c == '`' || c == '/' || c == '+' || c == '-'
            || c == '=' || c == '>') {
          operators++;
        }
      }
      for (int m : markersByFirst[folded]) {
        byte[] marker = markers[m];
        int k = 1;
        while (k < marker.length
            && i + k < n
            && (bytes[i + k] >= 'A' && bytes[i + k] <= 'Z' ? bytes[i + k] + 32 : bytes[i + k])
                == marker[k]) {
          k++;
        }
        markerCount += k == marker.length ? 1 : 0;
      }
      if (kind != open) {
        if (open != 0) {
          found = token(hash, found);
        }
        open = kind;
        hash = 1;
      }
      hash = (hash ^ shown) * 0x9e3779b97f4a7c15L;
    }
    if (open != 0) {
      found = token(hash, found);
    }
    double entropy = 0;
    for (int c = 0; c < 128; c++) {
      if (counts[c] != 0) {
        entropy += counts[c] * LOG[counts[c]];
        put(10 + c, counts[c]);
      }
    }
    put(0, n);
    put(1, (float) (LOG[n] - entropy / n));
    put(2, (float) operators / n);
    put(3, (float) upper / n);
    put(4, (float) lower / n);
    put(5, markerCount);
    double squares = 0;
    for (int i = 0; i < found; i++) {
      double weight = termCounts[present[i]] * idf[present[i]];
      squares += weight * weight;
    }
    double norm = Math.sqrt(squares);
    for (int i = 0; i < found; i++) {
      int token = present[i];
      put(160 + token, (float) (termCounts[token] * idf[token] / norm));
      put(160 + size + token, 1);
      termCounts[token] = 0;
    }
    return setCount;
  }

  /** The row of the last line; valid until the next one. */
  public float[] values() {
    return values;
  }

  private int token(long hash, int found) {
    int slot = (int) (hash >>> 52);
    while (keys[slot] != 0) {
      if (keys[slot] == hash) {
        int token = tokens[slot];
        if (termCounts[token]++ == 0) {
          present[found++] = token;
        }
        return found;
      }
      slot = (slot + 1) & 4095;
    }
    return found;
  }

  private void put(int column, float value) {
    values[column] = value;
    set[setCount++] = column;
  }
}
