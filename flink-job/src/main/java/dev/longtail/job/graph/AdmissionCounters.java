package dev.longtail.job.graph;

import dev.longtail.labeler.admission.Admission;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.labeler.admission.Vetoes;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the admission gate decides, as metrics: by arm and outcome, and the vetoes by the id of
 * their rule.
 */
final class AdmissionCounters {
  private enum Outcome {
    BENIGN,
    MALICIOUS,
    ABSTAINED,
    VETO,
    CLASSIFIER,
    CAP,
    AGE;

    static Outcome of(AdmittedRequest request) {
      if (request.admitted()) {
        return BENIGN;
      }
      String reason = request.admissionReason();
      if (reason.startsWith(Admission.VETO)) {
        return VETO;
      }
      if (reason.startsWith(PresentClassifier.OBJECTION)) {
        return CLASSIFIER;
      }
      if (reason.startsWith(AdmissionLimits.CAP)) {
        return CAP;
      }
      if (reason.startsWith(AdmissionLimits.AGE)) {
        return AGE;
      }
      return reason.startsWith(Admission.ABSTAINED) ? ABSTAINED : MALICIOUS;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<LabelRequest.Arm, Map<Outcome, Counter>> admissions =
      new EnumMap<>(LabelRequest.Arm.class);

  /** By the name of the mark. */
  private final Map<String, Counter> vetoes = new HashMap<>();

  /** Registers all counters at 0, below {@code operator}. */
  AdmissionCounters(MetricGroup operator, Vetoes rules) {
    for (LabelRequest.Arm arm : LabelRequest.Arm.values()) {
      MetricGroup group = operator.addGroup("admissions").addGroup("arm", arm.label());
      Map<Outcome, Counter> ofArm = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        ofArm.put(outcome, group.addGroup("outcome", outcome.label()).counter("total"));
      }
      admissions.put(arm, ofArm);
    }
    rules
        .names()
        .forEach(
            (id, name) ->
                vetoes.put(
                    name, operator.addGroup("vetoes").addGroup("rule", id).counter("total")));
  }

  /** Counts one decision. */
  void count(AdmittedRequest request) {
    Outcome outcome = Outcome.of(request);
    admissions.get(request.request().arm()).get(outcome).inc();
    if (outcome == Outcome.VETO) {
      vetoes.get(request.admissionReason().substring(Admission.VETO.length())).inc();
    }
  }
}
