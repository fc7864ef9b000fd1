package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class GeneratorOptionsTest {
  private static final LocalDate NEW_YEAR = LocalDate.of(2025, 1, 1);

  @Test
  void isAJanuaryByDefault() {
    assertThat(GeneratorOptions.defaults()).isEqualTo(new GeneratorOptions(NEW_YEAR, 31, 4000, 1));
    assertThat(GeneratorOptions.defaults().end()).isEqualTo(LocalDate.of(2025, 2, 1));
  }

  @Test
  void refusesWhatCannotBeGenerated() {
    assertThatThrownBy(() -> new GeneratorOptions(NEW_YEAR, 0, 4000, 1))
        .hasMessage("days must be 1 to 366, not 0");
    assertThatThrownBy(() -> new GeneratorOptions(NEW_YEAR, 367, 4000, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new GeneratorOptions(NEW_YEAR, 31, 99, 1))
        .hasMessage("events per day must be 100 to 1000000, not 99");
    assertThatThrownBy(() -> new GeneratorOptions(LocalDate.of(1969, 12, 31), 31, 4000, 1))
        .hasMessageContaining("from must lie in the years 1970 to 9998");
    assertThatThrownBy(() -> new GeneratorOptions(null, 31, 4000, 1))
        .isInstanceOf(NullPointerException.class);
  }
}
