package dev.longtail.detectors.flink;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.detectors.core.Exemplar;
import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.KnownExemplar;
import dev.longtail.detectors.core.NearDuplicate;
import dev.longtail.detectors.core.ScoredCommand;
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
        KnownExemplar.class,
        NearDuplicate.class,
        ScoredCommand.class,
        ControlInput.class
      })
  void travelWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
