package dev.longtail.job.sharding;

import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.watch.ClusterSlots;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.udfs.io.InputException;
import java.net.URI;
import org.apache.flink.configuration.BatchExecutionOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where the jobs of a run are executed. */
interface FlinkPlace {
  /** An environment whose operators have so many subtasks. */
  StreamExecutionEnvironment environment(int parallelism);

  /**
   * Refuses to start what could never run.
   *
   * @throws InputException if fewer than {@code needed} subtasks can run at once
   */
  void check(int needed);

  /** In this JVM, which makes as many slots as are needed. */
  static FlinkPlace here() {
    return new FlinkPlace() {
      @Override
      public StreamExecutionEnvironment environment(int parallelism) {
        return LocalFlink.bounded(parallelism);
      }

      @Override
      public void check(int needed) {
        // Any number of subtasks runs here at once.
      }
    };
  }

  /** On the cluster whose REST interface is at {@code rest}; it gets our libraries. */
  static FlinkPlace cluster(URI rest) {
    if (rest.getHost() == null || rest.getPort() < 0) {
      throw new InputException(rest + ": write http://HOST:PORT, the cluster's REST interface");
    }
    String[] jars = UserJars.paths();
    return new FlinkPlace() {
      @Override
      public StreamExecutionEnvironment environment(int parallelism) {
        Configuration config = new Configuration();
        config.set(BatchExecutionOptions.ADAPTIVE_AUTO_PARALLELISM_ENABLED, false);
        // A worker that fails once fails again, and the others wait in vain meanwhile.
        config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        config.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        return StreamExecutionEnvironment.createRemoteEnvironment(
            rest.getHost(), rest.getPort(), config, jars);
      }

      @Override
      public void check(int needed) {
        ClusterSlots slots = ClusterSlots.of(new FlinkRest(rest));
        if (slots.free() < needed) {
          throw new InputException(
              "%d subtasks must run at once, and %s has %d free slots of %d; use fewer --workers, or"
                      .formatted(needed, rest, slots.free(), slots.total())
                  + " add TaskManagers");
        }
      }
    };
  }
}
