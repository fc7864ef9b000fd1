package dev.longtail.training.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What was decided about the deployed model, as the registry remembers it.
 *
 * @param kind what
 * @param at when, ISO 8601
 * @param candidate content of the model that it is about
 * @param live content of the model that was deployed before; empty if none was
 * @param threshold from which score on {@code candidate} alerts
 * @param reasons why
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Decision(
    Kind kind, String at, String candidate, String live, double threshold, List<String> reasons) {
  /** What was decided. */
  public enum Kind {
    /** The candidate went live. */
    RELEASED,
    /** It did not. */
    REFUSED,
    /** The deployed model was replaced by the one before it. */
    ROLLED_BACK
  }

  public Decision {
    reasons = List.copyOf(reasons);
  }
}
