package dev.longtail.job.graph;

import dev.longtail.udfs.io.InputException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/**
 * What a stream's correctness and speed need of Flink's configuration. It is set, and a
 * configuration that says otherwise is refused, because it would be ignored without a word.
 */
final class StateConditions {
  private static final String HEAP = "hashmap";

  private StateConditions() {}

  /**
   * Adds the conditions to {@code required}.
   *
   * @throws InputException naming each key of {@code given} that contradicts one
   */
  static void require(ReadableConfig given, Configuration required) {
    List<String> refused = new ArrayList<>();
    require(
        given,
        required,
        StateBackendOptions.STATE_BACKEND,
        HEAP,
        "a shard's window is one value of megabytes that every event changes in place; another"
            + " backend would read and write all of it for each event",
        refused);
    require(
        given,
        required,
        StateChangelogOptions.ENABLE_STATE_CHANGE_LOG,
        false,
        "a change log would write a shard's whole window for each event",
        refused);
    require(
        given,
        required,
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
        CheckpointingMode.EXACTLY_ONCE,
        "after a restart events would be counted twice",
        refused);
    require(
        given,
        required,
        CheckpointingOptions.ENABLE_UNALIGNED,
        false,
        "all subtasks save one watermark only if the barriers are aligned, and a restored job"
            + " decides by it what is late",
        refused);
    if (!refused.isEmpty()) {
      throw new InputException("Flink's configuration: " + String.join("; ", refused));
    }
  }

  private static <T> void require(
      ReadableConfig given,
      Configuration required,
      ConfigOption<T> option,
      T value,
      String reason,
      List<String> refused) {
    T said = given.getOptional(option).orElse(value);
    if (!said.toString().equalsIgnoreCase(value.toString())) {
      refused.add(
          "%s is %s, but this job needs %s: %s".formatted(option.key(), said, value, reason));
    }
    required.set(option, value);
  }
}
