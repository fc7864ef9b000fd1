package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.Verdict;
import org.junit.jupiter.api.Test;

class JudgedSetTest {
  @Test
  void countsWhatIsAnsweredAndHowOftenBenignIsRight() {
    JudgedSet set = new JudgedSet();
    for (int i = 0; i < 99; i++) {
      set.add(false, Verdict.BENIGN);
    }
    set.add(true, Verdict.BENIGN);
    set.add(true, Verdict.MALICIOUS);
    set.add(false, Verdict.ABSTAINED);
    assertThat(set.lines(false)).isEqualTo(100);
    assertThat(set.count(true, Verdict.BENIGN)).isEqualTo(1);
    assertThat(set.answered()).isEqualTo(101.0 / 102);
    assertThat(set.benignPrecision()).isEqualTo(0.99);
    assertThat(set.benignPrecisionInterval().contains(0.99)).isTrue();
    assertThat(set.text()).contains("answered: 99.0 %", "benign precision: 99.00 %");
  }

  @Test
  void withoutBenignAnswersThereIsNoPrecision() {
    JudgedSet set = new JudgedSet();
    set.add(true, Verdict.ABSTAINED);
    assertThat(set.benignPrecision()).isNaN();
    assertThat(set.text()).doesNotContain("precision");
  }
}
