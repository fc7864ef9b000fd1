package dev.longtail.training.review;

import java.util.Collection;
import java.util.Locale;

/** What all reviewers together say of a line. */
public enum Consensus {
  BENIGN,
  MALICIOUS,
  /** All who looked at it could not tell. */
  UNSURE,
  /** Two reviewers say different things, of which one may be that they cannot tell. */
  DISAGREED,
  /** Nobody has decided. This says nothing for or against the judge. */
  NOT_REVIEWED;

  /** The consensus of some opinions, one a reviewer. */
  static Consensus of(Collection<Opinion> opinions) {
    if (opinions.isEmpty()) {
      return NOT_REVIEWED;
    }
    if (opinions.stream().distinct().count() > 1) {
      return DISAGREED;
    }
    return switch (opinions.iterator().next()) {
      case BENIGN -> BENIGN;
      case MALICIOUS -> MALICIOUS;
      case UNSURE -> UNSURE;
    };
  }

  /** As files write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
