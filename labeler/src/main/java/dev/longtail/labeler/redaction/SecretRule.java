package dev.longtail.labeler.redaction;

import dev.longtail.udfs.rules.Rule;

/** Where one kind of secret stands in a command line. {@link SecretRules} reads them. */
public sealed interface SecretRule permits PatternRule, NameRule, ProgramRule {
  /** The rule as it is written, with its examples. */
  Rule rule();

  /** The name in the placeholder, e.g. {@code password}. */
  String kind();
}
