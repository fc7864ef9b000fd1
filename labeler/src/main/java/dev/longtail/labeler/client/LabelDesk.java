package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelClient.Pause;
import dev.longtail.udfs.text.CommandHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Asks the labeler about every request until each has an answer that lasts. What fails for a reason
 * that passes waits and is asked again; what fails again and again while others are answered fails
 * because of itself, and is given up with a lasting abstention. While the endpoint is down, nothing
 * is asked and everything waits. What the budget, or the share of its window, has no room for waits
 * for another start with a higher cap; all others are asked about, for a verdict that is known
 * costs nothing.
 *
 * <p>It lives on one thread, the one of its {@link Home}; only the figures may be read by others.
 *
 * @param <T> a request
 */
public final class LabelDesk<T> {
  private static final Duration SHORTEST_TOLD = Duration.ofSeconds(2);
  private static final long SHORTEST_HOLD = 50;
  private static final long LONGEST_HOLD = 30_000;
  private static final int MOST_REFUSALS = 500;

  /** With its pauses, a question that always fails has been tried for more than an hour then. */
  private static final int MOST_FAILURES_ALONE = 20;

  private final LabelClient client;
  private final int concurrency;
  private final Function<T, String> commandLine;
  private final ToLongFunction<T> window;
  private final BiConsumer<T, LabelResult> taker;
  private final Home home;
  private final WaitingRoom<T> room = new WaitingRoom<>();

  private boolean pumping;
  private int unsentInARow;
  private long heldUntil = Long.MIN_VALUE;
  private final AtomicInteger unpaid = new AtomicInteger();
  private final AtomicInteger unpaidOfWindows = new AtomicInteger();
  private LabelResult standstill;
  private volatile long downSince;
  private long lastAnswer;

  /** Lasting answers that did not come at once, from memory or because nothing was asked. */
  private long answersOfServer;

  private Duration patience;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile int waiting;
  private volatile boolean down;

  /** The thread of a desk, and its clock. */
  public interface Home {
    /** Runs a task on the desk's thread; called by any thread. */
    void execute(Runnable task);

    /** Calls {@link LabelDesk#pump} at a time; a later call does not revoke an earlier one. */
    void wake(long millis);

    /** Milliseconds since the epoch. */
    long now();

    /** A line for people: the endpoint goes or comes back. */
    void say(boolean well, String text);
  }

  /**
   * A request that waits.
   *
   * @param failures how often it was asked and the call failed
   * @param notBefore it is not asked again before this time, in milliseconds since the epoch
   */
  public record Waiting<T>(T request, int failures, long notBefore) {}

  /** A desk whose requests belong to no window. */
  public LabelDesk(
      LabelClient client,
      int concurrency,
      Function<T, String> commandLine,
      BiConsumer<T, LabelResult> taker,
      Home home) {
    this(client, concurrency, commandLine, request -> SpentByWindow.NO_WINDOW, taker, home);
  }

  /**
   * A desk.
   *
   * @param concurrency questions under way at once
   * @param commandLine of a request
   * @param window of a request, see {@link LabelClient#label(String, long)}
   * @param taker gets each request with its lasting answer
   */
  public LabelDesk(
      LabelClient client,
      int concurrency,
      Function<T, String> commandLine,
      ToLongFunction<T> window,
      BiConsumer<T, LabelResult> taker,
      Home home) {
    this.client = client;
    this.concurrency = concurrency;
    this.commandLine = commandLine;
    this.window = window;
    this.taker = taker;
    this.home = home;
    this.lastAnswer = home.now();
  }

  /** Takes a request; it is asked about by the next {@link #pump}. */
  public void take(Waiting<T> request) {
    room.enter(request.request(), request.failures(), request.notBefore());
    waiting = room.size();
  }

  /** Takes a new request and asks, if that is possible. */
  public void take(T request) {
    take(new Waiting<>(request, 0, Long.MIN_VALUE));
    pump();
  }

  /** Asks as much as is possible now. */
  public void pump() {
    if (pumping) {
      return; // a taker has called back
    }
    pumping = true;
    int refused = room.parked();
    try {
      while (mayAsk()) {
        if (room.parked() - refused >= MOST_REFUSALS) {
          home.execute(this::pump); // barriers may pass between
          break;
        }
        Optional<WaitingRoom.Place<T>> next = room.call(home.now());
        if (next.isEmpty()) {
          room.next().ifPresent(this::wakeAt);
          break;
        }
        ask(next.get());
      }
    } finally {
      pumping = false;
    }
  }

  private boolean mayAsk() {
    long now = home.now();
    if (room.size() == inFlight.get() + room.parked() || inFlight.get() >= concurrency) {
      return false;
    }
    if (patience != null && isPatienceOver(now)) {
      return false;
    }
    if (heldUntil > now) {
      wakeAt(heldUntil);
      return false;
    }
    Optional<Pause> pause = client.pause();
    if (pause.isPresent()) {
      // A provider that asks for a second now and then is well.
      boolean worthTelling = pause.get().least().compareTo(SHORTEST_TOLD) >= 0;
      standstill(pause.get().reason(), LabelResult.Again.UNSENT, worthTelling);
      wakeAt(now + Math.max(pause.get().least().toMillis(), SHORTEST_HOLD));
      return false;
    }
    return true;
  }

  private void wakeAt(long time) {
    home.wake(patience == null ? time : Math.min(time, lastAnswer + patience.toMillis()));
  }

  private void ask(WaitingRoom.Place<T> place) {
    inFlight.incrementAndGet();
    CompletableFuture<LabelResult> answer =
        client.label(commandLine.apply(place.request()), window.applyAsLong(place.request()));
    if (answer.isDone()) {
      answered(place, answer.join());
      return;
    }
    var unused =
        answer.whenComplete(
            (result, failure) ->
                home.execute(
                    () -> {
                      if (failure != null) {
                        throw new IllegalStateException("a label client must not fail", failure);
                      }
                      answersOfServer += result.again() == LabelResult.Again.NO ? 1 : 0;
                      answered(place, result);
                      pump();
                    }));
  }

  private void answered(WaitingRoom.Place<T> place, LabelResult result) {
    inFlight.decrementAndGet();
    long now = home.now();
    switch (result.again()) {
      case NO -> {
        room.leave(place);
        waiting = room.size();
        lastAnswer = now;
        isWellAgain(now);
        taker.accept(place.request(), result);
      }
      case FAILED -> {
        unsentInARow = 0;
        heldUntil = Long.MIN_VALUE;
        room.failed(place, result, answersOfServer);
        if (place.failuresAlone() < MOST_FAILURES_ALONE) {
          room.pause(place, CommandHash.of(commandLine.apply(place.request())), now);
        } else {
          room.leave(place);
          waiting = room.size();
          taker.accept(place.request(), failedAlone(result));
        }
      }
      case UNSENT -> {
        room.back(place, result);
        heldUntil = now + Math.min(SHORTEST_HOLD << Math.min(unsentInARow++, 16), LONGEST_HOLD);
        standstill(result.reason(), result.again(), true);
      }
      case SPENT -> {
        room.park(place, result);
        unpaid.incrementAndGet();
        standstill(result.reason(), result.again(), true);
      }
      case WINDOW_SPENT -> {
        room.park(place, result);
        unpaidOfWindows.incrementAndGet();
      }
    }
  }

  private static LabelResult failedAlone(LabelResult last) {
    return LabelResult.abstained(
        "%s%,d calls failed while others were answered, the last with: %s"
            .formatted(AbstentionKind.ALONE, MOST_FAILURES_ALONE, last.reason()),
        last.model(),
        last.promptVersion());
  }

  private void isWellAgain(long now) {
    heldUntil = Long.MIN_VALUE;
    unsentInARow = 0;
    standstill = null;
    if (down && unpaid.get() == 0) {
      down = false;
      home.say(
          true,
          "the labeler answers again after %,d s; %,d requests wait"
              .formatted((now - downSince) / 1_000, room.size()));
    }
  }

  private void standstill(String reason, LabelResult.Again why, boolean worthTelling) {
    standstill = new LabelResult(Verdict.ABSTAINED, reason, NoLabelClient.MODEL, "", why);
    if (!down && worthTelling) {
      downSince = home.now();
      down = true;
      home.say(
          false,
          "nothing is asked of the labeler for now: %s; %,d requests wait"
              .formatted(reason, room.size()));
    }
  }

  /**
   * No further requests will come. From now on the desk gives up if nothing is answered for {@code
   * longest}.
   */
  public void end(Duration longest) {
    patience = longest;
    lastAnswer = home.now();
    wakeAt(Long.MAX_VALUE);
    pump();
  }

  private boolean isPatienceOver(long now) {
    return now - lastAnswer >= patience.toMillis();
  }

  /** Whether a desk that was ended has nothing more to do: all are answered, or it gave up. */
  public boolean isOver() {
    if (room.size() == 0) {
      return true;
    }
    return inFlight.get() == 0
        && patience != null
        && (room.size() == room.parked() || isPatienceOver(home.now()));
  }

  /** All requests without a lasting answer, those under way included, the oldest first. */
  public List<Waiting<T>> requests() {
    List<Waiting<T>> list = new ArrayList<>();
    for (WaitingRoom.Place<T> place : room.places()) {
      list.add(new Waiting<>(place.request(), place.failures(), place.notBefore()));
    }
    return list;
  }

  /**
   * The questions of all these requests, see {@link LabelClient#question}; empty if the client does
   * not know them now.
   */
  public Optional<Set<String>> questions() {
    Set<String> questions = new HashSet<>();
    for (WaitingRoom.Place<T> place : room.places()) {
      Optional<Set<String>> known = place.questions(client, commandLine.apply(place.request()));
      if (known.isEmpty()) {
        return Optional.empty();
      }
      questions.addAll(known.get());
    }
    return Optional.of(questions);
  }

  /**
   * Gives every request without a lasting answer to {@code consumer}, with the reason why it has
   * none; those that {@code consumer} accepts leave.
   */
  public void giveUp(Leaver<T> consumer) {
    for (WaitingRoom.Place<T> place : room.places()) {
      LabelResult reason =
          place
              .last()
              .orElseGet(
                  () ->
                      standstill != null
                          ? standstill
                          : LabelResult.abstained("not asked", NoLabelClient.MODEL, ""));
      if (consumer.leaves(place.request(), reason)) {
        room.leave(place);
      }
    }
    waiting = room.size();
  }

  /** Decides on requests without an answer. */
  @FunctionalInterface
  public interface Leaver<T> {
    /** Whether {@code request} leaves with {@code reason}. */
    boolean leaves(T request, LabelResult reason);
  }

  /** Requests without a lasting answer, those under way included. */
  public int waiting() {
    return waiting;
  }

  /** Questions under way. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Whether nothing is asked, because the endpoint does not work or the budget is spent. */
  public boolean isDown() {
    return down;
  }

  /** Whether requests wait because the budget is spent, and not because of the endpoint. */
  public boolean isSpent() {
    return unpaid.get() > 0;
  }

  /** Requests that wait because the share of their window is spent. */
  public int waitingForWindow() {
    return unpaidOfWindows.get();
  }

  /** Since when it {@link #isDown}, in milliseconds since the epoch; 0 if it is not. */
  public long downSince() {
    return down ? downSince : 0;
  }
}
