package dev.longtail.labeler.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The requests that have no lasting answer yet, in the order in which they came. One that failed is
 * not called again for a while: a second after its first failure, twice as long after each further
 * one, at most five minutes; spread by its hash, so that what failed together does not come back
 * together. Not thread-safe.
 *
 * @param <T> a request
 */
final class WaitingRoom<T> {
  private static final RetryPolicy BACKOFF =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1));
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** A request in the room. */
  static final class Place<T> {
    private final T request;
    private final long arrival;
    private int failures;
    private long notBefore;
    private LabelResult last;
    private int failuresAlone;
    private long answersBefore = Long.MAX_VALUE;
    private Set<String> questions;

    private Place(T request, long arrival, int failures, long notBefore) {
      this.request = request;
      this.arrival = arrival;
      this.failures = failures;
      this.notBefore = notBefore;
    }

    T request() {
      return request;
    }

    int failures() {
      return failures;
    }

    /** Milliseconds since the epoch; it is not called earlier. */
    long notBefore() {
      return notBefore;
    }

    /** How often it failed while others were answered, as far as this life knows. */
    int failuresAlone() {
      return failuresAlone;
    }

    /** Its last passing abstention, if it was called. */
    Optional<LabelResult> last() {
      return Optional.ofNullable(last);
    }

    /** Computes {@link LabelClient#questions} once. */
    Optional<Set<String>> questions(LabelClient client, String commandLine) {
      if (questions == null) {
        questions = client.questions(commandLine).orElse(null);
      }
      return Optional.ofNullable(questions);
    }
  }

  private final TreeMap<Long, Place<T>> all = new TreeMap<>();
  private final TreeSet<Place<T>> ready = new TreeSet<>(Comparator.comparingLong(p -> p.arrival));
  private final PriorityQueue<Place<T>> later =
      new PriorityQueue<>(
          Comparator.<Place<T>>comparingLong(p -> p.notBefore).thenComparingLong(p -> p.arrival));
  private long arrivals;
  private int parked;

  /** A request comes in. */
  void enter(T request, int failures, long notBefore) {
    Place<T> place = new Place<>(request, arrivals++, failures, notBefore);
    all.put(place.arrival, place);
    later.add(place);
  }

  /** Calls the oldest request whose time has come. */
  Optional<Place<T>> call(long now) {
    while (!later.isEmpty() && later.peek().notBefore <= now) {
      ready.add(later.remove());
    }
    return Optional.ofNullable(ready.pollFirst());
  }

  /** The time at which the next request may be called; empty if none waits for its time. */
  OptionalLong next() {
    return later.isEmpty() ? OptionalLong.empty() : OptionalLong.of(later.peek().notBefore);
  }

  /** A called request has its answer, or all leave at the end. */
  void leave(Place<T> place) {
    all.remove(place.arrival);
  }

  /**
   * A call has failed.
   *
   * @param answers that others had so far
   */
  void failed(Place<T> place, LabelResult result, long answers) {
    place.failures++;
    place.failuresAlone += answers > place.answersBefore ? 1 : 0;
    place.answersBefore = answers;
    place.last = result;
  }

  /** A request whose call has failed is called again after its pause. */
  void pause(Place<T> place, long hash, long now) {
    place.notBefore = now + BACKOFF.pause(place.failures + 1, hash, LONGEST_PAUSE).toMillis();
    later.add(place);
  }

  /** A request was called but not asked: it is the next again. */
  void back(Place<T> place, LabelResult result) {
    place.last = result;
    ready.add(place);
  }

  /** A request was called, and cannot be asked about in this life: it is not called again. */
  void park(Place<T> place, LabelResult result) {
    place.last = result;
    parked++;
  }

  /** Requests that are not called again. */
  int parked() {
    return parked;
  }

  int size() {
    return all.size();
  }

  /** All requests without an answer, called or not, the oldest first. */
  List<Place<T>> places() {
    return new ArrayList<>(all.values());
  }
}
