package dev.longtail.training.generate;

import java.util.List;

/** A piece of a template. */
sealed interface Term {
  /** Itself. */
  record Text(String text) implements Term {}

  /** One of a symbol's alternatives. */
  record Reference(String symbol) implements Term {}

  /** A value made on the spot, such as a GUID. */
  record Slot(SlotKind kind, List<String> arguments) implements Term {
    public Slot {
      arguments = List.copyOf(arguments);
    }
  }

  /** One of some templates, all equally probable. */
  record Choice(List<Template> options) implements Term {
    public Choice {
      options = List.copyOf(options);
    }
  }

  /** A term whose text the rest of the line can recall. */
  record Bind(String variable, Term term) implements Term {}

  /** The text bound to a variable earlier in the line. */
  record Recall(String variable) implements Term {}

  /**
   * A term that has the same text wherever its scope is the same: the version that a site runs, the
   * id of a host.
   *
   * @param identity the term as written, which tells it from the other terms of the scope
   */
  record Sticky(Scope scope, String identity, Term term) implements Term {}

  /** What a sticky term is constant for. */
  enum Scope {
    SITE,
    WEEK,
    DAY,
    HOST,
    USER
  }
}
