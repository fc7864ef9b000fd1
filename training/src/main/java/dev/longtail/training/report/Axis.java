package dev.longtail.training.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * An axis of a chart.
 *
 * @param title the measured quantity
 * @param scale how values become positions
 * @param ticks labelled values, ascending
 */
record Axis(String title, Scale scale, List<Tick> ticks) {
  /** A horizontal axis has room for about so many characters. */
  private static final int LABEL_CHARACTERS = 60;

  /**
   * A labelled value.
   *
   * @param value its place on the axis
   * @param label its text
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

  /** From the hundredth below {@code low} to the one above {@code high}, in up to six steps. */
  static Axis between(String title, double low, double high) {
    int from = (int) Math.floor(low * 100 - 1e-9);
    int to = Math.max(from + 1, (int) Math.ceil(high * 100 + 1e-9));
    int step = (to - from + 5) / 6;
    int end = from + (to - from + step - 1) / step * step;
    List<Tick> ticks = new ArrayList<>();
    for (int hundredths = from; hundredths <= end; hundredths += step) {
      ticks.add(new Tick(hundredths / 100.0, Shown.hundredths(hundredths / 100.0)));
    }
    double start = from / 100.0;
    double length = (end - from) / 100.0;
    return new Axis(title, value -> (value - start) / length, ticks);
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

  /** Short form with the usual prefixes: 10k, 1M. */
  private static String powerOfTen(int exponent) {
    String prefix = List.of("", "k", "M", "G", "T", "P", "E").get(exponent / 3);
    return "1" + "0".repeat(exponent % 3) + prefix;
  }

  /** Counts from 0 to a round number not below {@code max}, with two to ten round steps. */
  static Axis linear(String title, double max) {
    double step = roundStep(Math.max(1, max) / 5);
    int steps = (int) Math.ceil(Math.max(1, max) / step);
    List<Tick> ticks =
        IntStream.rangeClosed(0, steps)
            .mapToObj(i -> new Tick(i * step, Shown.count((long) (i * step))))
            .toList();
    return new Axis(title, value -> value / (steps * step), ticks);
  }

  /** The greatest of 1, 2 and 5 times a power of ten that is not above {@code step}; at least 1. */
  private static double roundStep(double step) {
    double power = Math.pow(10, Math.max(0, Math.floor(Math.log10(step))));
    if (step >= 5 * power) {
      return 5 * power;
    }
    return step >= 2 * power ? 2 * power : power;
  }

  /**
   * One position for each of {@code names}. As many are labelled as there is room for. A single
   * name stands in the middle.
   */
  static Axis categories(String title, List<String> names) {
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    int most = Math.max(2, Math.min(7, LABEL_CHARACTERS / (longest + 3)));
    int step = Math.max(1, (names.size() + most - 1) / most);
    List<Tick> ticks =
        IntStream.range(0, names.size())
            .filter(i -> i % step == 0)
            .mapToObj(i -> new Tick(i, names.get(i)))
            .toList();
    int last = names.size() - 1;
    return new Axis(title, value -> last < 1 ? 0.5 : value / last, ticks);
  }
}
