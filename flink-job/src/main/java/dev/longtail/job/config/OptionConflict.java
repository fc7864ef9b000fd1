package dev.longtail.job.config;

import java.util.List;

/** A conflict: the value of each option is valid, but the values cannot stand together. */
final class OptionConflict extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Option<?>> options;

  /**
   * A conflict.
   *
   * @param wrong what is wrong; the message puts the first option's name before it
   * @param options the options in conflict; the first is the one to correct
   */
  OptionConflict(String wrong, Option<?>... options) {
    super(wrong);
    this.options = List.of(options);
  }

  /** The options in conflict. */
  List<Option<?>> options() {
    return options;
  }
}
