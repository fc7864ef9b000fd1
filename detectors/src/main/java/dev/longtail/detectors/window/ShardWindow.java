package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * What one shard knows of one open window: the hashes of all unique commands, a hash-ranked sample
 * of them to fit on, and a pool of candidates to rank.
 *
 * <p>The pool holds every unique command while there are few. Beyond its capacity it keeps those
 * that the previous window's model finds most anomalous; see {@link BestCandidates} for why the
 * order of arrival does not matter. Without a previous model, in the shard's first window, chance
 * keeps them: that is its warm-up.
 */
public final class ShardWindow {
  private final long window;
  private final Limits limits;
  private final UniqueSet unique;
  private final BestCandidates sample;
  private final BestCandidates pool;
  private long events;
  private long sampled;

  /**
   * Bounds of a shard's memory.
   *
   * @param sample unique commands the detector is fitted on
   * @param pool unique commands that are ranked
   * @param unique unique commands that are remembered one by one; the number of more is estimated
   */
  public record Limits(int sample, int pool, int unique) implements java.io.Serializable {
    /** A shard's share of 64 million unique commands over 4 shards, in at most 190 MB. */
    public static final int UNIQUE = 1 << 24;

    /** Fewer would make the estimate of the others a poor one. */
    public static final int FEWEST_UNIQUE = 1024;

    /** With the usual limit of remembered commands. */
    public Limits(int sample, int pool) {
      this(sample, pool, UNIQUE);
    }

    /** Refuses limits under which nothing could be ranked. */
    public Limits {
      require(sample >= 2, "a sample of " + sample + "; at least 2");
      require(pool >= 1, "a pool of " + pool + "; at least 1");
      require(
          unique >= FEWEST_UNIQUE,
          "a limit of " + unique + " unique commands; at least " + FEWEST_UNIQUE);
    }

    private static void require(boolean met, String problem) {
      if (!met) {
        throw new IllegalArgumentException(problem);
      }
    }
  }

  /** An empty window that starts at {@code window}. */
  public ShardWindow(long window, Limits limits) {
    this(
        window,
        limits,
        new UniqueSet(limits.unique),
        new BestCandidates(limits.sample, window),
        new BestCandidates(limits.pool, window));
  }

  private ShardWindow(
      long window, Limits limits, UniqueSet unique, BestCandidates sample, BestCandidates pool) {
    this.window = window;
    this.limits = limits;
    this.unique = unique;
    this.sample = sample;
    this.pool = pool;
  }

  /**
   * Adds one event's command.
   *
   * @param previous the previous window's model, {@link LineScorer#INDIFFERENT} if there was none;
   *     null while that window is open, in which time the pool grows
   * @return what the window knew of the command
   */
  public UniqueSet.Novelty add(Sighting sighting, LineScorer previous) {
    events++;
    UniqueSet.Novelty known = unique.add(sighting.hash());
    if (sample.wants(0, sighting.hash())) {
      sample.put(sighting, 0);
      if (sample.isFull()) {
        sample.cut(LineScorer.INDIFFERENT);
      }
    }
    boolean pooled = known != UniqueSet.Novelty.NEW && pool.merge(sighting);
    if (!pooled && known != UniqueSet.Novelty.REPEATED) {
      addToPool(sighting, previous);
    }
    return known;
  }

  /**
   * Whether a command that was just added may belong to the sample of the reduced scale; counts the
   * event as sampled if so.
   */
  public boolean takes(long hash, SampleSize size, int shardSize) {
    boolean taken = size.mayTake(hash, window, shardSize, unique.unique());
    sampled += taken ? 1 : 0;
    return taken;
  }

  /** Events that {@link #takes} took. */
  public long sampled() {
    return sampled;
  }

  private void addToPool(Sighting sighting, LineScorer previous) {
    if (pool.refuses()) {
      double score = previous.score(sighting.commandLine());
      if (pool.wants(score, sighting.hash())) {
        pool.put(sighting, score);
      }
    } else {
      pool.put(sighting, BestCandidates.UNSCORED);
    }
    if (previous != null && pool.isFull()) {
      pool.cut(previous);
    }
  }

  /** Cuts the pool to its capacity; as often as one likes, at last before the pool is ranked. */
  public void cut(LineScorer previous) {
    pool.cut(previous);
  }

  /** Different command lines that the pool had no room for. */
  public long leftOut() {
    return pool.refuses() ? Math.max(0, unique() - pool.size()) : 0;
  }

  /** Start of the window. */
  public long window() {
    return window;
  }

  /** Events added. */
  public long events() {
    return events;
  }

  /** Different command lines among them; an estimate if {@link #estimated} is not 0. */
  public long unique() {
    return Math.min(events, unique.unique());
  }

  /** How many of the different command lines were beyond the limit and thus only estimated. */
  public long estimated() {
    return unique.notKept();
  }

  /** The sample to fit on, in its order. */
  public List<Sighting> sample() {
    return sample.sample();
  }

  /** The candidates to rank, in no order. */
  public Collection<Sighting> pool() {
    return pool.candidates();
  }

  /** Another that does not change with this one. */
  public ShardWindow copy() {
    ShardWindow copy = new ShardWindow(window, limits, unique.copy(), sample.copy(), pool.copy());
    copy.events = events;
    copy.sampled = sampled;
    return copy;
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(window);
    out.writeInt(limits.sample);
    out.writeInt(limits.pool);
    out.writeInt(limits.unique);
    out.writeLong(events);
    out.writeLong(sampled);
    unique.write(out);
    sample.write(out);
    pool.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static ShardWindow read(DataInput in) throws IOException {
    long window = in.readLong();
    Limits limits = new Limits(in.readInt(), in.readInt(), in.readInt());
    long events = in.readLong();
    long sampled = in.readLong();
    ShardWindow read =
        new ShardWindow(
            window,
            limits,
            UniqueSet.read(in),
            new BestCandidates(limits.sample, window),
            new BestCandidates(limits.pool, window));
    read.events = events;
    read.sampled = sampled;
    read.sample.readInto(in);
    read.pool.readInto(in);
    return read;
  }
}
