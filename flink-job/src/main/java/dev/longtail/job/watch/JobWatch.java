package dev.longtail.job.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Looks at a job every ten seconds and says what changed: its progress in a line; a sentence for
 * each checkpoint that failed; a sentence for each restart with its cause.
 */
public final class JobWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** So that a silent log is not taken for a job that hangs. */
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(10);

  private final RunningJob job;
  private final Consumer<String> say;
  private final Thread thread = new Thread(this::watch, "job-watch");
  private JobReport last;
  private Instant lastAt;
  private Instant lastSaid = Instant.MIN;
  private long lastFailed;

  private JobWatch(RunningJob job, Consumer<String> say) {
    this.job = job;
    this.say = say;
  }

  /** Watches {@code job} and tells {@code say}, until it is closed. */
  public static JobWatch of(RunningJob job, Consumer<String> say) {
    JobWatch watch = new JobWatch(job, say);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(EVERY.toMillis());
        try {
          look(JobReport.of(job), Instant.now());
        } catch (IOException e) {
          continue; // It starts or ends; the next look says more.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void look(JobReport report, Instant now) throws IOException {
    if (last != null
        && report.restarts().isPresent()
        && last.restarts().isPresent()
        && report.restarts().getAsLong() > last.restarts().getAsLong()) {
      say.accept("restart %d: %s".formatted(report.restarts().getAsLong(), cause()));
    }
    if (report.failed() != null && report.failed().id() > lastFailed) {
      lastFailed = report.failed().id();
      say.accept(ReportText.failure(report, now));
    }
    if (last == null || hasChanged(report) || lastSaid.plus(AT_LEAST_EVERY).isBefore(now)) {
      lastSaid = now;
      Duration between = lastAt == null ? Duration.ZERO : Duration.between(lastAt, now);
      say.accept(ReportText.line(report, last, between, now));
    }
    last = report;
    lastAt = now;
  }

  /** Another checkpoint or a longer time alone is no news. */
  private boolean hasChanged(JobReport report) {
    return !report.state().equals(last.state())
        || !Objects.equals(report.records(), last.records())
        || !Objects.equals(report.lag(), last.lag())
        || !Objects.equals(report.watermark(), last.watermark())
        || !Objects.equals(report.restarts(), last.restarts())
        || !Objects.equals(report.waiting(), last.waiting());
  }

  private String cause() throws IOException {
    return Causes.last(
        job.rest()
            .get("/jobs/" + job.id() + "/exceptions?maxExceptions=1")
            .path("exceptionHistory")
            .path("entries")
            .path(0)
            .path("stacktrace")
            .asText());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
