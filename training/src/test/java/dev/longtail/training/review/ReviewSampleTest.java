package dev.longtail.training.review;

import static dev.longtail.training.review.Samples.ABSTAINED;
import static dev.longtail.training.review.Samples.ADMITTED;
import static dev.longtail.training.review.Samples.MALICIOUS;
import static dev.longtail.training.review.Samples.VETOED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewSampleTest {
  private static final List<JudgedLine> LINES =
      Samples.all(
          Samples.lines(ADMITTED, 1000),
          Samples.lines(MALICIOUS, 50),
          Samples.lines(VETOED, 2),
          Samples.lines(ABSTAINED, 400));

  @TempDir private Path folder;

  private static Map<Stratum, Integer> counts(ReviewSample sample) {
    Map<Stratum, Integer> counts = new HashMap<>();
    sample.items().forEach(item -> counts.merge(item.stratum(), 1, Integer::sum));
    return counts;
  }

  @Test
  void isTheSameInWhateverOrderTheLinesCome() {
    List<JudgedLine> shuffled = Samples.all(LINES);
    Collections.shuffle(shuffled, new Random(7));
    ReviewSample sample = ReviewSample.draw(LINES, 100, 1);
    assertThat(SampleFile.text(ReviewSample.draw(shuffled, 100, 1)))
        .isEqualTo(SampleFile.text(sample));
    assertThat(ReviewSample.draw(LINES, 100, 2).id()).isNotEqualTo(sample.id());
    assertThat(ReviewSample.draw(LINES, 101, 1).id()).isNotEqualTo(sample.id());
  }

  @Test
  void hasEveryStratumAndHalfOfItIsAdmitted() {
    ReviewSample sample = ReviewSample.draw(LINES, 100, 1);
    Map<Stratum, Integer> counts = counts(sample);
    assertThat(sample.items()).hasSize(100);
    assertThat(counts.keySet()).containsExactlyInAnyOrder(ADMITTED, MALICIOUS, VETOED, ABSTAINED);
    assertThat(counts.get(ADMITTED)).isBetween(48, 52);
    assertThat(counts.get(ABSTAINED)).isBetween(10, 14);
    assertThat(counts.get(VETOED)).as("all of a small one").isEqualTo(2);
  }

  @Test
  void weightsAddUpToThePopulation() {
    ReviewSample sample = ReviewSample.draw(LINES, 100, 1);
    assertThat(sample.items().stream().mapToDouble(SampleItem::weight).sum())
        .isCloseTo(LINES.size(), within(1e-9));
  }

  @Test
  void aSmallSampleStillHasALineOfEach() {
    assertThat(counts(ReviewSample.draw(LINES, 1, 1)).values()).containsOnly(1).hasSize(4);
  }

  @Test
  void aLargeSampleIsEverything() {
    assertThat(ReviewSample.draw(LINES, 10_000, 1).items()).hasSize(LINES.size());
  }

  @Test
  void aLargerSampleBeginsWithTheSmaller() {
    List<JudgedLine> one = Samples.lines(ADMITTED, 500);
    List<String> small =
        ReviewSample.draw(one, 20, 1).items().stream().map(SampleItem::item).toList();
    List<String> large =
        ReviewSample.draw(one, 80, 1).items().stream().map(SampleItem::item).toList();
    assertThat(large.subList(0, 20)).isEqualTo(small);
  }

  @Test
  void everyLineIsDrawnAsOftenAsAnother() {
    List<JudgedLine> ten = Samples.lines(ADMITTED, 10);
    Map<String, Integer> drawn = new HashMap<>();
    for (int seed = 0; seed < 3000; seed++) {
      ReviewSample.draw(ten, 3, seed)
          .items()
          .forEach(item -> drawn.merge(item.item(), 1, Integer::sum));
    }
    // 900 expected, standard deviation 25.
    assertThat(drawn.values()).hasSize(10).allSatisfy(n -> assertThat(n).isBetween(780, 1020));
  }

  @Test
  void theFileIsReadAsItWasWritten() throws IOException {
    ReviewSample sample = ReviewSample.draw(LINES, 60, 1);
    Path file = Files.writeString(folder.resolve("sample.jsonl"), SampleFile.text(sample));
    assertThat(SampleFile.read(file)).isEqualTo(sample);
  }

  @Test
  void aFileThatWasCutIsRefused() throws IOException {
    String text = SampleFile.text(ReviewSample.draw(LINES, 60, 1));
    int first = text.indexOf('\n') + 1;
    Path cut = Files.writeString(folder.resolve("cut.jsonl"), text.substring(first));
    assertThatThrownBy(() -> SampleFile.read(cut))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cut.jsonl: field \"stratum_sampled\"");
    Path twice = Files.writeString(folder.resolve("twice.jsonl"), text + text.substring(0, first));
    assertThatThrownBy(() -> SampleFile.read(twice))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("twice.jsonl:61: field \"item\" is that of");
    Path other =
        Files.writeString(
            folder.resolve("other.jsonl"), text + SampleFile.text(ReviewSample.draw(LINES, 60, 2)));
    assertThatThrownBy(() -> SampleFile.read(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("other.jsonl:61: field \"sample\"");
  }
}
