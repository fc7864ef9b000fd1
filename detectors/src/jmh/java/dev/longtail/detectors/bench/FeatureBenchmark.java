package dev.longtail.detectors.bench;

import dev.longtail.udfs.core.ExpertFeatures;
import dev.longtail.udfs.core.FeatureRow;
import dev.longtail.udfs.core.FullScaleFeatures;
import dev.longtail.udfs.core.TokenVocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The full-scale features of unique lines, with a vocabulary of 1,024 tokens: ours, a bare loop and
 * ordinary Java, in lines a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FeatureBenchmark {
  private static final int LINES = 8192;
  private static final int FITTED = 4096;

  /** Lines shorter than this are left out. */
  @Param({"1", "45"})
  int shortest;

  private List<String> lines;
  private TokenVocabulary vocabulary;
  private FullScaleFeatures features;
  private FeatureRow row;
  private final ExpertFeatures expert = new ExpertFeatures();
  private final double[] expertValues = new double[ExpertFeatures.count()];
  private BareLoop bareLoop;
  private OrdinaryJava ordinaryJava;

  @Setup
  public void setUp() {
    lines = BenchmarkLines.unique(LINES, shortest);
    vocabulary = TokenVocabulary.fit(lines.subList(0, FITTED), TokenVocabulary.SIZE);
    features = new FullScaleFeatures(vocabulary);
    row = new FeatureRow(features.columns());
    bareLoop = new BareLoop(vocabulary);
    ordinaryJava = new OrdinaryJava(vocabulary);
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void fullScale(Blackhole out) {
    for (String line : lines) {
      features.extract(line, row);
      out.consume(row.count());
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void expertOnly(Blackhole out) {
    for (String line : lines) {
      expert.extract(line, expertValues);
      out.consume(expertValues[1]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void bareLoop(Blackhole out) {
    for (String line : lines) {
      out.consume(bareLoop.extract(line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void ordinaryJava(Blackhole out) {
    for (String line : lines) {
      out.consume(ordinaryJava.extract(line));
    }
  }

  /** Lines a second of a fit on 4,096. */
  @Benchmark
  @OperationsPerInvocation(FITTED)
  public TokenVocabulary fitVocabulary() {
    return TokenVocabulary.fit(lines.subList(0, FITTED), TokenVocabulary.SIZE);
  }

  /**
   * What an expert writes by hand for ASCII: one loop with counters and token hashes, a table for
   * the vocabulary, and markers as substrings. It trusts the hashes and has none of the four tests.
   */
  private static final class BareLoop {
    private static final double[] LOG = new double[1 << 18];
    private static final String[] MARKERS = {
      "echo", "replace", " -e ", " -ec ", " -enc ", " -encodedcommand ", "frombase64string(", "\"\"",
      "set", "&&", "for %", ";;", "http", "www.", ".com", "html", "tcp", "udp", "lsass", "samsrv",
      "hklm\\sam", "winlogon", "netlogon", "kerberos.dll", "dump", ".bin", "ntds"
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

    BareLoop(TokenVocabulary vocabulary) {
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
            java.util.stream.IntStream.range(0, MARKERS.length)
                .filter(m -> MARKERS[m].charAt(0) == c)
                .toArray();
      }
      for (int m = 0; m < MARKERS.length; m++) {
        markers[m] = MARKERS[m].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      }
    }

    @SuppressWarnings("deprecation") // the copy an expert takes: one byte a character
    int extract(String line) {
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

  /** What the standard library offers: regular expressions, lower-cased copies and hash maps. */
  private static final class OrdinaryJava {
    private static final Pattern TOKEN = Pattern.compile("\\w+|[^\\w\\s]+");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9+/=]{40,}");
    private static final Pattern PATH = Pattern.compile("(?:[A-Za-z]:\\\\|~/|\\./|/\\w+/)[^\\s\"']*");
    private static final Pattern HOST = Pattern.compile("://([^/\\s:]+)");

    private final Map<String, Integer> numbers = new HashMap<>();
    private final TokenVocabulary vocabulary;

    OrdinaryJava(TokenVocabulary vocabulary) {
      this.vocabulary = vocabulary;
      for (int i = 0; i < vocabulary.size(); i++) {
        numbers.put(vocabulary.token(i), i);
      }
    }

    Map<Integer, Double> extract(String line) {
      Map<Integer, Double> row = new HashMap<>();
      Map<Character, Integer> counts = new HashMap<>();
      int upper = 0;
      int lower = 0;
      for (char c : line.toCharArray()) {
        counts.merge(c, 1, Integer::sum);
        upper += Character.isUpperCase(c) ? 1 : 0;
        lower += Character.isLowerCase(c) ? 1 : 0;
      }
      double entropy = 0;
      for (Map.Entry<Character, Integer> count : counts.entrySet()) {
        double share = (double) count.getValue() / line.length();
        entropy -= share * Math.log(share) / Math.log(2);
        row.put(10 + count.getKey(), (double) count.getValue());
      }
      row.put(0, (double) line.length());
      row.put(1, entropy);
      row.put(2, (double) upper / line.length());
      row.put(3, (double) lower / line.length());
      String folded = line.toLowerCase(Locale.ROOT);
      int markers = 0;
      for (String marker : BareLoop.MARKERS) {
        for (int at = folded.indexOf(marker); at >= 0; at = folded.indexOf(marker, at + 1)) {
          markers++;
        }
      }
      row.put(4, (double) markers);
      row.put(5, ENCODED.matcher(line).find() ? 1.0 : 0.0);
      row.put(6, (double) PATH.matcher(line).results().count());
      row.put(7, (double) HOST.matcher(line).results().count());
      Map<Integer, Integer> terms = new HashMap<>();
      Matcher tokens = TOKEN.matcher(line);
      while (tokens.find()) {
        Integer number = numbers.get(DIGIT.matcher(tokens.group()).replaceAll("*"));
        if (number != null) {
          terms.merge(number, 1, Integer::sum);
        }
      }
      double squares = 0;
      for (Map.Entry<Integer, Integer> term : terms.entrySet()) {
        double weight = term.getValue() * vocabulary.idf(term.getKey());
        squares += weight * weight;
      }
      for (Map.Entry<Integer, Integer> term : terms.entrySet()) {
        double weight = term.getValue() * vocabulary.idf(term.getKey());
        row.put(160 + term.getKey(), weight / Math.sqrt(squares));
        row.put(160 + vocabulary.size() + term.getKey(), 1.0);
      }
      return row;
    }
  }
}
