package dev.longtail.detectors.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * The state of one open window in one shard: the hashes of all unique commands, a sample to fit the
 * model on, and a pool of candidates to rank.
 *
 * <p>The pool holds every unique command up to its capacity. Beyond it, the previous window's model
 * scores each new command, and the most anomalous ones stay. {@link BestCandidates} explains why
 * the order of arrival does not matter. In the shard's first window there is no such model, and
 * chance chooses: this is the shard's warm-up. While the previous window is open, {@link PoolCap}
 * bounds the pool.
 *
 * <p>For the reduced scale the window adds up events of commands that may belong to the sample, so
 * that they travel as one sighting when the window closes.
 */
public final class ShardWindow {
  private final long window;
  private final Limits limits;
  private final UniqueSet unique;
  private final BestCandidates sample;
  private final BestCandidates pool;
  private PoolCap cap = new PoolCap();

  /** Null until there is something to add up. */
  private BestCandidates addedUp;

  private long events;
  private long sampled;

  /**
   * Bounds of a shard's memory.
   *
   * @param sample unique commands the detector is fitted on
   * @param pool unique commands that are ranked
   * @param unique unique commands that are remembered one by one; the number beyond is estimated
   */
  public record Limits(int sample, int pool, int unique) implements java.io.Serializable {
    /** Enough for 64 million unique commands over 4 shards, in at most 190 MB a shard. */
    public static final int UNIQUE = 1 << 24;

    /** A smaller limit would make the estimate too inaccurate. */
    public static final int FEWEST_UNIQUE = 1024;

    /** Limits with the default number of remembered commands. */
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
   * @param previous the previous window's model, or {@link LineScorer#INDIFFERENT} if there was
   *     none; null while the previous window is open: until it closes, candidates are kept up to
   *     the cap
   * @return whether the window had seen the command
   */
  public UniqueSet.Novelty add(Sighting sighting, LineScorer previous) {
    events++;
    if (previous != null) {
      cap.lift(pool, unique.unique());
    }
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

  /** Whether a command that was just added may belong to the reduced scale's sample. */
  public boolean mayBelongToSample(long hash, SampleSize size, int shardSize) {
    return size.mayTake(hash, window, shardSize, unique.unique());
  }

  /** Counts {@code more} events as sent on for the sample. */
  public void sentForSample(long more) {
    sampled += more;
  }

  /** Events sent on for the sample. */
  public long sampled() {
    return sampled;
  }

  /**
   * Adds up events of a command that may belong to the sample. Memory is bounded by twice the
   * sample: the sample holds the commands that come first in the order of {@link HashRankSample},
   * so those among them of which an event was given here come first among all such commands.
   */
  public void addUp(Sighting sighting, int shardSize) {
    if (addedUp == null) {
      addedUp = new BestCandidates(shardSize, window);
    }
    if (addedUp.wants(0, sighting.hash())) {
      addedUp.put(sighting, 0);
      if (addedUp.isFull()) {
        addedUp.cut(LineScorer.INDIFFERENT);
      }
    }
  }

  /** What {@link #addUp} has added up: one sighting a command, in the sample's order. */
  public List<Sighting> addedUp() {
    return addedUp == null ? List.of() : addedUp.sample();
  }

  private void addToPool(Sighting sighting, LineScorer previous) {
    if (previous == null) {
      if (!cap.refuses(HashRankSample.rank(sighting.hash(), window))) {
        pool.put(sighting, BestCandidates.UNSCORED);
        cap.makeRoom(pool);
      }
      return;
    }
    if (pool.refuses()) {
      double score = previous.score(sighting.commandLine());
      if (pool.wants(score, sighting.hash())) {
        pool.put(sighting, score);
      }
    } else {
      pool.put(sighting, BestCandidates.UNSCORED);
    }
    if (pool.isFull()) {
      pool.cut(previous);
    }
  }

  /** Cuts the pool to its capacity. May be called at any time; must be called before ranking. */
  public void cut(LineScorer previous) {
    cap.lift(pool, unique.unique());
    pool.cut(previous);
  }

  /** Candidates in the pool now. */
  public int candidates() {
    return pool.size();
  }

  /** Unique command lines left out by chance, because the previous window was still open. */
  public long capped() {
    return cap.leftOut();
  }

  /** Unique command lines that the pool had no room for. */
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

  /** Unique command lines among them; an estimate if {@link #estimated} is not 0. */
  public long unique() {
    return Math.min(events, unique.unique());
  }

  /** Unique command lines beyond the limit; this number is an estimate. */
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

  /** A copy that does not change with this window. */
  public ShardWindow copy() {
    ShardWindow copy = new ShardWindow(window, limits, unique.copy(), sample.copy(), pool.copy());
    copy.events = events;
    copy.sampled = sampled;
    copy.cap = cap.copy();
    copy.addedUp = addedUp == null ? null : addedUp.copy();
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
    cap.write(out);
    out.writeBoolean(addedUp != null);
    if (addedUp != null) {
      out.writeInt(addedUp.capacity());
      addedUp.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ShardWindow read(DataInput in) throws IOException {
    ShardWindow read = readFirst(in);
    read.cap = PoolCap.read(in);
    if (in.readBoolean()) {
      read.addedUp = new BestCandidates(in.readInt(), read.window);
      read.addedUp.readInto(in);
    }
    return read;
  }

  /** Reads the first version: it had neither a cap nor events added up. */
  public static ShardWindow readFirst(DataInput in) throws IOException {
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
