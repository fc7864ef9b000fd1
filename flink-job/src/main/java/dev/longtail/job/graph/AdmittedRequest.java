package dev.longtail.job.graph;

import dev.longtail.labeler.client.LabelResult;

/**
 * A labelled request behind the admission gate.
 *
 * @param request the request
 * @param result what the labeler said
 * @param admitted whether the line may become training data
 * @param admissionReason why not, or empty
 */
public record AdmittedRequest(
    LabelRequest request, LabelResult result, boolean admitted, String admissionReason) {}
