package dev.longtail.training.generate;

import java.util.List;

/** A piece of a template. */
sealed interface Term {
  /** Literal text. */
  record Text(String text) implements Term {}

  /** An alternative of a symbol. */
  record Reference(String symbol) implements Term {}

  /** A generated value, such as a GUID. */
  record Slot(SlotKind kind, List<String> arguments) implements Term {
    public Slot {
      arguments = List.copyOf(arguments);
    }
  }

  /** A choice among templates, all equally probable. */
  record Choice(List<Template> options) implements Term {
    public Choice {
      options = List.copyOf(options);
    }
  }

  /** A term whose text the rest of the line can repeat. */
  record Bind(String variable, Term term) implements Term {}

  /** The text bound to a variable earlier in the line. */
  record Recall(String variable) implements Term {}

  /**
   * A term that has the same text wherever its scope is the same, e.g. the version that a site runs
   * or the id of a host.
   *
   * @param identity the term as written; it distinguishes the terms of a scope
   */
  record Sticky(Scope scope, String identity, Term term) implements Term {}

  /** The unit within which a sticky term stays the same. */
  enum Scope {
    SITE,
    WEEK,
    DAY,
    HOST,
    USER
  }
}
