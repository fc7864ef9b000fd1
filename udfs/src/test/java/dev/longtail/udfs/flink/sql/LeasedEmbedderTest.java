package dev.longtail.udfs.flink.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.core.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import java.util.Arrays;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class LeasedEmbedderTest {
  @Test
  void aVectorIsTheCallersAndIsRightWhateverWasForgotten() throws Exception {
    LeasedEmbedder embedder = InstantiationUtil.clone(new LeasedEmbedder(EmbeddingModel.MINILM));
    embedder.open();
    try (SharedEmbedder.Lease lease = SharedEmbedder.lease(EmbeddingModel.MINILM)) {
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
  void closingBeforeOpeningIsHarmless() {
    new LeasedEmbedder(EmbeddingModel.MINILM).close();
  }
}
