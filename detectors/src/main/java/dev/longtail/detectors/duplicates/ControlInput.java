package dev.longtail.detectors.duplicates;

import dev.longtail.detectors.ranking.ScoredCommand;

/**
 * An input of the control arm: either a random command or an exemplar.
 *
 * @param random a command of the window's sample, or null
 * @param exemplar an exemplar of the window, or null
 */
public record ControlInput(ScoredCommand random, Exemplar exemplar) {
  /** Refuses both and neither. */
  public ControlInput {
    if ((random == null) == (exemplar == null)) {
      throw new IllegalArgumentException("a command of the sample or an exemplar");
    }
  }

  /** The window and scale it belongs to, as a key. */
  public String key() {
    return window() + "/" + (random == null ? exemplar.scale() : random.scale());
  }

  /** Start of the window. */
  public long window() {
    return random == null ? exemplar.window() : random.window();
  }
}
