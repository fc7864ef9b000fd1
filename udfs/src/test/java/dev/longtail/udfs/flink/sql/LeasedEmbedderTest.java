package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import dev.longtail.udfs.testing.SmallModel;
import java.util.Arrays;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LeasedEmbedderTest {
  @Test
  void aVectorIsTheCallersAndIsRightWhateverWasForgotten() throws Exception {
    LeasedEmbedder embedder = InstantiationUtil.clone(new LeasedEmbedder(SmallModel.MODEL));
    embedder.open();
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(SmallModel.MODEL)) {
      float[] expected = lease.get().embed("whoami");
      float[] first = embedder.embed("whoami");
      assertThat(first).isEqualTo(expected);
      Arrays.fill(first, 7);
      assertThat(embedder.embed("whoami")).isEqualTo(expected);
      for (int i = 0; i < LeasedEmbedder.REMEMBERED; i++) {
        embedder.embed("ping host" + i);
      }
      assertThat(embedder.embed("whoami")).isEqualTo(expected);
      assertThat(embedder.embed("ping host9")).isEqualTo(lease.get().embed("ping host9"));
    } finally {
      embedder.close();
      embedder.close();
    }
  }

  @Test
  void aConstantIsEmbeddedOnce() {
    LeasedEmbedder embedder = new LeasedEmbedder(EmbeddingModel.MINILM);
    embedder.open();
    try {
      // As a query calls it: a line, the constant, another line, the constant.
      long lines = 0;
      long constants = 0;
      embedder.embed("the constant");
      for (int i = 0; i < 100; i++) {
        long start = System.nanoTime();
        embedder.embed("ping host" + i);
        long between = System.nanoTime();
        embedder.embed("the constant");
        lines += between - start;
        constants += System.nanoTime() - between;
      }
      // It is a hundredth and less; were it embedded each time, it would be about as much.
      assertThat(constants).isLessThan(lines / 4);
    } finally {
      embedder.close();
    }
  }

  @Test
  void closingBeforeOpeningIsHarmless() {
    new LeasedEmbedder(EmbeddingModel.MINILM).close();
  }
}
