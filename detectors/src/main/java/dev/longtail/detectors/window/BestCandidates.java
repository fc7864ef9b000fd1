package dev.longtail.detectors.window;

import com.carrotsearch.hppc.LongObjectHashMap;
import com.carrotsearch.hppc.cursors.LongCursor;
import com.carrotsearch.hppc.cursors.LongObjectCursor;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The best of a window's unique commands: those with the highest scores. Equal scores are ordered
 * by {@link HashRankSample}. If all scores are equal, the result is a uniform sample.
 *
 * <p>The set grows to twice its capacity and is then cut to its capacity. After a cut it refuses
 * every command that is worse than the worst one left. The final commands do not depend on the
 * order of arrival or on the times of the cuts: the best n of a set are among the best n of every
 * subset that holds them, so a command of the final set was never refused.
 */
final class BestCandidates {
  /** The score of a command that was not scored yet. */
  static final double UNSCORED = Double.NaN;

  private static final class Entry {
    private Sighting candidate;
    private double score;

    private Entry(Sighting candidate, double score) {
      this.candidate = candidate;
      this.score = score;
    }
  }

  private final int capacity;
  private final long window;
  private final LongObjectHashMap<Entry> entries = new LongObjectHashMap<>();
  private boolean refuses;
  private double worstScore;
  private long worstRank;

  BestCandidates(int capacity, long window) {
    this.capacity = capacity;
    this.window = window;
  }

  /** Whether the set would keep a command of this score now. */
  boolean wants(double score, long hash) {
    return !refuses
        || score > worstScore
        || (score == worstScore && HashRankSample.rank(hash, window) <= worstRank);
  }

  /** Adds a sighting and merges it with earlier sightings of the same command. */
  void put(Sighting sighting, double score) {
    int index = entries.indexOf(sighting.hash());
    if (index < 0) {
      entries.indexInsert(index, sighting.hash(), new Entry(sighting, score));
    } else {
      Entry known = entries.indexGet(index);
      known.candidate = known.candidate.merge(sighting);
    }
  }

  /** Merges a sighting into its command, if the set holds the command; returns whether it does. */
  boolean merge(Sighting sighting) {
    Entry known = entries.get(sighting.hash());
    if (known != null) {
      known.candidate = known.candidate.merge(sighting);
    }
    return known != null;
  }

  /**
   * Keeps the {@code count} commands that come first in the order of {@link HashRankSample},
   * whatever their scores.
   *
   * @return the last rank kept
   */
  long keepFirst(int count) {
    long[] ranks = new long[entries.size()];
    int i = 0;
    for (LongCursor hash : entries.keys()) {
      ranks[i++] = HashRankSample.rank(hash.value, window);
    }
    Arrays.sort(ranks);
    long last = ranks[Math.min(count, ranks.length) - 1];
    var unused = entries.removeAll(hash -> HashRankSample.rank(hash, window) > last);
    return last;
  }

  /** Whether the set holds the command. */
  boolean holds(long hash) {
    return entries.containsKey(hash);
  }

  int capacity() {
    return capacity;
  }

  int size() {
    return entries.size();
  }

  /** Whether the set was cut: from then on a command needs a score before it is added. */
  boolean refuses() {
    return refuses;
  }

  boolean isFull() {
    return entries.size() >= 2L * capacity;
  }

  /** Cuts the set to its capacity. Commands without a score get one first. */
  void cut(LineScorer scorer) {
    if (entries.size() <= capacity) {
      return;
    }
    Entry[] all = entries.values().toArray(Entry.class);
    for (Entry entry : all) {
      if (Double.isNaN(entry.score)) {
        entry.score = scorer.score(entry.candidate.commandLine());
      }
    }
    double[] scores = new double[all.length];
    long[] ranks = new long[all.length];
    int better = 0;
    Arrays.setAll(scores, i -> all[i].score);
    double[] ascending = scores.clone();
    Arrays.sort(ascending);
    worstScore = ascending[ascending.length - capacity];
    // Commands with the worst score fill the remaining places, in the order of their hash ranks.
    int equal = 0;
    for (int i = 0; i < all.length; i++) {
      if (scores[i] > worstScore) {
        better++;
      } else if (scores[i] == worstScore) {
        ranks[equal++] = HashRankSample.rank(all[i].candidate.hash(), window);
      }
    }
    Arrays.sort(ranks, 0, equal);
    worstRank = ranks[capacity - better - 1];
    refuses = true;
    var unused = entries.removeAll((hash, entry) -> !wants(entry.score, hash));
  }

  /** The commands, in no order. */
  Collection<Sighting> candidates() {
    List<Sighting> candidates = new ArrayList<>(entries.size());
    for (ObjectCursor<Entry> entry : entries.values()) {
      candidates.add(entry.value.candidate);
    }
    return candidates;
  }

  /** At most the capacity of the commands, in the order of {@link HashRankSample}. */
  List<Sighting> sample() {
    return HashRankSample.first(candidates(), capacity, window);
  }

  BestCandidates copy() {
    BestCandidates copy = new BestCandidates(capacity, window);
    copy.entries.ensureCapacity(entries.size());
    for (LongObjectCursor<Entry> each : entries) {
      copy.entries.put(each.key, new Entry(each.value.candidate, each.value.score));
    }
    copy.refuses = refuses;
    copy.worstScore = worstScore;
    copy.worstRank = worstRank;
    return copy;
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(refuses);
    out.writeDouble(worstScore);
    out.writeLong(worstRank);
    out.writeInt(entries.size());
    for (ObjectCursor<Entry> entry : entries.values()) {
      out.writeDouble(entry.value.score);
      entry.value.candidate.write(out);
    }
  }

  void readInto(DataInput in) throws IOException {
    refuses = in.readBoolean();
    worstScore = in.readDouble();
    worstRank = in.readLong();
    for (int left = in.readInt(); left > 0; left--) {
      double score = in.readDouble();
      put(Sighting.read(in), score);
    }
  }
}
