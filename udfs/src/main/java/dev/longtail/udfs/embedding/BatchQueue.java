package dev.longtail.udfs.embedding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The texts that wait to be computed, by length. The queue chooses the next batch.
 *
 * <p>A caller has nothing else to do, so the queue never answers "not yet". If nothing else waits,
 * a batch that is not full costs nothing.
 *
 * <p>Of several lengths, the one with the most overdue member comes first, then a full batch, then
 * the fullest. So a rare length waits for the longest delay, and then only for those before it.
 *
 * <p>Not thread-safe. Times are in nanoseconds, by any clock.
 *
 * @param <T> the things that wait
 */
final class BatchQueue<T> {
  private record Waiting<T>(T item, long since) {}

  private final Map<Integer, ArrayDeque<Waiting<T>>> byLength = new TreeMap<>();
  private final IntUnaryOperator rowsOf;
  private final long maxDelay;
  private int size;

  /**
   * An empty queue.
   *
   * @param rowsOf members of a full batch, by their length
   * @param maxDelay how long a member waits before its batch goes before full batches
   */
  BatchQueue(IntUnaryOperator rowsOf, long maxDelay) {
    this.rowsOf = rowsOf;
    this.maxDelay = maxDelay;
  }

  int size() {
    return size;
  }

  void add(int length, T item, long now) {
    byLength.computeIfAbsent(length, l -> new ArrayDeque<>()).add(new Waiting<>(item, now));
    size++;
  }

  /** Takes the next batch: of one length, oldest first, at most full; empty if nothing waits. */
  List<T> poll(long now) {
    int next = next(now);
    ArrayDeque<Waiting<T>> waiting = byLength.get(next);
    List<T> batch = new ArrayList<>();
    while (waiting != null && !waiting.isEmpty() && batch.size() < rowsOf.applyAsInt(next)) {
      batch.add(waiting.remove().item());
    }
    if (waiting != null && waiting.isEmpty()) {
      byLength.remove(next);
    }
    size -= batch.size();
    return batch;
  }

  private int next(long now) {
    int best = -1;
    double bestRank = -1;
    for (Map.Entry<Integer, ArrayDeque<Waiting<T>>> entry : byLength.entrySet()) {
      double rank = rank(entry.getKey(), entry.getValue(), now);
      if (rank > bestRank) {
        best = entry.getKey();
        bestRank = rank;
      }
    }
    return best;
  }

  /**
   * The fill of the batch, from 0 to 1. If the oldest member is overdue: 2 plus the excess time.
   */
  private double rank(int length, ArrayDeque<Waiting<T>> waiting, long now) {
    long age = now - waiting.element().since();
    return age >= maxDelay
        ? 2.0 + (age - maxDelay)
        : Math.min(1.0, (double) waiting.size() / rowsOf.applyAsInt(length));
  }

  /** Takes everything that waits. */
  List<T> drain() {
    List<T> all = new ArrayList<>();
    byLength.values().forEach(waiting -> waiting.forEach(w -> all.add(w.item())));
    byLength.clear();
    size = 0;
    return all;
  }
}
