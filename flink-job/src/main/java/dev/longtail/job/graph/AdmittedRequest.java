package dev.longtail.job.graph;

import dev.longtail.labeler.client.LabelResult;

/**
 * A labelled request after the admission gate.
 *
 * @param request the request
 * @param result the labeler's answer
 * @param admitted whether the line may become training data
 * @param admissionReason the gate's reason, also if it admits: {@code benign}, {@code malicious},
 *     {@code abstained: …} or {@code veto: …}
 */
public record AdmittedRequest(
    LabelRequest request, LabelResult result, boolean admitted, String admissionReason) {}
