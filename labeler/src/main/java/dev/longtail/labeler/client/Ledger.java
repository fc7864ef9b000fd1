package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelResult.Again;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  private static final Refused CLOSED = new Refused("closed", Again.UNSENT);

  private final Budget budget;
  private final TokenPrice price;
  private final Optional<LabelJournal> journal;
  private final Optional<ExecutorService> threads;
  private final Executor writer;

  /** Calls that are booked and have not ended. */
  private final Set<Booked> open = ConcurrentHashMap.newKeySet();

  /** Reservations whose entry nobody has begun to write. */
  private final Set<Budget.Reservation> unwritten = ConcurrentHashMap.newKeySet();

  /** Attempts that wait for room. */
  private final Set<Attempt> waiting = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** Books in {@code budget} only, and no money. */
  Ledger(Budget budget) {
    this(budget, TokenPrice.UNKNOWN);
  }

  /** Books in {@code budget} only. */
  Ledger(Budget budget, TokenPrice price) {
    this.budget = budget;
    this.price = price;
    this.journal = Optional.empty();
    this.threads = Optional.empty();
    this.writer = Runnable::run;
  }

  /**
   * Books in both; the budget is raised to what the journal has spent.
   *
   * @param price what the tokens of these calls cost
   * @param calls number of calls at the same time
   */
  Ledger(Budget budget, TokenPrice price, LabelJournal journal, int calls) {
    this.budget = budget;
    this.price = price;
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
    budget.raiseTo(journal.spent());
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
    private final TokenUsage upperBound;
    private final long waited;

    private Booked(
        Budget.Reservation reservation,
        LabelJournal.Entry entry,
        TokenUsage upperBound,
        long waited) {
      this.reservation = reservation;
      this.entry = entry;
      this.upperBound = upperBound;
      this.waited = waited;
      open.add(this);
    }

    /** The call has ended without an answer; its tokens stay at their upper bound. */
    void failed() {
      CompletableFuture<Void> unused = settle(upperBound, null);
    }

    /** The call never reached anybody. */
    void cancel() {
      open.remove(this);
      reservation.release();
      CompletableFuture<Void> unused = write(() -> journal.orElseThrow().cancel(entry));
    }

    /**
     * The call was answered. The result completes when the answer is durable; if it cannot be, it
     * completes all the same, because the answer is paid for.
     */
    CompletableFuture<Void> settle(TokenUsage usage, LabelResult answer) {
      open.remove(this);
      Spent used = spent(usage);
      reservation.settle(used);
      return write(() -> journal.orElseThrow().settle(entry, used, answer));
    }

    /** Tokens that were set aside. */
    TokenUsage upperBound() {
      return upperBound;
    }

    /** Nanoseconds for which it waited until calls in flight had given room back. */
    long waited() {
      return waited;
    }
  }

  /** What so many tokens cost. */
  Spent spent(TokenUsage usage) {
    return new Spent(
        1,
        usage.promptTokens(),
        usage.answerTokens(),
        price.cost(usage.promptTokens(), usage.answerTokens()));
  }

  /**
   * Books a call; completes never exceptionally. While calls in flight may give room back, it
   * waits.
   *
   * @param key of the question
   * @param window of the question
   * @param upperBound tokens that it may use
   * @param waits is called if it has to wait for room
   */
  CompletableFuture<Booking> book(String key, long window, TokenUsage upperBound, Runnable waits) {
    Attempt attempt = new Attempt(key, window, upperBound, waits);
    attempt.run();
    return attempt.booking;
  }

  /** An attempt to book a call, until it is booked or refused. */
  private final class Attempt implements Runnable {
    private final String key;
    private final long window;
    private final TokenUsage upperBound;
    private final Runnable waits;
    private final long since = System.nanoTime();
    private final CompletableFuture<Booking> booking = new CompletableFuture<>();

    Attempt(String key, long window, TokenUsage upperBound, Runnable waits) {
      this.key = key;
      this.window = window;
      this.upperBound = upperBound;
      this.waits = waits;
    }

    /** Tries; called again when there may be room. */
    @Override
    public void run() {
      if (closed) {
        booking.complete(CLOSED);
        return;
      }
      boolean first;
      Budget.Outcome outcome;
      synchronized (this) { // there may be room again before it is told that it waits
        first = waiting.add(this);
        outcome = budget.reserve(window, spent(upperBound), this);
        if (first && outcome instanceof Budget.Wait) {
          waits.run();
        }
      }
      if (outcome instanceof Budget.Wait) {
        if (closed) {
          booking.complete(CLOSED);
        }
        return;
      }
      waiting.remove(this);
      if (outcome instanceof Budget.Full full) {
        booking.complete(new Refused(full.reason(), full.again()));
        return;
      }
      Budget.Reservation reservation = (Budget.Reservation) outcome;
      if (booking.isDone()) { // closed meanwhile
        reservation.release();
      } else {
        enter(reservation, first ? 0 : System.nanoTime() - since);
      }
    }

    private void enter(Budget.Reservation reservation, long waited) {
      if (journal.isEmpty()) {
        booking.complete(new Booked(reservation, null, upperBound, waited));
        return;
      }
      unwritten.add(reservation);
      try {
        writer.execute(
            () -> {
              unwritten.remove(reservation);
              try {
                LabelJournal.Entry entry =
                    journal.orElseThrow().reserve(key, window, spent(upperBound));
                booking.complete(new Booked(reservation, entry, upperBound, waited));
              } catch (IOException | RuntimeException e) {
                reservation.release();
                booking.complete(
                    new Refused("the label journal cannot be written: " + e, Again.UNSENT));
              }
            });
      } catch (RejectedExecutionException e) {
        unwritten.remove(reservation);
        reservation.release();
        booking.complete(CLOSED);
      }
    }

    void refuse() {
      booking.complete(CLOSED);
    }
  }

  /** The journal keeps no benign answer; that is noted at once, for the process may end now. */
  void distrust() {
    if (journal.isPresent()) {
      try {
        journal.get().distrust();
      } catch (IOException | RuntimeException e) {
        LOG.error("a halted judge cannot be noted: empty the folder of the journal", e);
      }
    }
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

  /**
   * Ends the threads; what is being written may be lost, and then counts with its upper bound. So
   * does in this JVM what is in flight: nobody will tell what became of it.
   */
  @Override
  public void close() {
    closed = true;
    threads.ifPresent(pool -> pool.shutdownNow());
    open.forEach(call -> call.reservation.settle(spent(call.upperBound)));
    open.clear();
    unwritten.forEach(Budget.Reservation::release);
    unwritten.clear();
    waiting.forEach(Attempt::refuse);
    waiting.clear();
  }
}
