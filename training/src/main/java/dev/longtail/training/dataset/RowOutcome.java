package dev.longtail.training.dataset;

import dev.longtail.training.data.Label;

/** What becomes of a line in a data set. */
sealed interface RowOutcome {
  /** Nobody says what it is. */
  record Unlabelled() implements RowOutcome {}

  /** It is a row. */
  record Labelled(Label label, DataSetRow row) implements RowOutcome {}

  /**
   * The most trusted who say something say both.
   *
   * @param kind who
   */
  record Contradicted(SourceKind kind) implements RowOutcome {}

  /** It was first seen in the test period, or later. */
  record FirstSeenInTest(Label label) implements RowOutcome {}

  /**
   * A test set has a line of its template.
   *
   * @param test the name of the test set
   */
  record TemplateInTest(Label label, String test) implements RowOutcome {}
}
