package dev.longtail.detectors.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReducedDetectorsTest {
  @Test
  void theOrderOfNamesDoesNotMatter() {
    assertThat(ReducedDetectors.of(List.of("pca", "isolation-forest")))
        .isEqualTo(ReducedDetectors.of(List.of("isolation-forest", "pca")))
        .extracting(LineDetector::name)
        .containsExactly("isolation-forest", "pca");
  }

  @Test
  void eachNameIsThereOnce() {
    assertThat(ReducedDetectors.ALL).extracting(LineDetector::name).doesNotHaveDuplicates();
  }

  @Test
  void wrongNamesAreRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ReducedDetectors.of(List.of("k-means")))
        .hasMessageStartingWith("'k-means' is none of isolation-forest, kmeans, pca");
    assertThatThrownBy(() -> ReducedDetectors.of(List.of("pca", "pca")))
        .hasMessage("'pca' is there twice");
    assertThatThrownBy(() -> ReducedDetectors.of(List.of())).hasMessage("no detector");
  }
}
