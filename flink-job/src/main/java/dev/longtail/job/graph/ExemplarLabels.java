package dev.longtail.job.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.labeler.admission.Provenance;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives exemplars that a job has written their labels, outside of the job: the same gate and the
 * same forms, so the lines are those that the job would have written.
 */
public final class ExemplarLabels {
  /** Windows that are not days are named by their start, which is a whole second. */
  private static final DetectorWindows BY_START = new DetectorWindows(1_000);

  private final AdmissionGate gate;
  private final Provenance provenance;

  /**
   * Labels with the vetoes of the user's among {@code options}.
   *
   * @param classifier has to agree with benign verdicts
   * @throws InputException if a veto is wrong
   */
  public ExemplarLabels(LabelerOptions options, PresentClassifier classifier) {
    gate = new AdmissionGate(Vetoes.with(options.rules()), classifier);
    provenance = Provenance.of(options, classifier.name());
  }

  /**
   * The lines about one labelled exemplar.
   *
   * @param verdict for {@link Output#VERDICTS}
   * @param training for {@link Output#TRAINING_DATA}; null if it is not admitted
   * @param quarantine for {@link Output#QUARANTINE}; null if it is admitted
   */
  public record Lines(String verdict, String training, String quarantine) {}

  /** The lines about {@code exemplar} with its answer. */
  public Lines lines(Exemplar exemplar, String window, LabelResult answer) {
    JsonViews views = new JsonViews(windows(window), provenance);
    AdmittedRequest admitted =
        AdmittedRequest.of(new LabelRequest(LabelRequest.Arm.EXEMPLAR, exemplar), answer, gate);
    String verdict = views.verdict(admitted).json();
    return admitted.admitted()
        ? new Lines(verdict, views.trainingData(admitted).json(), null)
        : new Lines(verdict, null, verdict);
  }

  private static DetectorWindows windows(String window) {
    return window.indexOf('T') < 0 ? DetectorWindows.DAILY : BY_START;
  }

  /**
   * Reads a record of {@link Output#EXEMPLARS}.
   *
   * @param where its place, for messages
   * @throws InputException naming {@code where}, if it is none
   */
  public static Exemplar read(JsonNode line, String where) {
    JsonNode source = line.path("source");
    String command = text(line, "command_line", where);
    String window = text(line, "window", where);
    List<String> detectors = new ArrayList<>();
    line.path("detectors").forEach(detector -> detectors.add(detector.asText()));
    try {
      return new Exemplar(
          text(line, "id", where),
          windows(window).startOf(window),
          text(line, "scale", where),
          List.copyOf(detectors),
          line.path("rank").asInt(),
          line.path("score").asDouble(),
          new Sighting(
              CommandHash.of(command),
              command,
              source.path("event_id").textValue(),
              Instant.parse(text(source, "first_seen", where)).toEpochMilli(),
              source.path("host").textValue(),
              source.path("user").textValue(),
              source.path("os").textValue(),
              source.path("occurrences").asLong()));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new InputException(where + ": no exemplar: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode record, String field, String where) {
    JsonNode value = record.get(field);
    if (value == null || !value.isTextual()) {
      throw new InputException(where + ": no exemplar: field " + field + " is missing or no text");
    }
    return value.textValue();
  }
}
