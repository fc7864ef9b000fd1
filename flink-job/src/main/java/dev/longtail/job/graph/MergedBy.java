package dev.longtail.job.graph;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.Locale;

/**
 * What made a line a near-duplicate of an exemplar. An index looks for an equal template first, so
 * of two lines that it has merged the templates tell.
 */
public enum MergedBy {
  /** Their templates are equal. */
  TEMPLATE,
  /** The cosine of their embeddings is above the threshold. */
  COSINE;

  /** What merged {@code line} with {@code exemplar}, which are known to be merged. */
  public static MergedBy of(String line, String exemplar) {
    return CommandTemplate.of(line).equals(CommandTemplate.of(exemplar)) ? TEMPLATE : COSINE;
  }

  /** The word in records. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
