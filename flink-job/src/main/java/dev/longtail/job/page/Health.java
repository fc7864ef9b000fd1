package dev.longtail.job.page;

import dev.longtail.job.page.OutputReader.Reading;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.LabelReport;
import dev.longtail.job.watch.ReportText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the job is, in words.
 *
 * @param level the worst of all
 * @param headline one sentence, with figures that change
 * @param spoken the same without figures, for those who hear the page: it changes only with the
 *     health
 * @param notes further sentences, the worst first
 */
record Health(Level level, String headline, String spoken, List<Note> notes) {
  /** How bad it is. */
  enum Level {
    OK,
    NOTE,
    WARNING,
    BAD
  }

  /** A sentence. */
  record Note(Level level, String text) {}

  private static final Duration STALE = Duration.ofSeconds(20);
  private static final Duration LONG_UNSAVED = Duration.ofMinutes(10);
  private static final long HARDLY_ANY_TOKENS = 10_000;
  private static final long MUCH_UNREAD = 1_000;

  private static final Map<String, String> STATES =
      Map.of(
          "INITIALIZING", "starting",
          "CREATED", "starting",
          "RECONCILING", "starting",
          "RESTARTING", "restarting",
          "FAILING", "failing",
          "CANCELLING", "stopping",
          "CANCELED", "stopped",
          "FINISHED", "stopped",
          "SUSPENDED", "suspended",
          "FAILED", "failed");

  /**
   * The health of a job.
   *
   * @param reading of the job's outputs
   * @param moved by what the latest window is unlike those before it
   * @param spending the caps
   * @param idleAfter the silence after which windows no longer wait for a partition, if they do not
   */
  static Health of(
      Look look,
      Reading reading,
      List<ShownDrift> moved,
      Spending spending,
      Optional<Duration> idleAfter,
      Instant now) {
    List<Note> notes = new ArrayList<>();
    boolean running = look.problem().isEmpty() && isRunning(look);
    String main = running ? running(look, now) : notRunning(look, now);
    notes.add(new Note(running ? Level.OK : Level.BAD, main));
    reading
        .problem()
        .ifPresent(
            problem ->
                notes.add(
                    new Note(
                        running && problem.early() ? Level.NOTE : Level.BAD,
                        problem.words() + since(problem.since(), now))));
    if (running) {
      addLabels(look.report(), spending, now, notes);
      addCheckpoints(look.report(), now, notes);
      ReportText.silence(look.report(), idleAfter, now)
          .ifPresent(silence -> notes.add(new Note(Level.WARNING, silence)));
      addRestarts(look, notes);
    }
    moved.forEach(drift -> notes.add(new Note(Level.WARNING, drift.words())));
    if (reading.unread() > MUCH_UNREAD) {
      notes.add(
          new Note(
              Level.NOTE,
              "this page is still reading the results: %,d to go".formatted(reading.unread())));
    }
    notes.sort(Comparator.comparing(Note::level).reversed());
    Level level = notes.get(0).level;
    // A job that runs is said to run, whatever it complains of; what is bad comes first.
    Note first =
        level == Level.BAD
            ? notes.get(0)
            : notes.stream().filter(note -> note.text.equals(main)).findFirst().orElseThrow();
    notes.remove(first);
    return new Health(level, first.text, spoken(level, running), List.copyOf(notes));
  }

  private static boolean isRunning(Look look) {
    return look.report() != null && look.report().state().equals("RUNNING");
  }

  private static String spoken(Level level, boolean running) {
    if (level == Level.BAD) {
      return running ? "The job runs, but its results cannot be read." : "The job does not run.";
    }
    return level == Level.WARNING ? "The job runs, with a warning." : "The job runs.";
  }

  private static String notRunning(Look look, Instant now) {
    if (!look.problem().isEmpty()) {
      return look.problem() + (look.at() == null ? "" : since(look.at(), now));
    }
    if (look.report() == null) {
      return "looking for the job";
    }
    String state = look.report().state();
    return STATES.getOrDefault(state, state.toLowerCase(Locale.ROOT))
        + (look.lastFailure().isEmpty() ? "" : ": " + look.lastFailure());
  }

  private static String running(Look look, Instant now) {
    JobReport report = look.report();
    StringBuilder words = new StringBuilder("running, ").append(behind(look)).append(", ");
    if (report.saved() == null) {
      words.append("no checkpoint yet");
    } else {
      words
          .append("last checkpoint ")
          .append(ago(report.saved().at(), now))
          .append(", ")
          .append(size(report.saved().bytes()));
    }
    if (Duration.between(look.at(), now).compareTo(STALE) > 0) {
      words.append("; as of ").append(ago(look.at(), now));
    }
    return words.toString();
  }

  private static String behind(Look look) {
    if (look.report().lag().isEmpty()) {
      return "how far behind is not known yet";
    }
    long lag = look.report().lag().getAsLong();
    if (lag == 0) {
      return "nothing unread";
    }
    double rate = look.rate();
    return rate < 1
        ? "%,d unread".formatted(lag)
        : "%s behind".formatted(ReportText.duration(Duration.ofSeconds((long) (lag / rate) + 1)));
  }

  private static void addLabels(
      JobReport report, Spending spending, Instant now, List<Note> notes) {
    LabelReport labels = report.labels();
    if (labels == null) {
      return;
    }
    String waiting = waiting(labels.waiting());
    if (labels.downSince().isPresent()) {
      boolean spent =
          spending.callsLeft(labels).orElse(1) <= 0
              || spending.tokensLeft(labels).orElse(HARDLY_ANY_TOKENS) < HARDLY_ANY_TOKENS;
      Instant since = labels.downSince().get();
      notes.add(
          new Note(
              Level.WARNING,
              spent
                  ? "the label budget is spent: " + waiting
                  : "the label endpoint has not answered for %s: %s"
                      .formatted(ReportText.duration(Duration.between(since, now)), waiting)));
    } else if (!spending.someoneLabels() && labels.waiting() > 0) {
      notes.add(new Note(Level.NOTE, "no labeler is configured: " + waiting));
    }
  }

  private static String waiting(long exemplars) {
    return exemplars == 1 ? "1 exemplar waits" : "%,d exemplars wait".formatted(exemplars);
  }

  private static void addCheckpoints(JobReport report, Instant now, List<Note> notes) {
    JobReport.Saved saved = report.saved();
    if (report.failed() != null && (saved == null || report.failed().at().isAfter(saved.at()))) {
      notes.add(new Note(Level.WARNING, ReportText.failure(report, report.failed().reason(), now)));
    } else if (saved != null
        && Duration.between(saved.at(), now).compareTo(LONG_UNSAVED) > 0
        && report.uptime().compareTo(LONG_UNSAVED) > 0) {
      notes.add(
          new Note(
              Level.WARNING,
              "no checkpoint for %s: after a failure the job reads that much again"
                  .formatted(ReportText.duration(Duration.between(saved.at(), now)))));
    }
  }

  private static void addRestarts(Look look, List<Note> notes) {
    if (look.recentRestarts() > 0) {
      notes.add(
          new Note(
              Level.WARNING,
              "restarted %s in the last 10 min%s"
                  .formatted(
                      look.recentRestarts() == 1 ? "once" : look.recentRestarts() + " times",
                      look.lastFailure().isEmpty() ? "" : ": " + look.lastFailure())));
    }
  }

  private static String since(Instant time, Instant now) {
    return time == null || time.plusSeconds(2).isAfter(now)
        ? ""
        : ", for " + ReportText.duration(Duration.between(time, now));
  }

  private static String ago(Instant time, Instant now) {
    return ReportText.duration(Duration.between(time, now)) + " ago";
  }

  /** Bytes in words, in powers of ten. */
  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    String[] units = {"KB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = -1;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    return (value < 9.95 ? "%.1f %s" : "%.0f %s").formatted(value, units[unit]);
  }
}
