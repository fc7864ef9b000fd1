package dev.longtail.job.sharding;

import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.RowGroups;
import dev.longtail.training.classify.TreeColumns;
import dev.longtail.training.shards.ShardReader;
import dev.longtail.training.shards.ShardRows;
import dev.longtail.training.shards.ShardSummary;
import dev.longtail.training.shards.TreeWorkers;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.util.Collector;

/**
 * A worker: grows the trees together with its fellow subtasks, from the shard of its rank. The
 * first one writes the trees.
 *
 * <p>It works on a thread of its own, because the task's thread must be free to be cancelled while
 * native code waits for a peer.
 */
final class WorkerFunction extends RichFlatMapFunction<MeetingPlace, Integer> {
  private static final long serialVersionUID = 1L;

  /** Until the worker that failed first has told why: its error is the job's. */
  private static final Duration COURTESY = Duration.ofSeconds(5);

  private final ShardFolder folder;
  private final int workers;
  private final boolean onEmbeddings;
  private final Settings settings;
  private final Duration patience;

  /** {@link BoostingSettings} on their way to the subtasks. */
  record Settings(
      int trees, int depth, double learningRate, double rowShare, double columnShare, long seed)
      implements Serializable {
    static Settings of(BoostingSettings of) {
      return new Settings(
          of.trees(), of.depth(), of.learningRate(), of.rowShare(), of.columnShare(), of.seed());
    }

    BoostingSettings boosting() {
      return new BoostingSettings(trees, depth, learningRate, rowShare, columnShare, seed);
    }
  }

  /**
   * One of several workers.
   *
   * @param folder of the shards
   * @param workers how many there are
   * @param onEmbeddings whether the trees are those on embeddings, or the published ones
   * @param settings of the trees
   * @param patience how long it waits for the others
   */
  WorkerFunction(
      ShardFolder folder,
      int workers,
      boolean onEmbeddings,
      BoostingSettings settings,
      Duration patience) {
    this.folder = folder;
    this.workers = workers;
    this.onEmbeddings = onEmbeddings;
    this.settings = Settings.of(settings);
    this.patience = patience;
  }

  @Override
  public void flatMap(MeetingPlace place, Collector<Integer> out) throws Exception {
    int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    if (subtasks != workers) {
      throw new IllegalStateException(
          "%d workers run where %d are needed at once: Flink has scaled the job (jobmanager.scheduler)"
              .formatted(subtasks, workers));
    }
    int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    AtomicBoolean cancelled = new AtomicBoolean();
    FutureTask<TreeWorkers.Grown> work = new FutureTask<>(() -> grow(task, place, cancelled));
    Thread thread = new Thread(work, "tree worker " + task);
    thread.setDaemon(true);
    thread.setContextClassLoader(getClass().getClassLoader());
    long began = System.nanoTime();
    thread.start();
    try {
      TreeWorkers.Grown grown = work.get();
      if (grown.rank() == 0) {
        folder.writeTrees(grown.json());
      }
      folder.writeReport(
          new ShardFolder.WorkerReport(
              grown.rank(),
              grown.rows(),
              (System.nanoTime() - began) / 1e9,
              ProcessMemory.peakResidentBytes()));
      out.collect(grown.rank());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TreeWorkers.PeerLostException) {
        Thread.sleep(COURTESY.toMillis());
      }
      throw e.getCause() instanceof Exception failure ? failure : e;
    } finally {
      cancelled.set(true);
    }
  }

  private TreeWorkers.Grown grow(int task, MeetingPlace place, AtomicBoolean cancelled)
      throws IOException {
    List<ShardSummary> shards = folder.summaries(workers);
    // The published trees count all rows alike.
    RowGroups.Weigher weigher =
        onEmbeddings ? new RowGroups(ShardSummary.all(shards).groups()).weigher() : row -> 1;
    return TreeWorkers.installed()
        .grow(
            new TreeWorkers.Worker(
                task, new TreeWorkers.Place(place.host(), place.port()), patience, cancelled::get),
            rank -> {
              ShardReader reader = folder.readLines(rank);
              TreeColumns columns =
                  onEmbeddings
                      ? TreeColumns.onEmbeddings(reader.dimensions())
                      : TreeColumns.published();
              return new ShardRows(reader, shards.get(rank).lines(), columns, weigher);
            },
            settings.boosting());
  }
}
