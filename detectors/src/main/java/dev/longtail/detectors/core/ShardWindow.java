package dev.longtail.detectors.core;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one shard knows of one open window: the hashes of all unique commands, a hash-ranked sample
 * of them to fit on, and a pool of candidates to rank.
 *
 * <p>The pool holds every unique command while there are few. Beyond its capacity {@link #prune}
 * keeps those that the previous window's model finds most anomalous; which these are does not
 * depend on the order of arrival nor on how often it is pruned in between, because the best n of a
 * set are among the best n of every subset that holds them.
 */
public final class ShardWindow {
  private static final int VERSION = 1;

  private final long window;
  private final Limits limits;
  private final UniqueSet unique;
  private final Map<Long, Candidate> sample;
  private final Map<Long, Candidate> pool;
  private long events;

  /**
   * Bounds of a shard's memory.
   *
   * @param sample unique commands the detector is fitted on
   * @param pool unique commands that are ranked
   */
  public record Limits(int sample, int pool) implements java.io.Serializable {
    /** Refuses limits under which nothing could be ranked. */
    public Limits {
      if (sample < 2 || pool < 1) {
        throw new IllegalArgumentException("sample of " + sample + ", pool of " + pool);
      }
    }
  }

  /** An empty window that starts at {@code window}. */
  public ShardWindow(long window, Limits limits) {
    this(window, limits, new UniqueSet(), new HashMap<>(), new HashMap<>(), 0);
  }

  private ShardWindow(
      long window,
      Limits limits,
      UniqueSet unique,
      Map<Long, Candidate> sample,
      Map<Long, Candidate> pool,
      long events) {
    this.window = window;
    this.limits = limits;
    this.unique = unique;
    this.sample = sample;
    this.pool = pool;
    this.events = events;
  }

  /** Adds one event's command. */
  public void add(Candidate sighting) {
    events++;
    if (unique.add(sighting.hash())) {
      pool.put(sighting.hash(), sighting);
      sample.put(sighting.hash(), sighting);
      if (sample.size() >= 2 * limits.sample) {
        retain(sample, HashRankSample.first(sample.values(), limits.sample, window));
      }
    } else {
      pool.computeIfPresent(sighting.hash(), (hash, known) -> known.merge(sighting));
      sample.computeIfPresent(sighting.hash(), (hash, known) -> known.merge(sighting));
    }
  }

  /** Whether the pool holds twice its capacity, so that it is worth pruning. */
  public boolean wantsPruning() {
    return pool.size() >= 2L * limits.pool;
  }

  /**
   * Cuts the pool to its capacity.
   *
   * @param anomaly how anomalous a command line is to the model of the last window before this one;
   *     constant where there is none, so that a random sample remains
   */
  public void prune(ToDoubleFunction<String> anomaly) {
    if (pool.size() <= limits.pool) {
      return;
    }
    Map<Long, Double> scores = new HashMap<>();
    pool.forEach(
        (hash, candidate) -> scores.put(hash, anomaly.applyAsDouble(candidate.commandLine())));
    retain(
        pool,
        HashRankSample.smallest(
            pool.values(),
            limits.pool,
            Comparator.comparingDouble((Candidate c) -> -scores.get(c.hash()))
                .thenComparing(HashRankSample.order(window))));
  }

  private static void retain(Map<Long, Candidate> map, List<Candidate> kept) {
    map.clear();
    kept.forEach(candidate -> map.put(candidate.hash(), candidate));
  }

  /** Events added. */
  public long events() {
    return events;
  }

  /** Different command lines among them. */
  public long unique() {
    return unique.size();
  }

  /** The sample to fit on, in its order. */
  public List<Candidate> sample() {
    return HashRankSample.first(sample.values(), limits.sample, window);
  }

  /** The candidates to rank, in no order. */
  public Collection<Candidate> pool() {
    return pool.values();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(VERSION);
    out.writeLong(window);
    out.writeInt(limits.sample);
    out.writeInt(limits.pool);
    out.writeLong(events);
    unique.write(out);
    write(sample.values(), out);
    write(pool.values(), out);
  }

  static ShardWindow read(DataInput in) throws IOException {
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("state of a shard's window in version " + version);
    }
    long window = in.readLong();
    Limits limits = new Limits(in.readInt(), in.readInt());
    long events = in.readLong();
    return new ShardWindow(window, limits, UniqueSet.read(in), readMap(in), readMap(in), events);
  }

  private static void write(Collection<Candidate> candidates, DataOutput out) throws IOException {
    out.writeInt(candidates.size());
    for (Candidate candidate : candidates) {
      CandidateMapper.write(candidate, out);
    }
  }

  private static Map<Long, Candidate> readMap(DataInput in) throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      candidates.add(CandidateMapper.read(in));
    }
    Map<Long, Candidate> map = new HashMap<>();
    retain(map, candidates);
    return map;
  }
}
