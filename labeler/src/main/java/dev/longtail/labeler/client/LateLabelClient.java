package dev.longtail.labeler.client;

import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A server that did not answer when it was asked for its model. Its model is part of every verdict,
 * so no question is sent until the server has named it. Each question tries again, at most one
 * every few seconds.
 */
final class LateLabelClient implements LabelClient {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Endpoint endpoint;
  private final Opening opening;
  private final long pauseNanos;
  private LabelClient opened;
  private CompletableFuture<Optional<LabelClient>> underWay;
  private String reason;
  private long nextTry;
  private boolean closed;

  /** Asks the server for its model and opens the client. */
  @FunctionalInterface
  interface Opening {
    LabelClient open() throws IOException;
  }

  /**
   * A client of {@code endpoint}.
   *
   * @param reason why it did not name its model
   * @param opening tries again
   */
  LateLabelClient(Endpoint endpoint, String reason, Opening opening) {
    this(endpoint, reason, opening, PAUSE);
  }

  /** The same with a pause of its own between tries. */
  LateLabelClient(Endpoint endpoint, String reason, Opening opening, Duration pause) {
    this.endpoint = endpoint;
    this.reason = reason;
    this.opening = opening;
    this.pauseNanos = pause.toNanos();
    this.nextTry = System.nanoTime() + pauseNanos;
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine) {
    return label(commandLine, SpentByWindow.NO_WINDOW);
  }

  @Override
  public CompletableFuture<LabelResult> label(String commandLine, long window) {
    CompletableFuture<Optional<LabelClient>> client;
    synchronized (this) {
      if (opened != null) {
        return opened.label(commandLine, window);
      }
      if (closed || (underWay == null && remaining() > 0)) {
        return CompletableFuture.completedFuture(unsent(closed ? "closed" : reason));
      }
      if (underWay == null) {
        underWay = CompletableFuture.supplyAsync(this::tryToOpen);
      }
      client = underWay;
    }
    return client.thenCompose(
        found ->
            found
                .map(server -> server.label(commandLine, window))
                .orElseGet(() -> CompletableFuture.completedFuture(unsent(reason()))));
  }

  private Optional<LabelClient> tryToOpen() {
    LabelClient client = null;
    String problem = "";
    try {
      client = opening.open();
    } catch (IOException | InputException e) {
      problem = e.getMessage();
    } catch (RuntimeException e) { // nobody may wait forever for a try that has failed
      problem = "internal: " + e.getClass().getSimpleName();
    }
    synchronized (this) {
      underWay = null;
      if (client == null) {
        reason = problem;
        nextTry = System.nanoTime() + pauseNanos;
      } else if (closed) {
        client.close();
        return Optional.empty();
      }
      opened = client;
      return Optional.ofNullable(client);
    }
  }

  private synchronized String reason() {
    return reason;
  }

  private long remaining() {
    return nextTry - System.nanoTime();
  }

  private static LabelResult unsent(String reason) {
    return new LabelResult(
        Verdict.ABSTAINED, reason, LabelerOptions.UNKNOWN_MODEL, "", Again.UNSENT);
  }

  @Override
  public synchronized Optional<Pause> pause() {
    if (opened != null) {
      return opened.pause();
    }
    long left = remaining();
    return underWay != null || left > 0
        ? Optional.of(new Pause(reason, Duration.ofNanos(Math.max(left, 0))))
        : Optional.empty();
  }

  @Override
  public synchronized Optional<String> question(String commandLine) {
    return opened == null ? Optional.empty() : opened.question(commandLine);
  }

  @Override
  public synchronized String identity() {
    return opened == null ? LabelClient.super.identity() : opened.identity();
  }

  @Override
  public synchronized List<Quote> quotes(String commandLine) {
    return opened == null ? LabelClient.super.quotes(commandLine) : opened.quotes(commandLine);
  }

  @Override
  public synchronized Optional<Set<String>> questions(String commandLine) {
    return opened == null ? Optional.empty() : opened.questions(commandLine);
  }

  @Override
  public synchronized LabelFigures figures() {
    return opened == null ? LabelFigures.NONE : opened.figures();
  }

  @Override
  public synchronized boolean isBreakerOpen() {
    return opened == null || opened.isBreakerOpen();
  }

  @Override
  public synchronized boolean isHalted() {
    return opened != null && opened.isHalted();
  }

  @Override
  public synchronized void distrust() {
    if (opened != null) {
      opened.distrust();
    }
  }

  @Override
  public synchronized String describe() {
    return opened == null
        ? "a server that does not say which model it has, at " + endpoint
        : opened.describe();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }
}
