package dev.longtail.job.graph;

import dev.longtail.labeler.client.LabelResult;

/** A request with what the labeler said. */
public record LabelledRequest(LabelRequest request, LabelResult result) {}
