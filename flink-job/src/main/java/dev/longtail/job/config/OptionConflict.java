package dev.longtail.job.config;

import java.util.List;

/** Values of options that are possible alone but not together. */
final class OptionConflict extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final transient List<Option<?>> options;

  /**
   * A conflict.
   *
   * @param wrong what is wrong, to be read behind the first option's name
   * @param options those that do not go together; the one to mend first
   */
  OptionConflict(String wrong, Option<?>... options) {
    super(wrong);
    this.options = List.of(options);
  }

  /** Those that do not go together. */
  List<Option<?>> options() {
    return options;
  }
}
