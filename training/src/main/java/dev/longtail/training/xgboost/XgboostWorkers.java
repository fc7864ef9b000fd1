package dev.longtail.training.xgboost;

import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.SparseRow;
import dev.longtail.training.shards.TreeRows;
import dev.longtail.training.shards.TreeWorkers;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import ml.dmlc.xgboost4j.LabeledPoint;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.Communicator;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * XGBoost's distributed mode: the workers add up histograms of gradients, ring-wise (Chen and
 * Guestrin 2016, section 4.2). Its communicator belongs to a thread, so that one JVM may have
 * several workers.
 *
 * <p>XGBoost gives ranks by host first. Which machine a worker runs on must not decide the trees,
 * because sums of floats depend on their order. So a worker takes the rows of its rank, not of its
 * number.
 *
 * <p>Rows go to native memory in batches of XGBoost's own size; they are never all in the heap.
 */
public final class XgboostWorkers implements TreeWorkers {
  private static final int CONNECTION_TRIES = 3;

  @Override
  public Tracker open(String host, int workers, Duration patience) {
    return new XgboostTracker(host, workers, patience);
  }

  @Override
  public Grown grow(Worker worker, RowsOfRank rowsOfRank, BoostingSettings settings)
      throws IOException {
    join(worker);
    try {
      int rank = Communicator.getRank();
      try (TreeRows rows = rowsOfRank.open(rank)) {
        return grow(worker, rank, rows, settings);
      }
    } catch (XGBoostError e) {
      throw new PeerLostException(
          "worker %d: another worker failed or cannot be reached, or XGBoost refused the rows: %s"
              .formatted(worker.task(), XgboostTracker.reason(e)),
          e);
    } finally {
      leave();
    }
  }

  private static void join(Worker worker) {
    try {
      Communicator.init(
          Map.of(
              "dmlc_tracker_uri", worker.tracker().host(),
              "dmlc_tracker_port", worker.tracker().port(),
              "dmlc_task_id", String.format(Locale.ROOT, "%08d", worker.task()),
              "dmlc_timeout_sec", Math.toIntExact(worker.patience().toSeconds()),
              "dmlc_retry", CONNECTION_TRIES));
    } catch (XGBoostError e) {
      throw new PeerLostException(
          "worker %d cannot join the others at the tracker %s:%d: %s"
              .formatted(
                  worker.task(),
                  worker.tracker().host(),
                  worker.tracker().port(),
                  XgboostTracker.reason(e)),
          e);
    }
  }

  /** The others notice at once, as after a kill: the connections close. */
  private static void leave() {
    try {
      Communicator.shutdown();
    } catch (XGBoostError e) {
      // The others or the tracker are gone: there is nothing to leave.
    }
  }

  private static Grown grow(Worker worker, int rank, TreeRows rows, BoostingSettings settings)
      throws IOException, XGBoostError {
    DMatrix matrix = matrix(rows);
    Booster booster = null;
    try {
      booster = XGBoost.train(matrix, XgboostGrower.parameters(settings), 1, Map.of(), null, null);
      for (int tree = 1; tree < settings.trees(); tree++) {
        if (worker.cancelled().getAsBoolean()) {
          throw new CancellationException("worker " + worker.task() + " is cancelled");
        }
        booster.update(matrix, tree);
      }
      return new Grown(rank, booster.toByteArray("json"), rows.count());
    } finally {
      if (booster != null) {
        booster.dispose();
      }
      matrix.dispose();
    }
  }

  private static DMatrix matrix(TreeRows rows) throws IOException, XGBoostError {
    Points points = new Points(rows);
    DMatrix matrix = new DMatrix(points, null);
    Optional<Exception> failure = points.failure();
    long taken = matrix.rowNum();
    if (failure.isEmpty() && taken == rows.count()) {
      return matrix;
    }
    matrix.dispose();
    if (failure.isEmpty()) {
      throw new IllegalStateException(
          "%,d rows of %,d reached XGBoost".formatted(taken, rows.count()));
    }
    if (failure.get() instanceof IOException e) {
      throw e;
    }
    throw (RuntimeException) failure.get();
  }

  /**
   * The rows in XGBoost's form. A failure ends them and is kept: XGBoost swallows exceptions of
   * iterators, and would train on what it has.
   */
  private static final class Points implements Iterator<LabeledPoint> {
    private static final int NO_GROUP = -1;

    private final TreeRows rows;
    private Optional<TreeRows.Row> next = Optional.empty();
    private boolean ended;
    private Exception failure;

    Points(TreeRows rows) {
      this.rows = rows;
    }

    Optional<Exception> failure() {
      return Optional.ofNullable(failure);
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty() && !ended) {
        try {
          next = rows.next();
          ended = next.isEmpty();
        } catch (IOException | RuntimeException e) {
          failure = e;
          ended = true;
        }
      }
      return next.isPresent();
    }

    @Override
    public LabeledPoint next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      TreeRows.Row row = next.get();
      next = Optional.empty();
      SparseRow features = row.row();
      int[] columns = new int[features.size()];
      float[] values = new float[columns.length];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = features.column(i);
        values[i] = features.value(i);
      }
      return new LabeledPoint(
          row.malicious() ? 1 : 0,
          rows.columns(),
          columns,
          values,
          row.weight(),
          NO_GROUP,
          Float.NaN);
    }
  }
}
