package dev.longtail.labeler.client;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * What a client has done since it was opened, for metrics. They never decide anything: the cap
 * counts in {@link Budget}. Thread-safe.
 */
public final class LabelFigures {
  /** Of a client that sends nothing. */
  static final LabelFigures NONE = new LabelFigures();

  /** What became of a canary. */
  public enum CanaryOutcome {
    /** It was not called benign. */
    GOOD,
    /** It was called benign: the judge is halted. */
    BENIGN,
    /** It was called benign with the words of a line: the line has no verdict. */
    TALKED_ROUND,
    /** It was not answered; the verdict that waited for it waits on. One a verdict. */
    UNANSWERED;

    /** Its name in metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();
  private final LatencyBuckets latency = new LatencyBuckets();
  private final List<IntSupplier> atOnce = new CopyOnWriteArrayList<>();
  private final Map<AbstentionKind, LongAdder> failures = new EnumMap<>(AbstentionKind.class);
  private final Map<CanaryOutcome, LongAdder> canaries = new EnumMap<>(CanaryOutcome.class);

  /** Figures of a client that has done nothing. */
  public LabelFigures() {
    for (AbstentionKind kind : AbstentionKind.values()) {
      failures.put(kind, new LongAdder());
    }
    for (CanaryOutcome outcome : CanaryOutcome.values()) {
      canaries.put(outcome, new LongAdder());
    }
  }

  /** Who knows how many calls a server gets at once; one for each judge. */
  void atOnce(IntSupplier calls) {
    atOnce.add(calls);
  }

  /** Calls at once that all servers together get now; 0 of a client that sends nothing. */
  public int atOnce() {
    return atOnce.stream().mapToInt(IntSupplier::getAsInt).sum();
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

  /** A canary was answered, or not. */
  void canary(CanaryOutcome outcome) {
    canaries.get(outcome).increment();
  }

  /** Canaries with this outcome. */
  public long canaries(CanaryOutcome outcome) {
    return canaries.get(outcome).sum();
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
