package dev.longtail.job.graph;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTypesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        SourceRecord.class,
        DeadLetter.class,
        LabelRequest.class,
        LabelledRequest.class,
        AdmittedRequest.class
      })
  void travelWithoutKryo(Class<?> type) {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
  }
}
