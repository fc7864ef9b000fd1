package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Fingerprint;
import dev.longtail.job.config.Scales;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.io.InputException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** State says under which options it was kept; under others it is refused. */
class LabelledStateTest {
  private static final Fingerprint KEPT = Fingerprint.of(TopologyOptions.DEFAULT);

  @Test
  void underTheSameOptionsItGoesOnAtAnyParallelism() throws Exception {
    OperatorSubtaskState kept = kept();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var route = harness(KEPT, 2, subtask)) {
        route.initializeState(subtask == 0 ? kept : OperatorSubtaskState.builder().build());
        route.open();
      }
    }
  }

  @Test
  void otherShardsEndTheJobAndDoNotRestartIt() throws Exception {
    OperatorSubtaskState kept = kept();
    try (var route = harness(with(Catalogue.SHARDS.name(), "8"), 1, 0)) {
      assertThatThrownBy(() -> route.initializeState(kept))
          .isInstanceOf(SuppressRestartsException.class)
          .cause()
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("job.shards was 4 when the state was kept, and is 8. ")
          .hasMessageContaining("--restore none --fresh");
    }
  }

  @Test
  void stateOfBuildsThatWroteNoneIsTaken() throws Exception {
    OperatorSubtaskState without;
    try (var other =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new Dropping()))) {
      other.open();
      without = other.snapshot(1, 1);
    }
    try (var route = harness(KEPT, 1, 0)) {
      route.initializeState(without);
      route.open();
    }
  }

  @Test
  void whatTheArgumentNeedsIsSetAndItsContraryRefused() {
    Configuration required = new Configuration();
    StateConditions.require(new Configuration(), required);
    assertThat(required.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
    assertThat(required.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(required.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();

    Configuration contrary = new Configuration();
    contrary.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    contrary.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    contrary.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE);
    contrary.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
    assertThatThrownBy(() -> StateConditions.require(contrary, new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("state.backend.type is rocksdb, but this job needs hashmap")
        .hasMessageContaining("execution.checkpointing.unaligned.enabled is true")
        .hasMessageContaining("execution.checkpointing.mode is AT_LEAST_ONCE")
        .hasMessageContaining("state.changelog.enabled is true");
  }

  private static OperatorSubtaskState kept() throws Exception {
    try (var route = harness(KEPT, 1, 0)) {
      route.open();
      return route.snapshot(1, 1);
    }
  }

  private static Fingerprint with(String name, String value) {
    NavigableMap<String, String> values = new TreeMap<>(KEPT.values());
    values.put(name, value);
    return new Fingerprint(Fingerprint.VERSION, values);
  }

  private static OneInputStreamOperatorTestHarness<SourceRecord, Sighting> harness(
      Fingerprint fingerprint, int parallelism, int subtask) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new ProcessOperator<>(
            new RouteFunction(
                TopologyOptions.DEFAULT.events(),
                Scales.FULL,
                new StateLabel(fingerprint, "events/longtail"),
                KeptLines.AS_OBSERVED)),
        2,
        parallelism,
        subtask);
  }

  /** An operator without state. */
  private static final class Dropping extends ProcessFunction<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(String value, Context context, Collector<String> out) {
      // It never gets one.
    }
  }
}
