package dev.longtail.job.graph;

import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.MergedBy;
import dev.longtail.detectors.duplicates.NearDuplicate;
import dev.longtail.detectors.model.Contribution;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ExplainedLine;
import dev.longtail.job.scoring.LineReasons;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.labeler.admission.Provenance;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.marks.AttackMarks;
import java.io.Serializable;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The form of every output: each record in this class is one line of JSON, with its id as key.
 * Other programs read these files. Components may be added freely; never rename a component.
 *
 * @param windows names the windows
 * @param provenance what stands between a line and the training data
 */
record JsonViews(DetectorWindows windows, Provenance provenance) implements Serializable {

  private record AnomalyLine(
      String id,
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

  /** The event that brought a command. */
  private record Event(String eventId, String firstSeen, String host, String user, String os) {
    static Event of(Sighting command) {
      return new Event(
          command.eventId(),
          Instant.ofEpochMilli(command.firstSeen()).toString(),
          command.host(),
          command.user(),
          command.os());
    }
  }

  private record DetectionLine(
      String id,
      String window,
      double score,
      double threshold,
      String model,
      String commandLine,
      List<String> marks,
      String decidedBy,
      List<LineReasons.Feature> explanation,
      LineReasons.Near nearestBenign,
      LineReasons.Near nearestMalicious,
      Event source) {}

  private record DoubtLine(
      String id,
      String window,
      double score,
      double threshold,
      boolean detected,
      String model,
      String commandLine,
      List<String> marks,
      List<LineReasons.Feature> explanation,
      LineReasons.Near nearestBenign,
      LineReasons.Near nearestMalicious,
      Event source) {}

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
      double cosine,
      Source source) {}

  private record VerdictLine(
      String id,
      String window,
      String scale,
      String cmd,
      String verdict,
      boolean admitted,
      String reason,
      String model,
      String promptVersion,
      String redaction,
      String ruleSet,
      String gate,
      String canary) {}

  private record Lineage(
      String exemplar,
      int rank,
      double score,
      String model,
      String promptVersion,
      String verdictReason,
      String redaction,
      String ruleSet,
      String gate,
      String canary,
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

  private record DeadLetterLine(
      String origin,
      String reason,
      String window,
      long rawBytes,
      String rawSha256,
      String rawBase64) {}

  private record LateLine(
      String id,
      String eventId,
      String window,
      String ts,
      String host,
      String user,
      String os,
      String commandLine) {}

  private record DriftLine(
      String id,
      String window,
      String measure,
      double psi,
      double limit,
      String nearest,
      int compared,
      boolean moved) {}

  OutputRecord anomaly(Anomaly anomaly) {
    ScoredCommand scored = anomaly.scored();
    String window = windows.nameOf(scored.window());
    String id =
        "%s/%s/%s/%016x"
            .formatted(window, scored.scale(), scored.detector(), scored.command().hash());
    return OutputRecord.of(
        id,
        window,
        new AnomalyLine(
            id,
            window,
            scored.scale(),
            scored.detector(),
            anomaly.rank(),
            scored.score(),
            scored.command().commandLine(),
            scored.explanation(),
            Source.of(scored.command())));
  }

  OutputRecord exemplar(Exemplar exemplar) {
    String window = windows.nameOf(exemplar.window());
    return OutputRecord.of(
        exemplar.id(),
        window,
        new ExemplarLine(
            exemplar.id(),
            window,
            exemplar.scale(),
            exemplar.detectors(),
            exemplar.rank(),
            exemplar.score(),
            exemplar.command().commandLine(),
            Source.of(exemplar.command())));
  }

  OutputRecord nearDuplicate(NearDuplicate duplicate) {
    Exemplar anomaly = duplicate.anomaly();
    String window = windows.nameOf(anomaly.window());
    return OutputRecord.of(
        anomaly.id(),
        window,
        new NearDuplicateLine(
            anomaly.id(),
            window,
            anomaly.scale(),
            anomaly.detectors(),
            anomaly.command().commandLine(),
            duplicate.of(),
            duplicate.by(),
            duplicate.cosine(),
            Source.of(anomaly.command())));
  }

  /** For {@link Output#VERDICTS} and {@link Output#QUARANTINE}. */
  OutputRecord verdict(AdmittedRequest labelled) {
    Exemplar exemplar = labelled.request().exemplar();
    String window = windows.nameOf(exemplar.window());
    return OutputRecord.of(
        exemplar.id(),
        window,
        new VerdictLine(
            exemplar.id(),
            window,
            exemplar.scale(),
            exemplar.command().commandLine(),
            labelled.result().verdict().name(),
            labelled.admitted(),
            labelled.admitted() ? labelled.result().reason() : labelled.admissionReason(),
            labelled.result().model(),
            labelled.result().promptVersion(),
            provenance.redaction(),
            provenance.ruleSet(),
            provenance.gate(),
            labelled.result().canary()));
  }

  OutputRecord trainingData(AdmittedRequest labelled) {
    Exemplar exemplar = labelled.request().exemplar();
    String window = windows.nameOf(exemplar.window());
    return OutputRecord.of(
        exemplar.id(),
        window,
        new TrainingLine(
            exemplar.command().commandLine(),
            label(labelled),
            window,
            exemplar.scale(),
            exemplar.detectors(),
            new Lineage(
                exemplar.id(),
                exemplar.rank(),
                exemplar.score(),
                labelled.result().model(),
                labelled.result().promptVersion(),
                labelled.result().reason(),
                provenance.redaction(),
                provenance.ruleSet(),
                provenance.gate(),
                labelled.result().canary(),
                Source.of(exemplar.command()))));
  }

  OutputRecord control(AdmittedRequest labelled) {
    Exemplar line = labelled.request().exemplar();
    String window = windows.nameOf(line.window());
    String arm = labelled.request().arm().label();
    return OutputRecord.of(
        arm + "/" + line.id(),
        window,
        new ControlLine(
            line.command().commandLine(),
            label(labelled),
            arm,
            window,
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

  OutputRecord deadLetter(DeadLetter letter) {
    boolean timed = letter.ts() != Rejected.NO_TIME;
    String window = timed ? windows.nameOf(windows.startOf(letter.ts())) : null;
    return OutputRecord.of(
        letter.origin(),
        timed ? window : FunnelCount.UNKNOWN_WINDOW,
        new DeadLetterLine(
            letter.origin(),
            letter.reason(),
            window,
            letter.length(),
            letter.sha256(),
            Base64.getEncoder().encodeToString(letter.raw())));
  }

  OutputRecord late(Sighting event) {
    String window = windows.nameOf(windows.startOf(event.firstSeen()));
    String id = "%s/%016x/%s".formatted(window, event.hash(), event.eventId());
    return OutputRecord.of(
        id,
        window,
        new LateLine(
            id,
            event.eventId(),
            window,
            Instant.ofEpochMilli(event.firstSeen()).toString(),
            event.host(),
            event.user(),
            event.os(),
            event.commandLine()));
  }

  OutputRecord drift(WindowDrift drift) {
    String window = windows.nameOf(drift.window());
    String id = window + "/" + drift.measure().label();
    return OutputRecord.of(
        id,
        window,
        new DriftLine(
            id,
            window,
            drift.measure().label(),
            drift.psi(),
            drift.limit(),
            windows.nameOf(drift.nearest()),
            drift.compared(),
            drift.moved()));
  }

  OutputRecord detection(ExplainedLine explained) {
    Detection detection = explained.judged();
    LineReasons reasons = explained.reasons();
    ScoredLine line = detection.line();
    String window = windows.nameOf(detection.window());
    return OutputRecord.of(
        idOf(detection),
        window,
        new DetectionLine(
            idOf(detection),
            window,
            line.score(),
            detection.threshold(),
            line.model().content(),
            line.sighting().commandLine(),
            marks(line),
            reasons.command(),
            reasons.features(),
            reasons.benign().orElse(null),
            reasons.malicious().orElse(null),
            Event.of(line.sighting())));
  }

  OutputRecord doubt(ExplainedLine explained) {
    Detection doubt = explained.judged();
    LineReasons reasons = explained.reasons();
    ScoredLine line = doubt.line();
    String window = windows.nameOf(doubt.window());
    return OutputRecord.of(
        idOf(doubt),
        window,
        new DoubtLine(
            idOf(doubt),
            window,
            line.score(),
            doubt.threshold(),
            doubt.detected(),
            line.model().content(),
            line.sighting().commandLine(),
            marks(line),
            reasons.features(),
            reasons.benign().orElse(null),
            reasons.malicious().orElse(null),
            Event.of(line.sighting())));
  }

  private String idOf(Detection detection) {
    return "%s/%016x".formatted(windows.nameOf(detection.window()), detection.line().hash());
  }

  /** The attack marks of a line, by their ids. */
  private static List<String> marks(ScoredLine line) {
    return AttackMarks.BUILT_IN.idsOf(line.sighting().commandLine());
  }

  /** The key names the place that counts, so that the latest count of a place remains. */
  OutputRecord funnel(FunnelCount count) {
    return OutputRecord.of(
        "%s/%s/%s/%s".formatted(count.window(), count.scale(), count.stage(), count.place()),
        count.window(),
        count);
  }
}
