package dev.longtail.training.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    assertThat(Axis.categories("day", List.of("only")).scale().share(0)).isZero();
  }
}
