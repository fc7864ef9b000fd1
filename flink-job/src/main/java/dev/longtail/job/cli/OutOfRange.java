package dev.longtail.job.cli;

/** An option's value is out of its range. The message names option, range and an example. */
final class OutOfRange extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private OutOfRange(String option, Object value, String range, Object example) {
    super("%s %s: %s, e.g. %s %s".formatted(option, value, range, option, example));
  }

  /** Refuses {@code value} unless {@code met}. */
  static void unless(boolean met, String option, Object value, String range, Object example) {
    if (!met) {
      throw new OutOfRange(option, value, range, example);
    }
  }

  /** Refuses values less than {@code least}. */
  static void below(long least, String option, long value, Object example) {
    unless(value >= least, option, value, "%,d or more".formatted(least), example);
  }

  /** Refuses values that are not from {@code least} to {@code most}. */
  static void outside(long least, long most, String option, long value, Object example) {
    String range = "from %,d to %,d".formatted(least, most);
    unless(value >= least && value <= most, option, value, range, example);
  }
}
