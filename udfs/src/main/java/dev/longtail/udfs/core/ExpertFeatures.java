package dev.longtail.udfs.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The expert features of the full scale (Gelman and Bergeron 2025), computed in one pass over the
 * line: its shape, counts of markers, four tests and a count for each ASCII character.
 *
 * <p>Not thread-safe: an instance keeps its counters from line to line so that a line costs no
 * allocation. Use one instance a thread.
 */
public final class ExpertFeatures {
  private static final Marker[] MARKERS =
      Arrays.stream(Marker.values())
          .filter(marker -> marker != Marker.OBFUSCATION)
          .toArray(Marker[]::new);
  private static final int ASCII = 128;
  private static final double LOG_2 = StrictMath.log(2);
  private static final List<Feature> FEATURES = features();
  private static final int FIRST_CHARACTER = FEATURES.size() - ASCII;
  private static final double[] COUNT_TIMES_LOG = countTimesLog(4096);

  private final int[] ascii = new int[ASCII];
  private final Map<Integer, Integer> others = new HashMap<>();
  private final MarkerAutomaton.Counts markers = new MarkerAutomaton.Counts();
  private final EncodedRuns encodedRuns = new EncodedRuns();
  private final PathsAndHosts pathsAndHosts = new PathsAndHosts();

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
    Arrays.fill(ascii, 0);
    others.clear();
    markers.reset();
    encodedRuns.reset();
    int length = 0;
    int upper = 0;
    int lower = 0;
    for (int i = 0; i < commandLine.length(); i++) {
      char c = commandLine.charAt(i);
      char folded = c;
      length++;
      if (c < ASCII) {
        ascii[c]++;
        if (c >= 'A' && c <= 'Z') {
          folded = (char) (c + ('a' - 'A'));
          upper++;
        } else if (c >= 'a' && c <= 'z') {
          lower++;
        }
      } else {
        int codePoint = commandLine.codePointAt(i);
        others.merge(codePoint, 1, Integer::sum);
        upper += Character.isUpperCase(codePoint) ? 1 : 0;
        lower += Character.isLowerCase(codePoint) ? 1 : 0;
        i += Character.charCount(codePoint) - 1;
      }
      markers.accept(i, folded);
      encodedRuns.accept(c);
    }
    pathsAndHosts.scan(commandLine);

    int at = 0;
    out[at++] = length;
    out[at++] = entropyBits(length);
    out[at++] = share(operators(), length);
    out[at++] = share(upper, length);
    out[at++] = share(lower, length);
    for (Marker marker : MARKERS) {
      out[at++] = markers.of(marker);
    }
    out[at++] = asNumber(isEncoded());
    out[at++] = asNumber(pathsAndHosts.localPaths() > 1);
    out[at++] = asNumber(pathsAndHosts.remoteExecutables() > 0);
    out[at++] = asNumber(pathsAndHosts.distinctHosts() == 1 && pathsAndHosts.localPaths() > 0);
    for (int count : ascii) {
      out[at++] = count;
    }
  }

  /** The features of a line that are not 0, by name, in the order of the vector. */
  public Map<String, Double> named(String commandLine) {
    double[] values = new double[count()];
    extract(commandLine, values);
    Map<String, Double> named = new java.util.LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (i < FIRST_CHARACTER || values[i] != 0) {
        named.put(FEATURES.get(i).name(), values[i]);
      }
    }
    return named;
  }

  private boolean isEncoded() {
    boolean runs = encodedRuns.found();
    return runs || markers.of(Marker.ENCODED) > 0 || markers.of(Marker.OBFUSCATION) > 0;
  }

  private int operators() {
    return ascii['%']
        + ascii['*']
        + ascii['^']
        + ascii['`']
        + ascii['/']
        + ascii['+']
        + ascii['-']
        + ascii['=']
        + ascii['>'];
  }

  /** Shannon entropy of the line's characters: {@code log2 n - (Σ c·log2 c) / n}. */
  private double entropyBits(int length) {
    if (length == 0) {
      return 0;
    }
    double sum = 0;
    for (int count : ascii) {
      sum += countTimesLog(count, COUNT_TIMES_LOG);
    }
    for (int count : others.values()) {
      sum += countTimesLog(count, COUNT_TIMES_LOG);
    }
    return Math.max(0, log2(length) - sum / length);
  }

  private static double countTimesLog(int count, double[] table) {
    return count < table.length ? table[count] : count * log2(count);
  }

  private static double[] countTimesLog(int size) {
    double[] table = new double[size];
    for (int count = 1; count < size; count++) {
      table[count] = count * log2(count);
    }
    return table;
  }

  private static double log2(double x) {
    return StrictMath.log(x) / LOG_2;
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
      String meaning = marker.meaning() + ": occurrences of " + marker.substrings();
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
