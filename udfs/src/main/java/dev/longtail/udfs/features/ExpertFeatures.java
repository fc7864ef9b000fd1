package dev.longtail.udfs.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The expert features of the full scale (Gelman and Bergeron 2025), computed in one pass over the
 * line: its shape, counts of markers, four tests, and a count for each ASCII character.
 *
 * <p>Not thread-safe: an instance keeps its counters from line to line, so a line costs no
 * allocation. Use one instance for each thread.
 */
public final class ExpertFeatures {
  private static final Marker[] MARKERS =
      Arrays.stream(Marker.values())
          .filter(marker -> marker != Marker.OBFUSCATION)
          .toArray(Marker[]::new);
  private static final int ASCII = 128;
  private static final int[] NONE = {};
  private static final double LOG_2 = StrictMath.log(2);
  private static final List<Feature> FEATURES = features();
  private static final int FIRST_CHARACTER = FEATURES.size() - ASCII;
  private static final int TABLED = 4096;
  private static final double[] LOG = logarithms();
  private static final double[] COUNT_TIMES_LOG = countsTimesLog();

  private final LineScan scan = new LineScan();
  private final double[] head = new double[FIRST_CHARACTER];

  /** The number of features. */
  public static int count() {
    return FEATURES.size();
  }

  /** The features in the order of the vector. */
  public static List<Feature> describe() {
    return FEATURES;
  }

  /**
   * Computes the features of a line.
   *
   * @param commandLine the line; an empty one has all features 0
   * @param out gets {@link #count()} values from index 0
   */
  public void extract(String commandLine, double[] out) {
    scan.scan(commandLine);
    computeHead(scan);
    System.arraycopy(head, 0, out, 0, FIRST_CHARACTER);
    int[] counts = scan.counts();
    for (int c = 0; c < counts.length; c++) {
      out[FIRST_CHARACTER + c] = counts[c];
    }
  }

  /** As {@link #extract}, for a scanned line, into the first columns of an empty row. */
  void extract(LineScan scan, FeatureRow row) {
    computeHead(scan);
    for (int column = 0; column < FIRST_CHARACTER; column++) {
      row.set(column, (float) head[column]);
    }
    int[] counts = scan.counts();
    for (int c = 0; c < counts.length; c++) {
      row.set(FIRST_CHARACTER + c, counts[c]);
    }
  }

  /** Computes all features except the counts of characters. */
  private void computeHead(LineScan scan) {
    int[] counts = scan.counts();
    int length = scan.characters();
    int upper = sum(counts, 'A', 'Z');
    int lower = sum(counts, 'a', 'z');
    int[] others = scan.otherCount() == 0 ? NONE : scan.others();
    for (int i = 0; i < scan.otherCount(); i++) {
      upper += Character.isUpperCase(others[i]) ? 1 : 0;
      lower += Character.isLowerCase(others[i]) ? 1 : 0;
    }
    MarkerAutomaton.Counts markers = scan.markers();
    PathsAndHosts found = scan.pathsAndHosts();
    boolean encoded =
        scan.hasEncodedRuns()
            || markers.of(Marker.ENCODED) > 0
            || markers.of(Marker.OBFUSCATION) > 0;

    int at = 0;
    head[at++] = length;
    head[at++] = entropyBits(length, counts, others, scan.otherCount());
    head[at++] = share(operators(counts), length);
    head[at++] = share(upper, length);
    head[at++] = share(lower, length);
    for (Marker marker : MARKERS) {
      head[at++] = markers.of(marker);
    }
    head[at++] = asNumber(encoded);
    head[at++] = asNumber(found.localPaths() > 1);
    head[at++] = asNumber(found.remoteExecutables() > 0);
    head[at] = asNumber(found.distinctHosts() == 1 && found.localPaths() > 0);
  }

  /**
   * The features of a line by name, in the order of the vector. Characters with count 0 are left
   * out.
   */
  public Map<String, Double> named(String commandLine) {
    double[] values = new double[count()];
    extract(commandLine, values);
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (i < FIRST_CHARACTER || values[i] != 0) {
        named.put(FEATURES.get(i).name(), values[i]);
      }
    }
    return named;
  }

  private static int sum(int[] counts, char first, char last) {
    int sum = 0;
    for (int c = first; c <= last; c++) {
      sum += counts[c];
    }
    return sum;
  }

  private static int operators(int[] counts) {
    return counts['%']
        + counts['*']
        + counts['^']
        + counts['`']
        + counts['/']
        + counts['+']
        + counts['-']
        + counts['=']
        + counts['>'];
  }

  /** Shannon entropy of the line's characters: {@code log2 n - (Σ c·log2 c) / n}. */
  private static double entropyBits(int length, int[] counts, int[] others, int otherCount) {
    if (length == 0) {
      return 0;
    }
    double sum = 0;
    // Two sums, because each addition waits for the addition before it.
    double second = 0;
    for (int c = 0; c < counts.length; c += 2) {
      sum += countTimesLog(counts[c]);
      second += countTimesLog(counts[c + 1]);
    }
    sum += second;
    for (int i = 0; i < otherCount; ) {
      int first = i;
      while (i < otherCount && others[i] == others[first]) {
        i++;
      }
      sum += countTimesLog(i - first);
    }
    return Math.max(0, log2(length) - sum / length);
  }

  private static double countTimesLog(int count) {
    return count < TABLED ? COUNT_TIMES_LOG[count] : count * log2(count);
  }

  private static double log2(int n) {
    return n < TABLED ? LOG[n] : StrictMath.log(n) / LOG_2;
  }

  private static double[] logarithms() {
    double[] table = new double[TABLED];
    for (int n = 1; n < TABLED; n++) {
      table[n] = StrictMath.log(n) / LOG_2;
    }
    return table;
  }

  private static double[] countsTimesLog() {
    double[] table = new double[TABLED];
    for (int count = 1; count < TABLED; count++) {
      table[count] = count * LOG[count];
    }
    return table;
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static double asNumber(boolean test) {
    return test ? 1 : 0;
  }

  private static List<Feature> features() {
    List<Feature> list = new ArrayList<>();
    list.add(new Feature("length", "shape", "characters (Unicode code points) of the line"));
    list.add(new Feature("entropy_bits", "shape", "Shannon entropy of the characters, in bits"));
    list.add(
        new Feature("operator_proportion", "shape", "share of the characters % * ^ ` / + - = >"));
    list.add(new Feature("upper_proportion", "shape", "share of upper-case letters"));
    list.add(new Feature("lower_proportion", "shape", "share of lower-case letters"));
    for (Marker marker : MARKERS) {
      String name = "marker_" + marker.name().toLowerCase(java.util.Locale.ROOT);
      String substrings = String.join("', '", marker.substrings());
      String meaning = marker.meaning() + ": occurrences of '" + substrings + "'";
      list.add(new Feature(name, "marker", meaning));
    }
    list.add(new Feature("test_encoding", "test", "deliberately encoded or encrypted text"));
    list.add(new Feature("test_paths", "test", "more than one valid local file path"));
    list.add(new Feature("test_remote_executable", "test", "a program or script on another host"));
    list.add(new Feature("test_host_and_path", "test", "exactly one host name and a local path"));
    for (int c = 0; c < ASCII; c++) {
      String shown = c > ' ' && c < 127 ? " (" + (char) c + ")" : "";
      String meaning = String.format("occurrences of the character U+%04X%s", c, shown);
      list.add(new Feature(String.format("char_0x%02x", c), "character", meaning));
    }
    return List.copyOf(list);
  }
}
