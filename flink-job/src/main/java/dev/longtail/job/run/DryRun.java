package dev.longtail.job.run;

import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.connect.RecordLinesFormat;
import dev.longtail.job.graph.LongtailTopology;
import dev.longtail.job.graph.Output;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.restore.SavedState;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.job.upgrade.DayResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.InputException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.SerializedThrowable;

/**
 * Runs files of events through a configuration, from saved state, in this JVM. It asks no server
 * and no broker, writes to none of the configuration's places, and leaves the saved state as it is.
 *
 * <p>It is the stream's own graph in streaming mode; at the end of the files all windows close.
 * Only its sources are others: they read the files, and take no positions from the state.
 */
public final class DryRun {
  private final SavedState from;
  private final List<Path> events;
  private final Optional<java.nio.file.Path> truth;
  private final int parallelism;

  /**
   * A dry run.
   *
   * @param from the state to begin with
   * @param input a file or folder of events
   * @param truth a file that answers instead of the labeler; empty: nobody is asked
   * @param parallelism subtasks of each operator
   * @throws InputException if there are no events
   */
  public DryRun(
      SavedState from, Location input, Optional<java.nio.file.Path> truth, int parallelism) {
    this.from = from;
    this.events = StoredFiles.checked(input).files();
    this.truth = truth;
    this.parallelism = parallelism;
  }

  /**
   * What {@code options} make of the events.
   *
   * @throws InputException if the state cannot be used with them
   */
  public DayResult with(LongtailOptions options) {
    try (RememberedOutputs outputs =
        new RememberedOutputs(Output.ANOMALIES, Output.EXEMPLARS, Output.VERDICTS, Output.LATE)) {
      StreamExecutionEnvironment env = LocalFlink.bounded(parallelism);
      Configuration restored = new Configuration();
      restored.set(StateRecoveryOptions.SAVEPOINT_PATH, from.location());
      // The sources of the saved job, and its labeler, have no place here.
      restored.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
      env.configure(restored);
      new LongtailTopology(
              FileSource.forBulkFileFormat(new RecordLinesFormat(), events.toArray(Path[]::new))
                  .build(),
              earlier(options),
              outputs,
              unpaid(options.topology()),
              RuntimeExecutionMode.STREAMING)
          .withNewSources()
          .build(env);
      run(env);
      return new DayResult(
          outputs.lines(Output.ANOMALIES),
          outputs.lines(Output.EXEMPLARS),
          outputs.lines(Output.VERDICTS),
          outputs.lines(Output.LATE).size());
    }
  }

  /**
   * Exemplars of a topic are those of this job and of earlier ones; the registry in the state holds
   * this job's.
   */
  private static Source<String, ?, ?> earlier(LongtailOptions options) {
    return options.earlierExemplars() instanceof LongtailOptions.ExemplarFiles in
        ? EarlierFiles.in(
                in.files().stream().map(Location::new).toList(),
                options.topology().events().windows())
            .source()
        : null;
  }

  /** Nothing is paid, and nothing is scored: detections are not compared. */
  private TopologyOptions unpaid(TopologyOptions options) {
    return options
        .with(
            truth
                .map(
                    file ->
                        LabelerOptions.truth(file).withRules(options.labels().labeler().rules()))
                .orElseGet(LabelerOptions::none),
            false)
        .with(ScoringOptions.NONE);
  }

  private static void run(StreamExecutionEnvironment env) {
    try {
      var unused = env.executeAsync("longtail dry run").getJobExecutionResult().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted", e);
    } catch (ExecutionException e) {
      throw written(e);
    } catch (Exception e) {
      throw new IllegalStateException("the dry run failed", e);
    }
  }

  /** An error that was written for the user is in some cause. */
  private static RuntimeException written(ExecutionException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Throwable one =
          each instanceof SerializedThrowable serialized
              ? serialized.deserializeError(DryRun.class.getClassLoader())
              : each;
      if (one instanceof SuppressRestartsException && one.getCause() != null) {
        one = one.getCause();
      }
      if (one instanceof InputException problem) {
        return problem;
      }
    }
    return new IllegalStateException("the dry run failed", failure);
  }
}
