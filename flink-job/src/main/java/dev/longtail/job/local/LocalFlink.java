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

  /** Default number of subtasks: the processors of this machine, at most 4. */
  public static int usualParallelism() {
    return Math.min(Runtime.getRuntime().availableProcessors(), 4);
  }

  /** An environment for a bounded job with {@code parallelism} subtasks per operator. */
  public static StreamExecutionEnvironment bounded(int parallelism) {
    Configuration config = new Configuration();
    // Beyond this size, sorting a month by key spills to disk; Flink's default is meant for tests.
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(512));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    // Flink would choose the parallelism by bytes, but a few anomalies to embed or label are few
    // bytes and long work.
    config.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
    String temporary = TemporaryFolder.path().toString();
    config.set(CoreOptions.TMP_DIRS, temporary);
    config.set(WebOptions.TMP_DIR, temporary);
    // If a bounded job fails once on one machine, it fails again, so it is not restarted.
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    return StreamExecutionEnvironment.createLocalEnvironment(parallelism, config);
  }
}
