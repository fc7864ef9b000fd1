package dev.longtail.job.local;

import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster inside this JVM, for bounded jobs on one machine. */
public final class LocalFlink {
  private LocalFlink() {}

  /** Subtasks where nobody says how many: the processors of this machine, at most 4. */
  public static int usualParallelism() {
    return Math.min(Runtime.getRuntime().availableProcessors(), 4);
  }

  /** For a bounded job with so many subtasks of each operator. */
  public static StreamExecutionEnvironment bounded(int parallelism) {
    Configuration config = new Configuration();
    // Sorting a month by key spills to disk beyond this; the defaults are for tests.
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    // Flink would choose by bytes, and a few anomalies to embed or label are few bytes but long
    // work.
    config.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    String temporary = TemporaryFolder.path().toString();
    config.set(CoreOptions.TMP_DIRS, temporary);
    config.set(WebOptions.TMP_DIR, temporary);
    // A bounded job on one machine that fails once fails again: say so at once.
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
  }
}
