package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.Canaries;
import dev.longtail.labeler.client.Verdict;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No canary can be admitted, and the rules of the local label server know them all. */
class CanaryListTest {
  static List<String> canaries() {
    return Canaries.BUILT_IN.all();
  }

  @ParameterizedTest
  @MethodSource("canaries")
  void bearsAMarkAndIsCalledMalicious(String canary) {
    assertThat(Vetoes.BUILT_IN.find(canary)).isPresent();
    assertThat(LabelRules.judge(canary).verdict()).isEqualTo(Verdict.MALICIOUS);
  }
}
