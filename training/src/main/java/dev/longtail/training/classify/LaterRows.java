package dev.longtail.training.classify;

import dev.longtail.udfs.template.CommandTemplate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Training rows divided by time: the last days are kept back to see how many trees still help. Rows
 * of unknown day count as earlier.
 *
 * @param from the first day kept back
 * @param earlier indices of the rows to train on
 * @param later indices of the rows kept back, without those whose template is among the earlier
 *     ones: they would say only what has been learnt by heart
 */
@SuppressWarnings("ArrayRecordComponent") // nobody changes or compares them
record LaterRows(String from, int[] earlier, int[] later) {
  /** At most this part of the rows whose day is known is kept back. */
  private static final double SHARE = 0.2;

  private static final int FEWEST_OF_A_CLASS = 20;

  /** The division; empty if the days of too few rows are known. */
  static Optional<LaterRows> of(TrainingRows rows) {
    String[] days =
        IntStream.range(0, rows.size())
            .mapToObj(i -> rows.row(i).origin().day())
            .filter(day -> !day.isEmpty())
            .sorted(Comparator.reverseOrder())
            .toArray(String[]::new);
    if (days.length < rows.size() / 2.0) {
      return Optional.empty();
    }
    // Whole days: the first day that would make the part too large stays with the earlier ones.
    String tooEarly = days[(int) (days.length * SHARE)];
    Optional<String> from =
        Arrays.stream(days).filter(day -> day.compareTo(tooEarly) > 0).min(String::compareTo);
    return from.map(day -> divide(rows, day)).filter(divided -> divided.isEnough(rows));
  }

  private static LaterRows divide(TrainingRows rows, String from) {
    IntPredicate isLater = i -> rows.row(i).origin().day().compareTo(from) >= 0;
    int[] earlier = IntStream.range(0, rows.size()).filter(isLater.negate()).toArray();
    Set<String> learnt = new HashSet<>();
    for (int i : earlier) {
      learnt.add(CommandTemplate.of(rows.line(i)));
    }
    int[] later =
        IntStream.range(0, rows.size())
            .filter(isLater)
            .filter(i -> !learnt.contains(CommandTemplate.of(rows.line(i))))
            .toArray();
    return new LaterRows(from, earlier, later);
  }

  private boolean isEnough(TrainingRows rows) {
    return isEnough(rows, earlier) && isEnough(rows, later);
  }

  private static boolean isEnough(TrainingRows rows, int[] part) {
    long malicious = Arrays.stream(part).filter(i -> rows.malicious()[i]).count();
    return malicious >= FEWEST_OF_A_CLASS && part.length - malicious >= FEWEST_OF_A_CLASS;
  }
}
