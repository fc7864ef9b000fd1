package dev.longtail.detectors.core;

import java.util.List;

/**
 * An anomaly that is no near-duplicate of an earlier exemplar: the thing that gets labelled.
 *
 * @param id derived from window, scale and command; the same events give the same ids
 * @param window start of the window
 * @param scale {@code full} or {@code reduced}
 * @param detectors the detectors that found it, sorted
 * @param rank its best rank among them
 * @param score its score at that rank
 * @param command the command
 */
public record Exemplar(
    String id,
    long window,
    String scale,
    List<String> detectors,
    int rank,
    double score,
    Candidate command) {}
