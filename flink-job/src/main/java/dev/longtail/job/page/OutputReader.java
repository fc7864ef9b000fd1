package dev.longtail.job.page;

import dev.longtail.job.graph.Output;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads the job's outputs from wherever they go. Used by one thread. */
interface OutputReader extends AutoCloseable {
  /** The outputs that the page shows. */
  Set<Output> SHOWN =
      EnumSet.of(Output.FUNNEL, Output.ANOMALIES, Output.EXEMPLARS, Output.VERDICTS);

  /** Gets the records. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes a record.
     *
     * @param json one line of JSON
     * @param at when it was written
     */
    void take(Output output, String json, Instant at);
  }

  /**
   * How far the reader is.
   *
   * @param unread records or files that are known and not read yet
   * @param problem why nothing can be read; empty if all is well
   */
  record Reading(long unread, Optional<Problem> problem) {
    static final Reading NOTHING = new Reading(0, Optional.empty());

    /** A reading that found nothing because of a problem. */
    static Reading failed(String words) {
      return new Reading(0, Optional.of(new Problem(words, false, Instant.now())));
    }

    /** A reading of places that the job is yet to make. */
    static Reading tooEarly(String words) {
      return new Reading(0, Optional.of(new Problem(words, true, Instant.now())));
    }

    /** The same, where a problem that was there {@code before} began then. */
    Reading after(Reading before) {
      return problem.isEmpty() || before.problem.isEmpty()
          ? this
          : new Reading(
              unread, problem.map(now -> now.since(before.problem.orElseThrow().since())));
    }
  }

  /**
   * Why nothing can be read.
   *
   * @param early whether the job is yet to make what would be read, so that nothing is wrong
   * @param since when it began
   */
  record Problem(String words, boolean early, Instant since) {
    private Problem since(Instant earlier) {
      return new Problem(words, early, earlier);
    }
  }

  /** Gives the next records to {@code taker}. If there are none, it waits some seconds. */
  Reading read(Taker taker);

  @Override
  void close();
}
