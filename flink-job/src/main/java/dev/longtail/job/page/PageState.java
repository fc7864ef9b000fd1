package dev.longtail.job.page;

import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.watch.JobReport;
import dev.longtail.job.watch.LabelReport;
import dev.longtail.job.watch.ReportText;
import dev.longtail.udfs.text.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The form of {@code state.json}: what the page shows. Every text that comes from data is cut and
 * escaped here; the page puts it in as text all the same.
 *
 * @param version of the results; a page that names it gets them only if they have changed
 * @param results null if the page has them already
 */
record PageState(
    String now, Words health, Figures job, Labels labels, long version, Found results) {

  /** The health in words. */
  record Words(String level, String headline, String spoken, List<NoteView> notes) {}

  /** A sentence. */
  record NoteView(String level, String text) {}

  /**
   * Figures of the job; null where they are not known.
   *
   * @param rate records a second
   * @param slowest the partition that the watermark waits for, in words
   * @param past figures of the last minutes
   */
  record Figures(
      String id,
      String state,
      String uptime,
      Long restarts,
      Long records,
      Double rate,
      Long lag,
      String watermark,
      String slowest,
      Long checkpoint,
      String checkpointAt,
      Long checkpointBytes,
      String checkpointSize,
      Double checkpointSeconds,
      List<Look.Point> past) {}

  /** What labels cost; null where it is not known, or where there is no cap. */
  record Labels(
      String labeler,
      Long calls,
      Long tokens,
      Long callsLeft,
      Long tokensLeft,
      Double cost,
      Double costLeft,
      Long waiting,
      Long waitingForWindow,
      Long inFlight) {}

  /**
   * The results.
   *
   * @param windows the latest ones, the latest first
   * @param earlier rows that are left out
   */
  record Found(
      List<Funnel.Row> windows,
      int earlier,
      Funnel.Counts total,
      List<AnomalyView> anomalies,
      List<ExemplarView> exemplars) {}

  /**
   * A command line.
   *
   * @param text its beginning
   * @param characters of the whole
   * @param cut whether there is more of it
   */
  record LineView(String text, int characters, boolean cut) {
    static LineView of(CommandText line) {
      return new LineView(line.shortened(), line.characters(), line.isCut());
    }
  }

  /** An anomaly. */
  record AnomalyView(
      String id,
      String window,
      String scale,
      String detector,
      int rank,
      double score,
      LineView line,
      List<ShownAnomaly.Reason> reasons,
      SeenAt seen) {
    static AnomalyView of(ShownAnomaly from) {
      return new AnomalyView(
          from.id(),
          Printable.of(from.window()),
          Printable.of(from.scale()),
          Printable.of(from.detector()),
          from.rank(),
          from.score(),
          LineView.of(from.line()),
          from.reasons().stream()
              .map(
                  reason ->
                      new ShownAnomaly.Reason(
                          Printable.of(reason.feature()),
                          Printable.of(reason.meaning()),
                          reason.value(),
                          reason.usual(),
                          reason.share()))
              .toList(),
          printable(from.seen()));
    }
  }

  /** An exemplar, with its verdict; null while it waits. */
  record ExemplarView(
      String id,
      String window,
      String scale,
      String detectors,
      int rank,
      String at,
      LineView line,
      SeenAt seen,
      ShownExemplar.Judged verdict) {
    static ExemplarView of(ShownExemplar from) {
      ShownExemplar.Judged verdict = from.verdict();
      return new ExemplarView(
          from.id(),
          Printable.of(from.window()),
          Printable.of(from.scale()),
          Printable.of(String.join(", ", from.detectors())),
          from.rank(),
          from.at().toString(),
          LineView.of(from.line()),
          printable(from.seen()),
          verdict == null
              ? null
              : new ShownExemplar.Judged(
                  Printable.of(verdict.verdict()),
                  verdict.admitted(),
                  Printable.of(verdict.reason()),
                  Printable.of(verdict.model())));
    }
  }

  private static SeenAt printable(SeenAt seen) {
    return seen == null
        ? null
        : new SeenAt(
            Printable.of(seen.firstSeen()),
            Printable.of(seen.host()),
            Printable.of(seen.user()),
            seen.occurrences());
  }

  static Words words(Health health) {
    return new Words(
        level(health.level()),
        Printable.of(health.headline()),
        health.spoken(),
        health.notes().stream()
            .map(note -> new NoteView(level(note.level()), Printable.of(note.text())))
            .toList());
  }

  private static String level(Health.Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }

  static Figures figures(Look look) {
    JobReport report = look.report();
    if (report == null) {
      return null;
    }
    JobReport.Saved saved = report.saved();
    double rate = look.rate();
    return new Figures(
        Printable.of(look.job()),
        Printable.of(report.state()),
        ReportText.duration(report.uptime()),
        orNull(report.restarts()),
        orNull(report.records()),
        rate < 0 ? null : rate,
        orNull(report.lag()),
        ReportText.time(report.watermark()),
        slowest(report),
        saved == null ? null : saved.id(),
        saved == null ? null : saved.at().toString(),
        saved == null ? null : saved.bytes(),
        saved == null ? null : Health.size(saved.bytes()),
        saved == null ? null : saved.took().toMillis() / 1000.0,
        look.past());
  }

  private static String slowest(JobReport report) {
    return report.slowest() == null || report.slowest().behind() == null
        ? null
        : "partition %d is %s behind"
            .formatted(
                report.slowest().partition(), ReportText.duration(report.slowest().behind()));
  }

  static Labels labels(Look look, Spending spending) {
    Optional<LabelReport> labels = Optional.ofNullable(look.report()).map(JobReport::labels);
    OptionalDouble cost = labels.map(LabelReport::cost).orElse(OptionalDouble.empty());
    OptionalDouble costLeft = labels.map(spending::costLeft).orElse(OptionalDouble.empty());
    OptionalLong tokensLeft = labels.map(spending::tokensLeft).orElse(OptionalLong.empty());
    return new Labels(
        Printable.of(spending.labeler()),
        labels.map(LabelReport::calls).orElse(null),
        labels.map(LabelReport::tokens).orElse(null),
        orNull(labels.map(spending::callsLeft).orElse(OptionalLong.empty())),
        orNull(tokensLeft),
        cost.isPresent() ? cost.getAsDouble() : null,
        costLeft.isPresent() ? costLeft.getAsDouble() : null,
        labels.map(LabelReport::waiting).orElse(null),
        labels.map(LabelReport::waitingForWindow).orElse(null),
        labels.map(LabelReport::inFlight).orElse(null));
  }

  static Found found(Results results, int mostWindows) {
    Funnel funnel = results.funnel();
    List<Funnel.Row> rows = new ArrayList<>(funnel.rows());
    Collections.reverse(rows);
    int shown = Math.min(mostWindows, rows.size());
    return new Found(
        rows.subList(0, shown).stream()
            .map(
                row ->
                    new Funnel.Row(
                        Printable.of(row.window()), Printable.of(row.scale()), row.counts()))
            .toList(),
        rows.size() - shown,
        funnel.total(),
        results.anomalies().stream().map(AnomalyView::of).toList(),
        results.exemplars().stream().map(ExemplarView::of).toList());
  }

  static PageState of(
      Instant now, Health health, Look look, Spending spending, long version, Found results) {
    return new PageState(
        now.toString(), words(health), figures(look), labels(look, spending), version, results);
  }

  private static Long orNull(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }
}
