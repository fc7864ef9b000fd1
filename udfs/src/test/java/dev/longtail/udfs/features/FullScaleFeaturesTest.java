package dev.longtail.udfs.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.management.ThreadMXBean;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullScaleFeaturesTest {
  private static final List<String> WINDOW =
      List.of(
          "curl http://a.example/x1 -o x1",
          "curl http://b.example/y22",
          "ls -l /tmp /tmp",
          "echo hi",
          "Echo hi && echo hi",
          "net user bob /add",
          "curl -o /tmp/x9");

  /** Values of scikit-learn 1.2.1: TfidfVectorizer fitted on the window, transforming the line. */
  @Test
  void tfidfAgreesWithScikitLearn() {
    Map<String, Double> named =
        new FullScaleFeatures(TokenVocabulary.fit(WINDOW, 100))
            .named("curl http://a.example/x7 -o /tmp/x7 zzz");
    Map<String, Double> expected =
        Map.ofEntries(
            Map.entry("-", 0.209065782571),
            Map.entry(".", 0.244588079923),
            Map.entry("/", 0.476999749232),
            Map.entry("://", 0.244588079923),
            Map.entry("a", 0.294653946084),
            Map.entry("curl", 0.209065782571),
            Map.entry("example", 0.244588079923),
            Map.entry("http", 0.244588079923),
            Map.entry("o", 0.244588079923),
            Map.entry("tmp", 0.244588079923),
            Map.entry("x*", 0.489176159847));
    assertThat(named.keySet().stream().filter(name -> name.startsWith("tfidf:")))
        .hasSize(expected.size());
    expected.forEach(
        (token, value) -> {
          assertThat(named.get("tfidf:" + token)).as(token).isCloseTo(value, within(1e-11));
          assertThat(named).containsEntry("token:" + token, 1.0);
        });
  }

  @Property(tries = 200)
  void everyColumnIsWhatADirectComputationGives(Any any) {
    List<String> window = any.list(0, 12, any::text);
    List<String> lines = any.list(0, 4, any::text);
    TokenVocabulary vocabulary = TokenVocabulary.fit(window, 20);
    FullScaleFeatures features = new FullScaleFeatures(vocabulary);
    FeatureRow row = new FeatureRow(features.columns());
    List<String> all = new ArrayList<>(window);
    all.addAll(lines);
    for (String line : all) {
      features.extract(line, row);
      float[] expected = direct(line, window, vocabulary);
      assertThat(row.values()).containsExactly(expected, within(1e-6f));
      int nonZero = 0;
      for (float value : row.values()) {
        nonZero += value != 0 ? 1 : 0;
      }
      assertThat(row.count()).isEqualTo(nonZero);
      for (int i = 0; i < row.count(); i++) {
        assertThat(row.values()[row.column(i)]).isNotZero();
      }
    }
  }

  private static float[] direct(String line, List<String> window, TokenVocabulary vocabulary) {
    double[] expert = new double[ExpertFeatures.count()];
    new ExpertFeatures().extract(line, expert);
    float[] all = new float[expert.length + 2 * vocabulary.size()];
    for (int i = 0; i < expert.length; i++) {
      all[i] = (float) expert[i];
    }
    Map<Integer, Double> weights = new TreeMap<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      String text = vocabulary.token(token);
      long occurrences = Tokens.of(line).stream().filter(text::equals).count();
      long lines = window.stream().filter(other -> Tokens.of(other).contains(text)).count();
      if (occurrences > 0) {
        weights.put(token, occurrences * (Math.log((1.0 + window.size()) / (1.0 + lines)) + 1));
      }
    }
    double norm = Math.sqrt(weights.values().stream().mapToDouble(w -> w * w).sum());
    weights.forEach(
        (token, weight) -> {
          all[expert.length + token] = (float) (weight / norm);
          all[expert.length + vocabulary.size() + token] = 1;
        });
    return all;
  }

  @Test
  void columnsAreNamed() {
    FullScaleFeatures features = new FullScaleFeatures(TokenVocabulary.fit(WINDOW, 2));
    assertThat(features.columns()).isEqualTo(ExpertFeatures.count() + 4);
    int first = ExpertFeatures.count();
    assertThat(features.feature(0)).isEqualTo(ExpertFeatures.describe().get(0));
    assertThat(features.feature(first).name()).isEqualTo("tfidf:/");
    assertThat(features.feature(first).family()).isEqualTo("tfidf");
    assertThat(features.feature(first + 3).name()).isEqualTo("token:-");
    assertThat(features.feature(first + 3).family()).isEqualTo("token");
  }

  @Test
  void withoutAVocabularyThereAreExpertFeaturesOnly() {
    FullScaleFeatures features = new FullScaleFeatures(TokenVocabulary.EMPTY);
    FeatureRow row = new FeatureRow(features.columns());
    features.extract("echo " + (char) 0 + "!", row);
    assertThat(row.values()).hasSize(ExpertFeatures.count());
    assertThat(row.values()[0]).isEqualTo(7);
  }

  @Test
  void aLineOfAsciiCostsNoAllocation() {
    FullScaleFeatures features = new FullScaleFeatures(TokenVocabulary.fit(WINDOW, 1024));
    FeatureRow row = new FeatureRow(features.columns());
    List<String> lines = new ArrayList<>(WINDOW);
    lines.add("powershell -enc " + "QUJDabc1".repeat(20) + " \\\\host\\share\\x.exe C:\\a\\b");
    lines.add("scp admin@backup01:/srv/x ~/y \\x41\\x42 10.1.2.3:80 https://a.example.com/x.sh?q");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    extract(features, row, lines, 1000);
    long before = threads.getThreadAllocatedBytes(thread);
    extract(features, row, lines, 10_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    // 90,000 lines; the measurement itself and compilation may cost the thread some bytes.
    assertThat(allocated).isLessThan(10_000);
  }

  private static void extract(
      FullScaleFeatures features, FeatureRow row, List<String> lines, int times) {
    for (int i = 0; i < times; i++) {
      for (int line = 0; line < lines.size(); line++) {
        features.extract(lines.get(line), row);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b ", "@x", "@ ", "a@b", "%x ", "%x%", "$", "$a", "$a:", "http://", "http://a/", "\\\\a",
            "\\",
        "\\\\", "a/b ", "/", ".", "1.", "ab.c", "&&", "^", " -e", "QUJDabc1/", "0", "é", "\ud83d",
        "\ude00", "😀", "\u0000", "a1_"
      })
  void longLinesTakeLinearTime(String repeated) {
    String line = repeated.repeat((128 << 10) / repeated.length());
    FullScaleFeatures features =
        new FullScaleFeatures(TokenVocabulary.fit(List.of(line, "x"), 1024));
    FeatureRow row = new FeatureRow(features.columns());
    // Ten times 128 KiB; what is quadratic in a line's words takes a minute.
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 10; i++) {
            features.extract(line, row);
          }
        });
    assertThat(row.values()[0]).isEqualTo(line.codePointCount(0, line.length()));
  }

  @Property
  void anyTextHasFiniteFeatures(Any any) {
    String line = any.text();
    FullScaleFeatures features = new FullScaleFeatures(TokenVocabulary.fit(List.of(line), 10));
    FeatureRow row = new FeatureRow(features.columns());
    features.extract(line, row);
    for (float value : row.values()) {
      assertThat(value).isFinite().isNotNegative();
    }
    float[] first = Arrays.copyOf(row.values(), row.values().length);
    features.extract("another line 😀 with http://a.example.com/x.exe", row);
    features.extract(line, row);
    assertThat(row.values()).isEqualTo(first);
  }
}
