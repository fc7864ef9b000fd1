package dev.longtail.job.config;

import dev.longtail.detectors.window.Scale;
import java.util.List;
import java.util.Locale;

/** The scales a job works at. */
public enum Scales {
  FULL,
  REDUCED,
  BOTH;

  /** Each scale, the full one first. */
  public List<Scale> each() {
    return switch (this) {
      case FULL -> List.of(Scale.FULL);
      case REDUCED -> List.of(Scale.REDUCED);
      case BOTH -> List.of(Scale.FULL, Scale.REDUCED);
    };
  }

  /** Whether {@code scale} is one of them. */
  public boolean has(Scale scale) {
    return each().contains(scale);
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
