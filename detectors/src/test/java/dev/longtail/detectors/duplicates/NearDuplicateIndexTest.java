package dev.longtail.detectors.duplicates;

import static dev.longtail.detectors.model.Vectors.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.detectors.duplicates.NearDuplicateIndex.Match;
import dev.longtail.detectors.model.Vectors;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearDuplicateIndexTest {
  private static final int DIMENSIONS = 24;
  private static final NearDuplicateRule SHAPES = new NearDuplicateRule(0.8, true);

  /** An exemplar with what the index is told of it. */
  private record Entry(long window, long order, EmbeddedLine line) {}

  /** Lines around few centres, in few shapes and templates, so that everything collides. */
  private static List<Entry> entries(int count, Random random) {
    List<float[]> centres = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      centres.add(Vectors.random(DIMENSIONS, random));
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] centre = centres.get(random.nextInt(centres.size()));
      float[] vector = Vectors.at(0.7 + 0.3 * random.nextDouble(), centre, random);
      EmbeddedLine line = line("line" + i, random.nextInt(count), random.nextInt(4), vector);
      entries.add(new Entry(random.nextInt(6), i, line));
    }
    return entries;
  }

  private static NearDuplicateIndex index(NearDuplicateRule rule, List<Entry> entries) {
    NearDuplicateIndex index = new NearDuplicateIndex(rule);
    entries.forEach(e -> index.add(e.window, e.order, e.line));
    return index;
  }

  /** The definition: compares with every exemplar that the sketches let through. */
  private static Optional<Match> bruteForce(
      NearDuplicateRule rule, List<Entry> entries, EmbeddedLine line, long before) {
    Entry best = null;
    double highest = rule.cosine();
    for (Entry entry : entries) {
      EmbeddedLine other = entry.line;
      if (entry.window >= before || (rule.sameShape() && other.shape() != line.shape())) {
        continue;
      }
      boolean sameTemplate = other.template() == line.template();
      int hamming = 0;
      for (int i = 0; i < HyperplaneSketch.WORDS; i++) {
        hamming += Long.bitCount(other.sketch()[i] ^ line.sketch()[i]);
      }
      // Beyond any cosine, because equal templates come first.
      double cosine = sameTemplate ? 2 : line.cosine(other);
      boolean seen = sameTemplate || hamming <= HyperplaneSketch.bound(rule.cosine());
      boolean earlier =
          best != null
              && (entry.window < best.window
                  || (entry.window == best.window && entry.order < best.order));
      if (seen && (cosine > highest || (best != null && cosine == highest && earlier))) {
        best = entry;
        highest = cosine;
      }
    }
    return Optional.ofNullable(best)
        .map(b -> new Match(b.line.commandLine(), null, 0, b.window))
        .map(m -> new Match(m.commandLine(), null, 0, m.window()));
  }

  private static Optional<Match> withoutCosine(Optional<Match> match) {
    return match.map(m -> new Match(m.commandLine(), null, 0, m.window()));
  }

  @Property(tries = 60)
  void findsWhatComparingWithAllFindsWhateverTheOrder(Any any) {
    long seed = any.number();
    int count = any.between(1, 120);
    Random random = new Random(seed);
    List<Entry> entries = entries(count, random);
    List<Entry> shuffled = new ArrayList<>(entries);
    Collections.shuffle(shuffled, random);
    for (NearDuplicateRule rule : List.of(SHAPES, NearDuplicateRule.PUBLISHED)) {
      NearDuplicateIndex index = index(rule, entries);
      NearDuplicateIndex other = index(rule, shuffled);
      for (Entry query : entries(40, random)) {
        for (long before : new long[] {0, 3, Long.MAX_VALUE}) {
          Optional<Match> found = index.find(query.line, before);
          assertThat(withoutCosine(found)).isEqualTo(bruteForce(rule, entries, query.line, before));
          assertThat(other.find(query.line, before)).isEqualTo(found);
        }
      }
    }
  }

  @Property(tries = 40)
  void forgettingLeavesWhatNeverKnewTheForgotten(Any any) {
    long seed = any.number();
    int from = any.between(0, 6);
    Random random = new Random(seed);
    List<Entry> entries = entries(100, random);
    NearDuplicateIndex forgetful = index(SHAPES, entries);
    forgetful.forgetBefore(from);
    List<Entry> kept = entries.stream().filter(e -> e.window >= from).toList();
    NearDuplicateIndex fresh = index(SHAPES, kept);
    assertThat(forgetful.size()).isEqualTo(kept.size());
    List<Entry> more = entries(30, random);
    for (Entry query : entries(40, random)) {
      assertThat(forgetful.find(query.line)).isEqualTo(fresh.find(query.line));
    }
    more.forEach(e -> forgetful.add(e.window, e.order, e.line));
    more.forEach(e -> fresh.add(e.window, e.order, e.line));
    for (Entry query : more) {
      assertThat(forgetful.find(query.line)).isEqualTo(fresh.find(query.line));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.8, 0.9, 0.97})
  void pairsAtTheThresholdAreRarelyPassedOver(double threshold) {
    Random random = new Random(7);
    NearDuplicateRule rule = new NearDuplicateRule(threshold, false);
    int pairs = 4000;
    int found = 0;
    for (int i = 0; i < pairs; i++) {
      NearDuplicateIndex index = new NearDuplicateIndex(rule);
      float[] vector = Vectors.random(384, random);
      index.add(0, 0, line("exemplar", 1, 0, vector));
      float[] near = Vectors.at(threshold + 1e-5, vector, random);
      found += index.find(line("candidate", 2, 0, near)).isPresent() ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo((int) (pairs * 0.999));
    assertThat(HyperplaneSketch.bound(threshold)).isLessThan(HyperplaneSketch.BITS / 2);
  }

  @Test
  void theBoundIsThatOfTheBinomialDistribution() {
    assertThat(HyperplaneSketch.bound(1)).isZero();
    assertThat(HyperplaneSketch.bound(-1)).isEqualTo(HyperplaneSketch.BITS);
    // Of 256 bits with probability acos(0.9)/pi = 0.1436: mean 36.8, standard deviation 5.6.
    assertThat(HyperplaneSketch.bound(0.9)).isBetween(57, 60);
  }

  @Test
  void anotherShapeIsNoNearDuplicateHoweverNear() {
    float[] vector = Vectors.random(DIMENSIONS, new Random(1));
    EmbeddedLine exemplar = line("exemplar", 1, 10, vector);
    EmbeddedLine sameShape = line("same shape", 2, 10, vector);
    EmbeddedLine otherShape = line("other shape", 1, 11, vector);
    NearDuplicateIndex shapes = new NearDuplicateIndex(SHAPES);
    shapes.add(0, 0, exemplar);
    assertThat(shapes.find(sameShape)).isPresent();
    assertThat(shapes.find(otherShape)).isEmpty();
    NearDuplicateIndex published = new NearDuplicateIndex(NearDuplicateRule.PUBLISHED);
    published.add(0, 0, exemplar);
    assertThat(published.find(otherShape)).contains(new Match("exemplar", MergedBy.TEMPLATE, 1, 0));
  }

  @Test
  void anEqualTemplateComesBeforeANearerVector() {
    Random random = new Random(3);
    float[] vector = Vectors.random(DIMENSIONS, random);
    NearDuplicateIndex index = new NearDuplicateIndex(SHAPES);
    index.add(5, 1, line("later", 1, 0, vector));
    index.add(5, 0, line("earlier", 1, 0, Vectors.random(DIMENSIONS, random)));
    index.add(1, 0, line("near", 2, 0, Vectors.at(0.95, vector, random)));
    assertThat(index.find(line("x", 1, 0, vector)))
        .contains(new Match("earlier", MergedBy.TEMPLATE, 1, 5));
    Match near = index.find(line("x", 1, 0, vector), 5).orElseThrow();
    assertThat(near.commandLine()).isEqualTo("near");
    assertThat(near.cosine()).isCloseTo(0.95, within(1e-6));
    assertThat(index.find(line("x", 1, 0, vector), 1)).isEmpty();
  }

  @Test
  void aCosineAtTheThresholdIsNotGreater() {
    float[] vector = {1, 0};
    NearDuplicateIndex index = new NearDuplicateIndex(new NearDuplicateRule(1, false));
    index.add(0, 0, line("exemplar", 1, 0, vector));
    assertThat(index.find(line("other", 2, 0, vector))).isEmpty();
    assertThat(index.find(line("other", 1, 0, vector))).isPresent();
  }

  @Test
  void vectorsOfAnotherModelAreRefused() {
    NearDuplicateIndex index = new NearDuplicateIndex(SHAPES);
    index.add(0, 0, line("exemplar", 1, 0, new float[] {1, 0}));
    EmbeddedLine other = line("other", 2, 0, new float[] {1, 0, 0});
    assertThatThrownBy(() -> index.add(0, 0, other)).hasMessageContaining("different models");
    assertThatThrownBy(() -> index.find(other)).hasMessageContaining("different models");
  }

  @Test
  void aThresholdIsACosine() {
    for (double wrong : new double[] {-1.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> new NearDuplicateRule(wrong, true))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /**
   * The folder of a program does not keep lines apart; the published rule looks at vectors only.
   */
  @Test
  void aFolderBeforeAProgramDoesNotMatter() {
    EmbeddedLine exemplar =
        EmbeddedLine.of("\"C:\\Windows\\System32\\tasklist.exe\" /v", new float[] {1, 0});
    EmbeddedLine line = EmbeddedLine.of("tasklist /v", new float[] {0, 1});
    NearDuplicateIndex shapes = new NearDuplicateIndex(new NearDuplicateRule(0.8, true));
    shapes.add(0, 0, exemplar);
    assertThat(shapes.find(line).map(NearDuplicateIndex.Match::by)).hasValue(MergedBy.TEMPLATE);
    NearDuplicateIndex published = new NearDuplicateIndex(NearDuplicateRule.PUBLISHED);
    published.add(0, 0, exemplar);
    assertThat(published.find(line)).isEmpty();
  }
}
