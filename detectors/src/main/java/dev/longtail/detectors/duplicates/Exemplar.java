package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.window.Sighting;
import java.util.List;

/**
 * An anomaly that is no near-duplicate of an earlier exemplar. Exemplars are labelled.
 *
 * @param id derived from window, scale and command: the same events give the same ids
 * @param window start of the window
 * @param scale {@code full} or {@code reduced}
 * @param detectors the detectors that found it, or found one of its near-duplicates in its own
 *     window; sorted
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
    Sighting command) {
  /** A copy with other detectors. */
  Exemplar with(List<String> finders) {
    return new Exemplar(id, window, scale, finders, rank, score, command);
  }
}
