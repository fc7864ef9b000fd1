package dev.longtail.job;

import dev.longtail.detectors.core.Scale;
import java.util.List;
import java.util.Locale;

/** The scales a job works at. */
public enum Scales {
  FULL(Scale.FULL),
  REDUCED(Scale.REDUCED),
  BOTH(Scale.FULL, Scale.REDUCED);

  private final List<Scale> scales;

  Scales(Scale... scales) {
    this.scales = List.of(scales);
  }

  /** Each scale, the full one first. */
  public List<Scale> each() {
    return scales;
  }

  /** Whether {@code scale} is one of them. */
  public boolean has(Scale scale) {
    return scales.contains(scale);
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
