package dev.longtail.training.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * One axis of a chart.
 *
 * @param title what it measures
 * @param scale how values become positions
 * @param ticks labelled values, ascending
 */
record Axis(String title, Scale scale, List<Tick> ticks) {
  /**
   * A labelled value.
   *
   * @param value where
   * @param label what is written there
   */
  record Tick(double value, String label) {}

  /** Maps a value to its share of the axis, 0 at its start and 1 at its end. */
  @FunctionalInterface
  interface Scale {
    double share(double value);
  }

  Axis {
    ticks = List.copyOf(ticks);
  }

  /** Shares from 0 to {@code max}, five steps, written in per cent. */
  static Axis share(String title, double max) {
    List<Tick> ticks =
        IntStream.rangeClosed(0, 5)
            .mapToObj(i -> max * i / 5)
            .map(value -> new Tick(value, String.format(Locale.ROOT, "%.0f %%", 100 * value)))
            .toList();
    return new Axis(title, value -> value / max, ticks);
  }

  /** Counts from 1 to the power of ten above {@code max}; 0 is drawn at 1. */
  static Axis logarithmic(String title, double max) {
    int decades = Math.max(1, (int) Math.ceil(Math.log10(Math.max(1, max))));
    List<Tick> ticks = new ArrayList<>();
    for (int d = 0; d <= decades; d++) {
      ticks.add(new Tick(Math.pow(10, d), powerOfTen(d)));
    }
    return new Axis(title, value -> Math.log10(Math.max(1, value)) / decades, ticks);
  }

  /** Short, with the prefixes everybody reads: 10k, 1M. */
  private static String powerOfTen(int exponent) {
    String prefix = List.of("", "k", "M", "G", "T", "P", "E").get(exponent / 3);
    return "1" + "0".repeat(exponent % 3) + prefix;
  }

  /** One position for each of {@code names}, every few of them labelled. */
  static Axis categories(String title, List<String> names) {
    int last = Math.max(1, names.size() - 1);
    int step = Math.max(1, (names.size() + 6) / 7);
    List<Tick> ticks =
        IntStream.range(0, names.size())
            .filter(i -> i % step == 0)
            .mapToObj(i -> new Tick(i, names.get(i)))
            .toList();
    return new Axis(title, value -> value / last, ticks);
  }
}
