package dev.longtail.udfs.features;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The families of the full scale's features ({@link FullScaleFeatures}). */
public enum FeatureFamily {
  /** Length, entropy and proportions. */
  SHAPE,
  /** Counts of markers. */
  MARKER,
  /** Tests that are 1 or 0. */
  TEST,
  /** A count of each ASCII character. */
  CHARACTER,
  /** The TF-IDF of each token. */
  TFIDF,
  /** The presence of each token. */
  TOKEN;

  /** Every family. */
  public static final Set<FeatureFamily> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(FeatureFamily.class));

  /** The name that {@link Feature#family()} gives. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
