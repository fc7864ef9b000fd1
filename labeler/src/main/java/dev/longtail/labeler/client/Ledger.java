package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelResult.Again;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Books every call before it is sent: in the budget and, if there is one, in the journal. The
 * journal's store may be slow, so it is written by threads of this class.
 */
final class Ledger implements AutoCloseable {
  private static final int MOST_WRITERS = 16;
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final Budget budget;
  private final Optional<LabelJournal> journal;
  private final Optional<ExecutorService> threads;
  private final Executor writer;

  /** Books in {@code budget} only. */
  Ledger(Budget budget) {
    this.budget = budget;
    this.journal = Optional.empty();
    this.threads = Optional.empty();
    this.writer = Runnable::run;
  }

  /**
   * Books in both; the budget is raised to what the journal has spent.
   *
   * @param calls number of calls at the same time
   */
  Ledger(Budget budget, LabelJournal journal, int calls) {
    this.budget = budget;
    this.journal = Optional.of(journal);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(calls, MOST_WRITERS),
            task -> {
              Thread thread = new Thread(task, "longtail-label-journal");
              thread.setDaemon(true);
              return thread;
            });
    this.threads = Optional.of(pool);
    this.writer = pool;
    Spent spent = journal.spent();
    budget.raiseTo(spent.calls(), spent.tokens());
  }

  /** What came of an attempt to book a call. */
  sealed interface Booking {}

  /**
   * The call must not be sent.
   *
   * @param reason for people
   * @param again why not
   */
  record Refused(String reason, Again again) implements Booking {}

  /** The call is booked and may be sent once. */
  final class Booked implements Booking {
    private final Budget.Reservation reservation;
    private final LabelJournal.Entry entry;
    private final long upperBound;

    private Booked(Budget.Reservation reservation, LabelJournal.Entry entry, long upperBound) {
      this.reservation = reservation;
      this.entry = entry;
      this.upperBound = upperBound;
    }

    /** The call has ended without an answer; its tokens stay at their upper bound. */
    void failed() {
      CompletableFuture<Void> unused = settle(upperBound, null);
    }

    /** The call never reached anybody. */
    void cancel() {
      reservation.release();
      CompletableFuture<Void> unused = write(() -> journal.orElseThrow().cancel(entry));
    }

    /**
     * The call was answered. The result completes when the answer is durable; if it cannot be, it
     * completes all the same, because the answer is paid for.
     */
    CompletableFuture<Void> settle(long tokens, LabelResult answer) {
      reservation.settle(tokens);
      return write(() -> journal.orElseThrow().settle(entry, tokens, answer));
    }

    /** Tokens that were set aside. */
    long upperBound() {
      return upperBound;
    }
  }

  /** Books a call; completes never exceptionally. */
  CompletableFuture<Booking> book(String key, long upperBound) {
    Optional<Budget.Reservation> reservation = budget.reserve(upperBound);
    if (reservation.isEmpty()) {
      return CompletableFuture.completedFuture(new Refused(budget.exhaustion(), Again.SPENT));
    }
    if (journal.isEmpty()) {
      return CompletableFuture.completedFuture(new Booked(reservation.get(), null, upperBound));
    }
    CompletableFuture<Booking> booking = new CompletableFuture<>();
    try {
      writer.execute(
          () -> {
            try {
              LabelJournal.Entry entry = journal.get().reserve(key, upperBound);
              booking.complete(new Booked(reservation.get(), entry, upperBound));
            } catch (IOException | RuntimeException e) {
              reservation.get().release();
              booking.complete(
                  new Refused("the label journal cannot be written: " + e, Again.UNSENT));
            }
          });
    } catch (RejectedExecutionException e) {
      reservation.get().release();
      booking.complete(new Refused("closed", Again.UNSENT));
    }
    return booking;
  }

  private interface Write {
    void run() throws IOException;
  }

  private CompletableFuture<Void> write(Write task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (journal.isEmpty()) {
      done.complete(null);
      return done;
    }
    try {
      writer.execute(
          () -> {
            try {
              task.run();
            } catch (IOException | RuntimeException e) {
              LOG.warn("the label journal cannot be written; a crash now would pay again", e);
            } finally {
              done.complete(null);
            }
          });
    } catch (RejectedExecutionException e) {
      done.complete(null);
    }
    return done;
  }

  /** Ends the threads; what is being written may be lost, and then counts with its upper bound. */
  @Override
  public void close() {
    threads.ifPresent(pool -> pool.shutdownNow());
  }
}
