package dev.longtail.detectors.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.LineModel;
import dev.longtail.detectors.window.LineScorer;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.udfs.text.CommandHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowProfileTest {
  private static final List<String> LINES =
      IntStream.range(0, 40).mapToObj(i -> "ls -l /srv/data" + "x".repeat(i)).toList();

  @Test
  void countsEventsByWhetherTheyAreTheFirstOfTheirLine() {
    WindowProfile profile = WindowProfile.of(window("a", "b", "a", "a", "c"), null);
    assertThat(profile.counts(DriftMeasure.UNIQUE_SHARE)).containsExactly(3, 2);
  }

  @Test
  void countsEachWordOfALineOnce() {
    WindowProfile profile = WindowProfile.of(window("copy copy a /tmp/copy", "copy"), null);
    long[] words = profile.counts(DriftMeasure.VOCABULARY);
    assertThat(words[DriftMeasure.binOfToken("copy")]).isEqualTo(2);
    assertThat(words[DriftMeasure.binOfToken("tmp")]).isEqualTo(1);
    assertThat(StabilityIndex.sum(words)).isEqualTo(3);
  }

  @Test
  void aWordHasTwoLettersDigitsOrUnderscores() {
    for (String word : List.of("ls", "**", "_x", "été", "\uD835\uDD38b")) {
      assertThat(DriftMeasure.binOfToken(word)).as(word).isBetween(0, 255);
    }
    for (String none : List.of("a", "*", "--", "://", "\\\"")) {
      assertThat(DriftMeasure.binOfToken(none)).as(none).isEqualTo(-1);
    }
  }

  @Test
  void scoresAreThoseOfThePreviousModel() {
    LineModel previous = LineModel.fit(LINES, new IsolationForestDetector(50, 32), 64, 1).model();
    String[] usual = LINES.toArray(String[]::new);
    assertThat(WindowProfile.of(window(usual), null).counts(DriftMeasure.SCORES)).containsOnly(0);

    long[] scores = WindowProfile.of(window(usual), previous).counts(DriftMeasure.SCORES);
    assertThat(StabilityIndex.sum(scores)).isEqualTo(LINES.size());
    String strange =
        "powershell -enc JABhAD0AMQA7ACQAYgA9ADIA; $x=[Convert]::FromBase64String('A==')";
    long[] score = WindowProfile.of(window(strange), previous).counts(DriftMeasure.SCORES);
    assertThat(score[DriftMeasure.binOfScore(previous.score(strange))]).isEqualTo(1);
  }

  @Test
  void scoresFallIntoBinsOfHalfADeviation() {
    assertThat(DriftMeasure.binOfScore(-100)).isZero();
    assertThat(DriftMeasure.binOfScore(-3.01)).isZero();
    assertThat(DriftMeasure.binOfScore(-3)).isEqualTo(1);
    assertThat(DriftMeasure.binOfScore(0)).isEqualTo(7);
    assertThat(DriftMeasure.binOfScore(0.49)).isEqualTo(7);
    assertThat(DriftMeasure.binOfScore(5.99)).isEqualTo(18);
    assertThat(DriftMeasure.binOfScore(6)).isEqualTo(19);
    assertThat(DriftMeasure.binOfScore(1e9)).isEqualTo(19);
  }

  @Test
  void partsAddUpAndComeBackFromState() throws IOException {
    WindowProfile whole = new WindowProfile(7);
    whole.add(WindowProfile.of(window("ls -l", "ls -l"), null));
    whole.add(WindowProfile.of(window("cat file"), null));
    assertThat(whole.counts(DriftMeasure.UNIQUE_SHARE)).containsExactly(2, 1);

    whole.remember(new WindowDrift(7, DriftMeasure.SCORES, 0.3, 0.1, 6, 1, true));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    whole.write(new DataOutputStream(bytes));
    WindowProfile read =
        WindowProfile.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.window()).isEqualTo(7);
    assertThat(read.index(DriftMeasure.SCORES)).isEqualTo(0.3);
    assertThat(read.copy().index(DriftMeasure.SCORES)).isEqualTo(0.3);
    assertThat(read.index(DriftMeasure.VOCABULARY)).isNaN();
    for (DriftMeasure measure : DriftMeasure.values()) {
      assertThat(read.counts(measure)).isEqualTo(whole.counts(measure));
    }
    WindowProfile copy = whole.copy();
    whole.add(read);
    assertThat(copy.counts(DriftMeasure.UNIQUE_SHARE)).containsExactly(2, 1);
  }

  private static ShardWindow window(String... lines) {
    ShardWindow window = new ShardWindow(7, new ShardWindow.Limits(64, 64, 1024));
    for (String line : lines) {
      window.add(
          new Sighting(CommandHash.of(line), line, "e", 7, "h", "u", "linux", 1),
          LineScorer.INDIFFERENT);
    }
    return window;
  }
}
