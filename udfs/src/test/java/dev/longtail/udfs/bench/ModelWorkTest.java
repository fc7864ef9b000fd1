package dev.longtail.udfs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ModelWorkTest {
  @Test
  void countsTheProductsOfTheModelThatComesAlong() throws IOException {
    try (InputStream graph = EmbeddingModel.open(EmbeddingModel.MINILM.graph())) {
      ModelWork work = ModelWork.count(graph.readAllBytes(), 384);
      // Six layers of 384 components: 12 l h^2, and two products of attention a layer.
      assertThat(work.perToken()).isEqualTo(12L * 6 * 384 * 384);
      assertThat(work.perPair()).isEqualTo(2L * 6 * 384);
      assertThat(work.of(10)).isEqualTo(10.0 * work.perToken() + 100.0 * work.perPair());
    }
  }
}
