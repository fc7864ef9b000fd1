package dev.longtail.detectors.duplicates;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The reason why a line is a near-duplicate of an exemplar. */
public enum MergedBy {
  /** Their templates are equal. */
  TEMPLATE,
  /** The cosine of their embeddings is above the threshold. */
  COSINE;

  /** The word in records. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
