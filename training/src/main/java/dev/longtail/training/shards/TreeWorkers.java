package dev.longtail.training.shards;

import dev.longtail.training.classify.BoostingSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;

/**
 * Grows boosted trees with several workers, each of which sees its own rows alone. The workers meet
 * at a tracker, tell one another sums over their rows, and so grow the same trees in lock-step.
 */
public interface TreeWorkers {
  /**
   * Opens a tracker.
   *
   * @param host address of this machine at which the workers reach it
   * @param workers how many will come
   * @param patience how long it waits for all of them
   * @throws IllegalStateException if it cannot listen there
   */
  Tracker open(String host, int workers, Duration patience);

  /** Where workers meet. */
  interface Tracker extends AutoCloseable {
    /** Where the workers find it. */
    Place place();

    /**
     * Waits until all workers have come and gone.
     *
     * @return whether they have, within {@code wait}
     * @throws PeerLostException if they did not all come within the tracker's patience
     */
    boolean await(Duration wait) throws InterruptedException;

    @Override
    void close();
  }

  /**
   * The address of a tracker.
   *
   * @param host a host
   * @param port a port of it
   */
  record Place(String host, int port) {}

  /**
   * One of the workers.
   *
   * @param task its number, from 0
   * @param tracker where the workers meet
   * @param patience how long it waits for the others, at the tracker and at each sum
   * @param cancelled asked between two trees; a cancelled worker gives up
   */
  record Worker(int task, Place tracker, Duration patience, BooleanSupplier cancelled) {}

  /** Opens the rows of a worker by its rank. */
  @FunctionalInterface
  interface RowsOfRank {
    TreeRows open(int rank) throws IOException;
  }

  /**
   * What a worker has grown.
   *
   * @param rank among the workers, from 0; the tracker gives it
   * @param json the trees, in XGBoost's own JSON; the same for all workers
   * @param rows that this worker saw
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
  record Grown(int rank, byte[] json, long rows) {}

  /**
   * Grows trees together with the other workers. It blocks until all trees are grown, and is to be
   * called on a thread of its own: two workers of one JVM are two threads. Rows, ranks and settings
   * decide the trees, byte for byte, and not which machine has which rank.
   *
   * @throws PeerLostException if another worker failed or cannot be reached
   * @throws IOException if the rows cannot be read
   */
  Grown grow(Worker worker, RowsOfRank rows, BoostingSettings settings) throws IOException;

  /** Another worker failed or cannot be reached: its own error says why, not this one. */
  final class PeerLostException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** With what was noticed. */
    public PeerLostException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The implementation on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static TreeWorkers installed() {
    return ServiceLoader.load(TreeWorkers.class, TreeWorkers.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no trees can be grown without XGBoost"));
  }
}
