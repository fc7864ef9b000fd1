package dev.longtail.job.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at a job every ten seconds and says what changed: its progress in a line; a sentence for
 * each checkpoint that failed; a sentence for each restart with its cause; a sentence for a
 * partition whose silence holds the windows.
 */
public final class JobWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** So that a silent log is not taken for a job that hangs. */
  private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(10);

  private final RunningJob job;
  private final Supplier<Optional<String>> diagnosis;
  private final Optional<Duration> idleAfter;
  private final Consumer<String> say;
  private final Thread thread = new Thread(this::watch, "job-watch");
  private JobReport last;
  private Instant lastAt;
  private Instant lastSaid = Instant.MIN;
  private long lastFailed;
  private int silentPartition = -1;
  private Instant silenceSaid = Instant.MIN;

  JobWatch(
      RunningJob job,
      Supplier<Optional<String>> diagnosis,
      Optional<Duration> idleAfter,
      Consumer<String> say) {
    this.job = job;
    this.diagnosis = diagnosis;
    this.idleAfter = idleAfter;
    this.say = say;
  }

  /**
   * Watches a job until it is closed.
   *
   * @param diagnosis asked when a checkpoint fails, because Flink's own reason is often only that
   *     it failed
   * @param idleAfter the silence after which windows no longer wait for a partition, if they do not
   * @param say is told in a sentence
   */
  public static JobWatch of(
      RunningJob job,
      Supplier<Optional<String>> diagnosis,
      Optional<Duration> idleAfter,
      Consumer<String> say) {
    JobWatch watch = new JobWatch(job, diagnosis, idleAfter, say);
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
          // It starts or ends; the next look says more.
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
    if (hasFailed(report)) {
      say.accept(ReportText.failure(report, reason(report), now));
    }
    if (last == null || hasChanged(report) || lastSaid.plus(AT_LEAST_EVERY).isBefore(now)) {
      lastSaid = now;
      Duration between = lastAt == null ? Duration.ZERO : Duration.between(lastAt, now);
      say.accept(ReportText.line(report, last, between, now));
    }
    saySilence(report, now);
    last = report;
    lastAt = now;
  }

  /** At once, and now and then while it lasts. */
  private void saySilence(JobReport report, Instant now) {
    Optional<String> silence = ReportText.silence(report, idleAfter, now);
    int partition = silence.isEmpty() ? -1 : report.slowest().partition();
    if (silence.isPresent()
        && (partition != silentPartition || !silenceSaid.plus(AT_LEAST_EVERY).isAfter(now))) {
      silenceSaid = now;
      say.accept(silence.get());
    }
    silentPartition = partition;
  }

  /** While a job starts, its tasks are not ready for the first checkpoints: that is no failure. */
  private boolean hasFailed(JobReport report) {
    boolean told = report.failed() != null && report.failed().id() > lastFailed;
    boolean more = last != null && last.saved() != null && report.failures() > last.failures();
    return told || more;
  }

  private String reason(JobReport report) {
    Optional<String> diagnosed = diagnosis.get();
    boolean told = report.failed() != null && report.failed().id() > lastFailed;
    if (told) {
      lastFailed = report.failed().id();
    }
    return diagnosed.orElse(told ? report.failed().reason() : "");
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
