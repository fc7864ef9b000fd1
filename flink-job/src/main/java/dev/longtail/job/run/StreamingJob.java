package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.graph.LongtailTopology;
import java.nio.file.Path;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The unbounded job: the topology in streaming mode, with checkpoints. */
public final class StreamingJob {
  /** The job's name on its cluster. */
  public static final String NAME = "longtail";

  private final LongtailOptions options;
  private final Configuration flink;

  /**
   * A job.
   *
   * @param options of the job; with a streaming part
   * @param flinkConf folder with Flink's {@code config.yaml}, or null for Flink's defaults
   * @param restore checkpoint or savepoint to start from, or null to start without state
   */
  public StreamingJob(LongtailOptions options, Path flinkConf, String restore) {
    this.options = options;
    this.flink =
        flinkConf == null
            ? new Configuration()
            : GlobalConfiguration.loadConfiguration(flinkConf.toString());
    LongtailOptions.Checkpoints checkpoints = options.streaming().orElseThrow().checkpoints();
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.directory());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
    options.parallelism().ifPresent(n -> flink.set(CoreOptions.DEFAULT_PARALLELISM, n));
    if (restore != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, restore);
    }
  }

  /** Starts the job, in this JVM or on the cluster that this JVM is a client of. */
  public JobClient start() throws Exception {
    return environment().executeAsync(NAME);
  }

  /** The environment with the job built: of this JVM, or of the cluster that it is a client of. */
  StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    StreamingEnds ends = StreamingEnds.of(options);
    new LongtailTopology(
            ends.events(),
            ends.earlierExemplars(),
            ends.sinks(),
            options.topology(),
            RuntimeExecutionMode.STREAMING)
        .build(env);
    return env;
  }
}
