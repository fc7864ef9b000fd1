package dev.longtail.job.page;

import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.RunningJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at the job's cluster, and remembers the last minutes. Looks are made by one thread. */
final class ClusterWatch {
  private static final Duration POINT_EVERY = Duration.ofSeconds(5);
  private static final int MOST_POINTS = 120;
  private static final Duration RECENT = Duration.ofMinutes(10);

  private final JobFinder finder;
  private final Deque<Look.Point> past = new ArrayDeque<>();
  private final Deque<Instant> restarts = new ArrayDeque<>();
  private RunningJob job;
  private long knownRestarts;
  private String lastFailure = "";
  private volatile Look latest = Look.NONE;

  ClusterWatch(JobFinder finder) {
    this.finder = finder;
  }

  /** The latest look. */
  Look latest() {
    return latest;
  }

  /** Looks again. */
  void look(Instant now) {
    if (job == null) {
      Optional<RunningJob> found = finder.find();
      if (found.isEmpty()) {
        latest = without("no job of this configuration runs at " + finder.where());
        return;
      }
      begin(found.get());
    }
    try {
      JobReport report = JobReport.of(job);
      noteRestarts(report, now);
      notePoint(report, now);
      latest = new Look(job.id(), report, now, "", restarts.size(), lastFailure, List.copyOf(past));
      if (report.hasEnded()) {
        job = null; // The next start has another id.
      }
    } catch (IOException e) {
      String where = job.rest().address().toString();
      job = null; // It may come back elsewhere, or under another id.
      latest = without("the cluster at " + where + " does not answer");
    }
  }

  private Look without(String problem) {
    return new Look(
        latest.job(),
        latest.report(),
        latest.at(),
        problem,
        latest.recentRestarts(),
        lastFailure,
        latest.past());
  }

  private void begin(RunningJob found) {
    if (!found.id().equals(latest.job())) {
      past.clear();
      restarts.clear();
      knownRestarts = Long.MAX_VALUE; // Those before the first look are not news.
      lastFailure = "";
    }
    job = found;
  }

  private void noteRestarts(JobReport report, Instant now) throws IOException {
    OptionalLong count = report.restarts();
    if (count.isPresent()) {
      for (long i = knownRestarts; i < count.getAsLong() && i < knownRestarts + 100; i++) {
        restarts.addLast(now);
      }
      if (count.getAsLong() > knownRestarts) {
        lastFailure = job.lastFailure();
      }
      knownRestarts = count.getAsLong();
    }
    while (!restarts.isEmpty() && restarts.peekFirst().plus(RECENT).isBefore(now)) {
      restarts.removeFirst();
    }
  }

  private void notePoint(JobReport report, Instant now) {
    Look.Point last = past.peekLast();
    if (last != null && now.getEpochSecond() < last.at() + POINT_EVERY.toSeconds()) {
      return;
    }
    past.addLast(
        new Look.Point(
            now.getEpochSecond(),
            report.lag().orElse(-1),
            report.records().orElse(-1),
            report.watermark().isPresent() && report.watermark().getAsLong() < Long.MAX_VALUE
                ? report.watermark().getAsLong() / 1000
                : -1,
            report.saved() == null ? -1 : report.saved().bytes(),
            report.waiting().orElse(-1)));
    if (past.size() > MOST_POINTS) {
      past.removeFirst();
    }
  }
}
