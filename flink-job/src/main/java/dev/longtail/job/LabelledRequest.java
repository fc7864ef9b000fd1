package dev.longtail.job;

import dev.longtail.labeler.core.LabelResult;

/** A request with what the labeler said. */
public record LabelledRequest(LabelRequest request, LabelResult result) {}
