package dev.longtail.detectors.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private final List<MeasuredPair> pairs = new ArrayList<>();

  private void add(int count, boolean duplicate, boolean template, boolean shape, double cosine) {
    for (int i = 0; i < count; i++) {
      String kind = duplicate ? "number" : shape ? "same-tool" : "flag-swap";
      pairs.add(new MeasuredPair(kind, duplicate, template, shape, cosine));
    }
  }

  @Test
  void theThresholdLiesAtTheFirstFalseMergeTooMany() {
    add(200, true, false, true, 0.9);
    add(100, true, false, true, 0.7);
    add(900, false, false, false, 0.99);
    add(95, false, false, true, 0.3);
    // With 1,000 others 1 % allows 4 false merges: the interval of 5 ends at 0.01048.
    add(4, false, false, true, 0.88);
    add(1, false, false, true, 0.75123);
    Calibration found = Calibration.of(pairs, 0.01);
    assertThat(found.cosine()).isEqualTo(0.7513);
    assertThat(found.falseMerges()).isEqualTo(4);
    assertThat(found.falseMergesUpper()).isCloseTo(0.00913, within(1e-5));
    assertThat(found.kinds())
        .containsExactly(
            new Calibration.Kind("number", true, 300, 200, 200, 200),
            new Calibration.Kind("flag-swap", false, 900, 0, 0, 900),
            new Calibration.Kind("same-tool", false, 100, 4, 4, 4));
  }

  @Test
  void equalCosinesAreMergedAllOrNone() {
    add(100, true, false, true, 0.9);
    add(990, false, false, false, 0.99);
    add(10, false, false, true, 0.8);
    Calibration found = Calibration.of(pairs, 0.01);
    assertThat(found.cosine()).isEqualTo(0.8);
    assertThat(found.falseMerges()).isZero();
  }

  @Test
  void withoutAnyRiskItIsTheLowestThatIsSearched() {
    add(100, true, false, true, 0.9);
    add(1000, false, false, false, 0.99);
    assertThat(Calibration.of(pairs, 0.01).cosine()).isEqualTo(Calibration.LOWEST);
  }

  @Test
  void equalTemplatesMergeAtAnyThreshold() {
    add(100, true, true, true, 0.2);
    add(996, false, false, false, 0.2);
    add(4, false, true, true, 0.2);
    assertThat(Calibration.of(pairs, 0.01).falseMerges()).isEqualTo(4);
    add(10, false, true, true, 0.2);
    assertThatThrownBy(() -> Calibration.of(pairs, 0.01))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("14 of 1,010 pairs")
        .hasMessageContaining("at any threshold");
  }

  @Test
  void tooFewPairsAreRefused() {
    add(100, true, false, true, 0.9);
    add(298, false, false, false, 0.1);
    assertThatThrownBy(() -> Calibration.of(pairs, 0.01))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("298 pairs")
        .hasMessageContaining("at least 299");
    add(1, false, false, false, 0.1);
    assertThat(Calibration.of(pairs, 0.01).falseMergesUpper()).isLessThanOrEqualTo(0.01);
    pairs.remove(0);
    assertThatThrownBy(() -> Calibration.of(pairs, 0.01))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("99 pairs of near-duplicates");
    assertThatThrownBy(() -> Calibration.of(pairs, 0)).hasMessageContaining("e.g. 0.01");
  }

  /** One step lower would break the limit, unless it is the lowest that is searched. */
  @Property(tries = 50)
  void noLowerThresholdWouldDo(Any any) {
    long seed = any.number();
    Random random = new Random(seed);
    pairs.clear();
    add(100, true, false, true, 0.9);
    for (int i = 0; i < 600; i++) {
      add(1, false, random.nextInt(400) == 0, random.nextInt(5) == 0, random.nextDouble());
    }
    Calibration found;
    try {
      found = Calibration.of(pairs, 0.02);
    } catch (InputException equalTemplates) {
      assertThat(equalTemplates).hasMessageContaining("at any threshold");
      return;
    }
    assertThat(found.falseMergesUpper()).isLessThanOrEqualTo(0.02);
    if (found.cosine() > Calibration.LOWEST) {
      NearDuplicateRule lower = new NearDuplicateRule(found.cosine() - 1e-4, true);
      long more = pairs.stream().filter(pair -> !pair.duplicate() && pair.merged(lower)).count();
      // Of 600 with a limit of 0.02 at most 6: the interval of 7 ends at 0.0218.
      assertThat(more).isGreaterThanOrEqualTo(7);
    }
  }
}
