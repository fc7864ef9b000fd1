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
   * @param problem why nothing can be read, in words; empty if all is well
   */
  record Reading(long unread, Optional<String> problem) {
    static final Reading NOTHING = new Reading(0, Optional.empty());

    static Reading failed(String problem) {
      return new Reading(0, Optional.of(problem));
    }
  }

  /**
   * Gives the next records to {@code taker}. If there are none, it waits for some, at most about a
   * second.
   */
  Reading read(Taker taker);

  @Override
  void close();
}
