package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.StateLabel;
import dev.longtail.job.graph.LongtailTopology;
import dev.longtail.job.upgrade.PlannedJob;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The unbounded job: the topology in streaming mode, with checkpoints. */
public final class StreamingJob {
  /** The job's name on its cluster. */
  public static final String NAME = "longtail";

  private final LongtailOptions options;
  private final Configuration flink;
  private final Consumer<String> say;

  /**
   * A job.
   *
   * @param options of the job; with a streaming part
   * @param flinkConf Flink's own configuration; the options take precedence
   * @param say is told in a sentence what the job begins with
   */
  public StreamingJob(LongtailOptions options, Configuration flinkConf, Consumer<String> say) {
    this.options = options;
    this.say = say;
    this.flink = new Configuration(flinkConf);
    LongtailOptions.Checkpoints checkpoints = options.streaming().orElseThrow().checkpoints();
    flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.directory());
    flink.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, checkpoints.savepoints());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints.interval());
    options.parallelism().ifPresent(n -> flink.set(CoreOptions.DEFAULT_PARALLELISM, n));
  }

  /**
   * Starts the job, in this JVM or on the cluster that this JVM is a client of.
   *
   * @throws dev.longtail.udfs.io.InputException if it must not start from the state that there is,
   *     or not without state
   */
  public JobClient start() throws Exception {
    return environment().executeAsync(NAME);
  }

  /**
   * What a running job says of itself on its cluster, so that nobody takes it for the job of
   * another configuration: whose it is, and where it saves.
   */
  public static Map<String, String> marks(LongtailOptions options) {
    return Map.of(
        "longtail.job",
        StateLabel.of(options).owner(),
        "longtail.checkpoints",
        options.streaming().orElseThrow().checkpoints().directory());
  }

  /** The environment with the job built: of this JVM, or of the cluster that it is a client of. */
  StreamExecutionEnvironment environment() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    ReadableConfig said = env.getConfiguration();
    Beginning beginning =
        new BeginningChoice(options, say)
            .choose(
                said.get(StateRecoveryOptions.SAVEPOINT_PATH),
                HighAvailabilityMode.isHighAvailabilityModeActivated(
                    Configuration.fromMap(said.toMap())));
    if (beginning.restore() != null) {
      Configuration restored = new Configuration();
      restored.set(StateRecoveryOptions.SAVEPOINT_PATH, beginning.restore());
      env.configure(restored);
    }
    Configuration marked = new Configuration();
    Map<String, String> parameters =
        new HashMap<>(said.getOptional(PipelineOptions.GLOBAL_JOB_PARAMETERS).orElse(Map.of()));
    parameters.putAll(marks(options));
    marked.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, parameters);
    env.configure(marked);
    build(env, beginning, StreamingEnds.of(options, beginning.offsets()));
    return env;
  }

  /**
   * What a start would give saved state to. Nothing is started, no saved state is looked for, and
   * no broker is asked.
   *
   * @throws dev.longtail.udfs.io.InputException if Flink's configuration contradicts the job's
   */
  public PlannedJob plan() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
    Beginning first = Beginning.first();
    LongtailOptions.Sink sink = options.streaming().orElseThrow().sink();
    build(env, first, StreamingEnds.of(options, first.offsets()).toLookAt(sink));
    return new PlannedJob(
        StateLabel.of(options),
        flink
            .getOptional(CoreOptions.DEFAULT_PARALLELISM)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        PlannedGraph.operators(env));
  }

  private void build(StreamExecutionEnvironment env, Beginning beginning, StreamingEnds ends) {
    new LongtailTopology(
            ends.events(),
            ends.earlierExemplars(),
            ends.sinks(),
            beginning.applyTo(options.topology()),
            RuntimeExecutionMode.STREAMING)
        .build(env, StateLabel.of(options));
  }
}
