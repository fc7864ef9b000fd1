package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelResult.Again;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The caps on the cost of labelling: calls, tokens and money, in all and for each window. All are
 * counted before a request is sent, so concurrent callers cannot exceed a cap.
 *
 * <p>A call counts however it ends, because providers count failed calls too. Tokens and money are
 * reserved at their upper bound; the answer may lower them, never raise them. A budget lives as
 * long as its JVM; a {@link LabelJournal} outlives it. Thread-safe.
 */
public final class Budget {
  private final Caps total;
  private final Caps perWindow;

  /** What was spent, and what calls in flight have reserved. */
  private final SpentByWindow counted = new SpentByWindow();

  /** What calls in flight have reserved. */
  private final SpentByWindow reserved = new SpentByWindow();

  private List<Runnable> waiting = new ArrayList<>();

  /**
   * A budget with nothing spent, and without caps for windows.
   *
   * @param maxCalls HTTP requests that may be sent, retries included
   * @param maxTokens tokens that may be used, questions and answers together
   */
  public Budget(long maxCalls, long maxTokens) {
    this(new Caps(maxCalls, maxTokens, Long.MAX_VALUE), Caps.NONE);
  }

  /** A budget with nothing spent. */
  public Budget(Caps total, Caps perWindow) {
    this.total = total;
    this.perWindow = perWindow;
  }

  /** What came of an attempt to reserve. */
  sealed interface Outcome {}

  /** There is no room until a call in flight ends. */
  enum Wait implements Outcome {
    /** The only one. */
    FOR_ROOM
  }

  /**
   * There is no room, and calls in flight cannot give any back.
   *
   * @param reason for people
   * @param again whether all is spent, or this window's share
   */
  record Full(String reason, Again again) implements Outcome {}

  /** The call, the tokens and the money set aside for one request. */
  final class Reservation implements Outcome {
    private final long window;
    private final Spent bound;
    private boolean over;

    private Reservation(long window, Spent bound) {
      this.window = window;
      this.bound = bound;
    }

    /** Takes the call back. Only for a request that certainly did not reach anybody. */
    void release() {
      end(Spent.NOTHING);
    }

    /**
     * Replaces what was reserved by what was used, at most as much. The first settlement counts.
     */
    void settle(Spent used) {
      end(
          new Spent(
              bound.calls(),
              Math.min(used.promptTokens(), bound.promptTokens()),
              Math.min(used.answerTokens(), bound.answerTokens()),
              Math.min(used.cost(), bound.cost())));
    }

    private void end(Spent used) {
      List<Runnable> woken;
      synchronized (Budget.this) {
        if (over) {
          return;
        }
        over = true;
        reserved.subtract(window, bound);
        counted.subtract(window, bound.minus(used));
        woken = waiting;
        waiting = new ArrayList<>();
      }
      woken.forEach(Runnable::run);
    }
  }

  /**
   * Sets aside at most {@code bound} for a question of {@code window}, or nothing if it does not
   * fit.
   *
   * @param room is run once if the outcome is {@link Wait}, when a call in flight has ended
   */
  synchronized Outcome reserve(long window, Spent bound, Runnable room) {
    if (fits(total, counted.total(), bound) && fits(perWindow, counted.of(window), bound)) {
      counted.add(window, bound);
      reserved.add(window, bound);
      return new Reservation(window, bound);
    }
    Spent settled = counted.total().minus(reserved.total());
    if (!fits(total, settled, bound)) {
      return new Full("budget: " + total.exhaustion(settled, bound), Again.SPENT);
    }
    Spent ofWindow = counted.of(window).minus(reserved.of(window));
    if (!fits(perWindow, ofWindow, bound)) {
      return new Full(
          "budget of %s: %s".formatted(name(window), perWindow.exhaustion(ofWindow, bound)),
          Again.WINDOW_SPENT);
    }
    waiting.add(room);
    return Wait.FOR_ROOM;
  }

  private static boolean fits(Caps caps, Spent spent, Spent more) {
    return caps.hold(spent.plus(more));
  }

  private static String name(long window) {
    if (window == SpentByWindow.NO_WINDOW) {
      return "lines without a window";
    }
    Instant start = Instant.ofEpochMilli(window);
    return "window "
        + (start.equals(start.truncatedTo(ChronoUnit.DAYS))
            ? start.atOffset(ZoneOffset.UTC).toLocalDate()
            : start);
  }

  /** Whether somebody waits for room. */
  synchronized boolean waits() {
    return !waiting.isEmpty();
  }

  /** What was spent, and what is set aside for calls in flight. */
  public synchronized Spent spent() {
    return counted.total();
  }

  /** The same by window. */
  public synchronized SpentByWindow byWindow() {
    return counted.copy();
  }

  /** Calls counted so far. */
  public long calls() {
    return spent().calls();
  }

  /** Tokens used, and reserved by calls in flight. */
  public long tokens() {
    return spent().tokens();
  }

  /** Calls that may still be sent; the largest number without a cap. */
  public long callsLeft() {
    return Caps.left(total.calls(), calls());
  }

  /** Tokens that may still be used; the largest number without a cap. */
  public long tokensLeft() {
    return Caps.left(total.tokens(), tokens());
  }

  /** Money that may still be spent; infinite without a cap. */
  public double moneyLeft() {
    return total.costs()
        ? Spent.money(Caps.left(total.cost(), spent().cost()))
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Takes over what a job had spent before a restart. If this JVM has counted more, that stands, so
   * a call may be repeated.
   */
  public synchronized void raiseTo(SpentByWindow spent) {
    counted.raiseTo(spent);
  }
}
