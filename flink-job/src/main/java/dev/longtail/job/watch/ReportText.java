package dev.longtail.job.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/** A report in words, the same in the progress of {@code run} and in {@code status}. */
public final class ReportText {
  private static final String UNKNOWN = "-";
  private static final long MEBIBYTE = 1 << 20;

  /** Shorter silence is no news. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  /** While all partitions are silent, the slowest is behind too, by less than this as a rule. */
  private static final Duration BEHIND = Duration.ofMinutes(1);

  private ReportText() {}

  /**
   * One line.
   *
   * @param report of now
   * @param before an earlier report, for the rate; null if there is none
   * @param between time from that report to this one
   * @param now time of the report
   */
  public static String line(JobReport report, JobReport before, Duration between, Instant now) {
    return "%s, records %s%s, lag %s, watermark %s, %s, restarts %s, waiting labels %s"
        .formatted(
            report.state(),
            number(report.records()),
            rate(report, before, between),
            number(report.lag()),
            time(report.watermark()),
            checkpoint(report.saved(), now),
            number(report.restarts()),
            number(report.waiting()));
  }

  /** A number of records and the like. */
  public static String number(OptionalLong number) {
    return number.isEmpty() ? UNKNOWN : "%,d".formatted(number.getAsLong());
  }

  /** A watermark. */
  public static String time(OptionalLong watermark) {
    // Before its first event a source says -1: a time before all events.
    if (watermark.isEmpty() || watermark.getAsLong() < 0) {
      return UNKNOWN;
    }
    return watermark.getAsLong() == Long.MAX_VALUE
        ? "end of the stream"
        : Instant.ofEpochMilli(watermark.getAsLong()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A checkpoint with age and size. */
  public static String checkpoint(JobReport.Saved saved, Instant now) {
    return saved == null
        ? "no checkpoint yet"
        : "checkpoint %d %s ago (%s MiB in %.1f s)"
            .formatted(
                saved.id(),
                duration(Duration.between(saved.at(), now)),
                saved.bytes() < MEBIBYTE
                    ? "%.1f".formatted((double) saved.bytes() / MEBIBYTE)
                    : "%,d".formatted(saved.bytes() / MEBIBYTE),
                saved.took().toMillis() / 1000.0);
  }

  /**
   * What failed checkpoints mean.
   *
   * @param reason what is known of it; may be empty
   */
  public static String failure(JobReport report, String reason, Instant now) {
    return "a checkpoint failed%s; %s"
        .formatted(
            reason.isEmpty() ? "" : ": " + reason,
            report.saved() == null
                ? "nothing is saved yet"
                : "the job goes on, and what it read up to checkpoint %d, %s ago, is safe"
                    .formatted(
                        report.saved().id(), duration(Duration.between(report.saved().at(), now))));
  }

  /**
   * What is to be said of a partition that has been silent for minutes while others went on; empty
   * if there is none.
   *
   * @param idleAfter the option by which windows no longer wait for such a partition, if it is set
   */
  public static Optional<String> silence(
      JobReport report, Optional<Duration> idleAfter, Instant now) {
    JobReport.Slowest slowest = report.slowest();
    if (slowest == null
        || slowest.silent().compareTo(idleAfter.orElse(Duration.ZERO).plus(SILENCE)) < 0
        || (slowest.behind() != null && slowest.behind().compareTo(BEHIND) < 0)) {
      return Optional.empty();
    }
    return Optional.of(
        "partition %d of source.topic has been silent since %s, for %s, and %s; windows wait for it%s"
            .formatted(
                slowest.partition(),
                now.minus(slowest.silent()).truncatedTo(ChronoUnit.SECONDS),
                duration(slowest.silent()),
                slowest.behind() == null
                    ? "had no event since the job started"
                    : "is " + duration(slowest.behind()) + " of events behind",
                idleAfter.isEmpty()
                    ? ". If silence is normal there, source.idle-after lets it go"
                    : ", also after source.idle-after: it holds records that were not read, or its"
                        + " broker does not answer"));
  }

  /** A duration, roughly. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    return seconds < 7200
        ? seconds / 60 + " min"
        : seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
  }

  private static String rate(JobReport report, JobReport before, Duration between) {
    if (before == null
        || before.records().isEmpty()
        || report.records().isEmpty()
        || between.toMillis() <= 0) {
      return "";
    }
    long more = report.records().getAsLong() - before.records().getAsLong();
    return more < 0 ? "" : " (%,d/s)".formatted(more * 1000 / between.toMillis());
  }
}
