package dev.longtail.detectors.flink;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.ranking.ScoredCommand;

/**
 * What {@link ControlFunction} reads: one of the two.
 *
 * @param random a command of the window's sample, or null
 * @param exemplar an exemplar of the window, or null
 */
public record ControlInput(ScoredCommand random, Exemplar exemplar) {
  /** The window and scale it belongs to, as a key. */
  public String key() {
    return window() + "/" + (random == null ? exemplar.scale() : random.scale());
  }

  long window() {
    return random == null ? exemplar.window() : random.window();
  }
}
