package dev.longtail.training.xgboost;

import dev.longtail.training.shards.TreeWorkers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost's tracker. Its time limit counts while workers come, not while they work. */
final class XgboostTracker implements TreeWorkers.Tracker {
  private final RabitTracker tracker;
  private final TreeWorkers.Place place;
  private final int workers;
  private final Duration patience;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  XgboostTracker(String host, int workers, Duration patience) {
    this.workers = workers;
    this.patience = patience;
    try {
      int anyPort = 0;
      tracker = new RabitTracker(workers, host, anyPort, Math.toIntExact(patience.toSeconds()));
      var unused = tracker.start();
      Map<String, Object> arguments = tracker.getWorkerArgs();
      place =
          new TreeWorkers.Place(
              arguments.get("dmlc_tracker_uri").toString(),
              Integer.parseInt(arguments.get("dmlc_tracker_port").toString()));
    } catch (XGBoostError e) {
      throw new IllegalStateException(
          "the tracker of the workers cannot listen on %s: %s".formatted(host, reason(e)), e);
    }
    daemon("tree workers' tracker", this::waitForTheEnd);
  }

  /** Native code that nothing interrupts, so it has a thread of its own. */
  private void waitForTheEnd() {
    try {
      long untilTheEnd = 0;
      tracker.waitFor(untilTheEnd);
      end.complete(null);
    } catch (XGBoostError e) {
      end.completeExceptionally(e);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public TreeWorkers.Place place() {
    return place;
  }

  @Override
  public boolean await(Duration wait) throws InterruptedException {
    try {
      end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new TreeWorkers.PeerLostException(
          "the %d workers did not all come to the tracker at %s:%d within %d s, or did not leave it: %s"
              .formatted(
                  workers, place.host(), place.port(), patience.toSeconds(), reason(e.getCause())),
          e.getCause());
    }
  }

  /** XGBoost waits for the workers here, too, so that it happens aside. */
  @Override
  public void close() {
    daemon(
        "tree workers' tracker, its end",
        () -> {
          try {
            tracker.stop();
          } catch (XGBoostError e) {
            // It had failed before, and told so.
          }
        });
  }

  /** XGBoost's own words without its stack trace. */
  static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int trace = message.indexOf("Stack trace:");
    return (trace < 0 ? message : message.substring(0, trace))
        .strip()
        .replaceAll("\\s*\\R\\s*", " ");
  }
}
