package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.Spent;
import dev.longtail.labeler.client.SpentByWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What was spent, as numbers in the operator's state. A release may add numbers at the end of the
 * whole's, never change their places.
 */
final class SpentForm {
  private static final int OF_A_WINDOW = 5;

  private SpentForm() {}

  /** Calls, all tokens, tokens of answers, money. */
  static List<Long> total(SpentByWindow spent) {
    Spent total = spent.total();
    return List.of(total.calls(), total.tokens(), total.answerTokens(), total.cost());
  }

  /** Five numbers for each window: its start, calls, tokens of questions and of answers, money. */
  static List<Long> windows(SpentByWindow spent) {
    List<Long> numbers = new ArrayList<>();
    new TreeMap<>(spent.windows())
        .forEach(
            (window, one) ->
                numbers.addAll(
                    List.of(
                        window, one.calls(), one.promptTokens(), one.answerTokens(), one.cost())));
    return numbers;
  }

  /** Reads both; the whole once had calls and tokens only. */
  static SpentByWindow read(Iterable<Long> total, Iterable<Long> windows) {
    List<Long> whole = list(total);
    SpentByWindow spent = new SpentByWindow();
    if (whole.size() >= 4) {
      spent =
          new SpentByWindow(
              new Spent(whole.get(0), whole.get(1) - whole.get(2), whole.get(2), whole.get(3)));
    } else if (whole.size() >= 2) {
      spent = new SpentByWindow(Spent.of(whole.get(0), whole.get(1)));
    }
    List<Long> each = list(windows);
    for (int i = 0; i + OF_A_WINDOW <= each.size(); i += OF_A_WINDOW) {
      spent.raise(
          each.get(i),
          new Spent(each.get(i + 1), each.get(i + 2), each.get(i + 3), each.get(i + 4)));
    }
    return spent;
  }

  private static List<Long> list(Iterable<Long> numbers) {
    List<Long> list = new ArrayList<>();
    numbers.forEach(list::add);
    return list;
  }
}
