package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.MergedBy;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.io.Json;
import java.io.Serializable;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The JSON form of every output: each record in this class is one line of JSON. Other programs read
 * these files. Components may be added freely; never rename a component.
 *
 * @param windows names the windows
 */
record JsonViews(DetectorWindows windows) implements Serializable {

  private record AnomalyLine(
      String window,
      String scale,
      String detector,
      int rank,
      double score,
      String commandLine,
      List<Contribution> explanation,
      Source source) {}

  /** The first process start of a command in its window, and the number of its starts. */
  private record Source(
      String eventId, String firstSeen, String host, String user, String os, long occurrences) {
    static Source of(Sighting command) {
      return new Source(
          command.eventId(),
          Instant.ofEpochMilli(command.firstSeen()).toString(),
          command.host(),
          command.user(),
          command.os(),
          command.occurrences());
    }
  }

  private record ExemplarLine(
      String id,
      String window,
      String scale,
      List<String> detectors,
      int rank,
      double score,
      String commandLine,
      Source source) {}

  private record NearDuplicateLine(
      String id,
      String window,
      String scale,
      List<String> detectors,
      String commandLine,
      String of,
      MergedBy by,
      double cosine) {}

  private record VerdictLine(
      String id,
      String window,
      String scale,
      String cmd,
      String verdict,
      boolean admitted,
      String reason,
      String model,
      String promptVersion) {}

  private record Lineage(
      String exemplar,
      int rank,
      double score,
      String model,
      String promptVersion,
      String verdictReason,
      Source source) {}

  private record TrainingLine(
      String cmd,
      String label,
      String window,
      String scale,
      List<String> detectors,
      Lineage lineage) {}

  private record ControlLine(
      String cmd,
      String label,
      String arm,
      String window,
      String scale,
      List<String> detectors,
      String verdict,
      boolean admitted,
      String reason,
      String model,
      String promptVersion) {}

  private record DeadLetterLine(String origin, String reason, String window, String rawBase64) {}

  String anomaly(Anomaly anomaly) {
    ScoredCommand scored = anomaly.scored();
    return Json.line(
        new AnomalyLine(
            windows.nameOf(scored.window()),
            scored.scale(),
            scored.detector(),
            anomaly.rank(),
            scored.score(),
            scored.command().commandLine(),
            scored.explanation(),
            Source.of(scored.command())));
  }

  String exemplar(Exemplar exemplar) {
    return Json.line(
        new ExemplarLine(
            exemplar.id(),
            windows.nameOf(exemplar.window()),
            exemplar.scale(),
            exemplar.detectors(),
            exemplar.rank(),
            exemplar.score(),
            exemplar.command().commandLine(),
            Source.of(exemplar.command())));
  }

  String nearDuplicate(NearDuplicate duplicate) {
    Exemplar anomaly = duplicate.anomaly();
    return Json.line(
        new NearDuplicateLine(
            anomaly.id(),
            windows.nameOf(anomaly.window()),
            anomaly.scale(),
            anomaly.detectors(),
            anomaly.command().commandLine(),
            duplicate.of(),
            duplicate.by(),
            duplicate.cosine()));
  }

  /** For {@link Output#VERDICTS} and {@link Output#QUARANTINE}. */
  String verdict(AdmittedRequest labelled) {
    Exemplar exemplar = labelled.request().exemplar();
    return Json.line(
        new VerdictLine(
            exemplar.id(),
            windows.nameOf(exemplar.window()),
            exemplar.scale(),
            exemplar.command().commandLine(),
            labelled.result().verdict().name(),
            labelled.admitted(),
            labelled.admitted() ? labelled.result().reason() : labelled.admissionReason(),
            labelled.result().model(),
            labelled.result().promptVersion()));
  }

  String trainingData(AdmittedRequest labelled) {
    Exemplar exemplar = labelled.request().exemplar();
    return Json.line(
        new TrainingLine(
            exemplar.command().commandLine(),
            label(labelled),
            windows.nameOf(exemplar.window()),
            exemplar.scale(),
            exemplar.detectors(),
            new Lineage(
                exemplar.id(),
                exemplar.rank(),
                exemplar.score(),
                labelled.result().model(),
                labelled.result().promptVersion(),
                labelled.result().reason(),
                Source.of(exemplar.command()))));
  }

  String control(AdmittedRequest labelled) {
    Exemplar line = labelled.request().exemplar();
    return Json.line(
        new ControlLine(
            line.command().commandLine(),
            label(labelled),
            labelled.request().arm().label(),
            windows.nameOf(line.window()),
            line.scale(),
            line.detectors(),
            labelled.result().verdict().name(),
            labelled.admitted(),
            labelled.admitted() ? labelled.result().reason() : labelled.admissionReason(),
            labelled.result().model(),
            labelled.result().promptVersion()));
  }

  /** The verdict as a label; null for an abstention. */
  private static String label(AdmittedRequest labelled) {
    Verdict verdict = labelled.result().verdict();
    return verdict == Verdict.ABSTAINED ? null : verdict.name().toLowerCase(Locale.ROOT);
  }

  String deadLetter(DeadLetter letter) {
    boolean timed = letter.ts() != Rejected.NO_TIME;
    return Json.line(
        new DeadLetterLine(
            letter.origin(),
            letter.reason(),
            timed ? windows.nameOf(windows.startOf(letter.ts())) : null,
            Base64.getEncoder().encodeToString(letter.raw())));
  }
}
