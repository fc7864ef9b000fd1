package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.FunnelCount;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        Anomaly.class,
        EmbeddedAnomaly.class,
        Exemplar.class,
        FunnelCount.class,
        EarlierExemplar.class,
        NearDuplicate.class,
        ScoredCommand.class,
        ControlInput.class
      })
  void travelWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
