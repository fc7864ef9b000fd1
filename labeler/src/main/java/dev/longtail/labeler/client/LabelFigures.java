package dev.longtail.labeler.client;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a client has done since it was opened, for metrics. They never decide anything: the cap
 * counts in {@link Budget}. Thread-safe.
 */
public final class LabelFigures {
  /** Of a client that sends nothing. */
  static final LabelFigures NONE = new LabelFigures();

  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();
  private final LatencyBuckets latency = new LatencyBuckets();
  private final Map<AbstentionKind, LongAdder> failures = new EnumMap<>(AbstentionKind.class);

  /** Figures of a client that has done nothing. */
  public LabelFigures() {
    for (AbstentionKind kind : AbstentionKind.values()) {
      failures.put(kind, new LongAdder());
    }
  }

  /** A request goes out; {@code attempt} counts those for one question, from 1. */
  void sent(int attempt) {
    requests.increment();
    if (attempt > 1) {
      retries.increment();
    }
  }

  /** A request has ended after {@code nanos}, whatever came back. */
  void ended(long nanos) {
    latency.add(nanos);
  }

  /** A question was answered without a request of its own. */
  void cached() {
    cacheHits.increment();
  }

  /** A question is given up for now, after all its requests. */
  void gaveUp(String reason) {
    failures.get(AbstentionKind.of(reason)).increment();
  }

  /** Requests sent, further attempts included. */
  public long requests() {
    return requests.sum();
  }

  /** Requests that were a further attempt for their question. */
  public long retries() {
    return retries.sum();
  }

  /** Questions whose verdict was known, or on its way for somebody else. */
  public long cacheHits() {
    return cacheHits.sum();
  }

  /** Time from a request to its answer or its failure. */
  public LatencyBuckets latency() {
    return latency;
  }

  /** Questions given up for now; they wait and are asked again. */
  public long failures(AbstentionKind kind) {
    return failures.get(kind).sum();
  }
}
