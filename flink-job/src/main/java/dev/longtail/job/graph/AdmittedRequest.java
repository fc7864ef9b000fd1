package dev.longtail.job.graph;

import dev.longtail.labeler.admission.Admission;
import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.client.LabelResult;

/**
 * A labelled request after the admission gate.
 *
 * @param request the request
 * @param result the labeler's answer
 * @param admitted whether the line may become training data
 * @param admissionReason the gate's reason, also if it admits: {@code benign}, {@code malicious},
 *     {@code abstained: …}, {@code veto: …}, {@code classifier: …}, {@code cap: …} or {@code age:
 *     …}
 */
public record AdmittedRequest(
    LabelRequest request, LabelResult result, boolean admitted, String admissionReason) {
  /** The request behind {@code gate}. */
  static AdmittedRequest of(LabelRequest request, LabelResult result, AdmissionGate gate) {
    Admission admission = gate.admit(request.exemplar().command().commandLine(), result);
    return new AdmittedRequest(request, result, admission.admitted(), admission.reason());
  }
}
