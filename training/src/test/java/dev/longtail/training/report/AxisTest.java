package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  @Test
  void shareGoesUpInFiveSteps() {
    Axis axis = Axis.share("false positive rate", 0.2);
    assertThat(axis.ticks())
        .extracting(Axis.Tick::label)
        .containsExactly("0 %", "4 %", "8 %", "12 %", "16 %", "20 %");
    assertThat(axis.scale().share(0.1)).isEqualTo(0.5);
  }

  @Test
  void logarithmicEndsAtThePowerOfTenAbove() {
    Axis axis = Axis.logarithmic("count", 130_189);
    assertThat(axis.ticks())
        .extracting(Axis.Tick::label)
        .containsExactly("1", "10", "100", "1k", "10k", "100k", "1M");
    assertThat(axis.scale().share(1000)).isEqualTo(0.5);
    assertThat(axis.scale().share(0)).isZero();
    assertThat(Axis.logarithmic("count", 0).ticks()).hasSize(2);
  }

  @Test
  void categoriesStayReadable() {
    List<String> month = Collections.nCopies(31, "day");
    assertThat(Axis.categories("day", month).ticks()).hasSizeBetween(5, 8);
    assertThat(Axis.categories("day", List.of("only")).scale().share(0)).isEqualTo(0.5);
    // Beside each other long names need more room than there is for seven.
    List<String> longNames = Collections.nCopies(31, "2025-01-01 12:00");
    assertThat(Axis.categories("window", longNames).ticks()).hasSizeBetween(2, 3);
    assertThat(Axis.categories("window", longNames).scale().share(30)).isOne();
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,1", "7,7", "9300,10000", "5968,6000", "10,10", "11,12", "2000000,2000000"})
  void linearEndsAtARoundNumberNotBelow(double max, double end) {
    Axis axis = Axis.linear("count", max);
    assertThat(axis.scale().share(0)).isZero();
    assertThat(axis.scale().share(end)).isEqualTo(1);
    assertThat(axis.ticks().get(axis.ticks().size() - 1).value()).isEqualTo(end);
    assertThat(axis.ticks()).hasSizeBetween(2, 11);
    assertThat(axis.ticks()).extracting(Axis.Tick::label).doesNotHaveDuplicates();
  }

  @Test
  void spansWholeHundredthsBetweenTwoShares() {
    Axis axis = Axis.between("AUC", 0.6733, 0.9015);
    assertThat(axis.ticks()).extracting(Axis.Tick::label).startsWith("0.67", "0.71").hasSize(7);
    assertThat(axis.scale().share(0.67)).isZero();
    assertThat(axis.scale().share(0.91)).isEqualTo(1);
    assertThat(Axis.between("AUC", 0.5, 0.5).ticks()).hasSizeGreaterThan(1);
  }
}
