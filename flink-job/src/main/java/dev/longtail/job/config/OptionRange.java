package dev.longtail.job.config;

import java.util.function.Predicate;

/**
 * The values that an option may have, independent of other options.
 *
 * @param text in words; empty if all values of the type are allowed
 * @param allowed whether a value is allowed
 */
public record OptionRange<T>(String text, Predicate<T> allowed) {
  /** All values of the type. */
  static <T> OptionRange<T> any() {
    return new OptionRange<>("", value -> true);
  }

  /** From {@code least} to {@code most}. */
  static OptionRange<Integer> between(int least, int most) {
    return new OptionRange<>(
        "from %,d to %,d".formatted(least, most), value -> value >= least && value <= most);
  }

  /** {@code least} or more. */
  static OptionRange<Integer> atLeast(int least) {
    return new OptionRange<>("%,d or more".formatted(least), value -> value >= least);
  }
}
