package dev.longtail.job.page;

import java.time.Instant;
import java.util.List;

/**
 * An exemplar as the page shows it, with its verdict. Either of the two may come first.
 *
 * @param detectors that found it; empty if only its verdict was read
 * @param verdict null while it waits
 * @param at when the later of the two was written
 */
record ShownExemplar(
    String id,
    String window,
    String scale,
    List<String> detectors,
    int rank,
    double score,
    CommandText line,
    SeenAt seen,
    Judged verdict,
    Instant at) {
  /** What the labeler and the gate said. */
  record Judged(String verdict, boolean admitted, String reason, String model) {}

  /** Both in one. */
  ShownExemplar with(ShownExemplar other) {
    ShownExemplar known = rank > 0 ? this : other;
    return new ShownExemplar(
        id,
        window,
        scale,
        known.detectors,
        known.rank,
        known.score,
        line,
        known.seen,
        other.verdict == null ? verdict : other.verdict,
        at.isAfter(other.at) ? at : other.at);
  }
}
