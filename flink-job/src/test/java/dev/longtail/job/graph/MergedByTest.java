package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MergedByTest {
  @Test
  void theTemplateDecidesWhereItIsEqual() {
    assertThat(MergedBy.of("kill -9 4711", "kill -9 42")).isEqualTo(MergedBy.TEMPLATE);
    assertThat(MergedBy.of("tar -xf notes.tar", "tar -xf drafts.tar")).isEqualTo(MergedBy.COSINE);
  }
}
