package dev.longtail.labeler.client;

import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.List;

/** What labels have cost, in words. */
public final class SpendingText {
  private SpendingText() {}

  /** E.g. {@code 12 requests, 6,000 tokens (5,000 of questions, 1,000 of answers), cost 0.0021}. */
  public static String of(Spent spent, boolean priced) {
    return "%s, %,d tokens (%,d of questions, %,d of answers)%s"
        .formatted(
            Counted.of(spent.calls(), "request"),
            spent.tokens(),
            spent.promptTokens(),
            spent.answerTokens(),
            priced ? ", cost " + money(spent.money()) : "");
  }

  /**
   * The summary of a run.
   *
   * @param before what was spent when it began
   * @param after what is spent at its end
   * @param cached questions that were answered without a request
   */
  public static String summary(SpendingPlan plan, Spent before, Spent after, long cached) {
    boolean priced = plan.prices().any();
    StringBuilder text =
        new StringBuilder("labels: ")
            .append(of(after.minus(before), priced))
            .append("; %,d answered from memory".formatted(cached));
    if (!before.equals(Spent.NOTHING)) {
      text.append("; with earlier runs ").append(of(after, priced));
    }
    List<String> left = left(plan.total(), after);
    return left.isEmpty() ? text.toString() : text + "; left: " + String.join(", ", left);
  }

  private static List<String> left(Caps caps, Spent spent) {
    List<String> left = new ArrayList<>();
    if (caps.calls() != Long.MAX_VALUE) {
      left.add(Counted.of(Caps.left(caps.calls(), spent.calls()), "request"));
    }
    if (caps.tokens() != Long.MAX_VALUE) {
      left.add(Counted.of(Caps.left(caps.tokens(), spent.tokens()), "token"));
    }
    if (caps.costs()) {
      left.add("cost " + money(Spent.money(Caps.left(caps.cost(), spent.cost()))));
    }
    return left;
  }

  private static String money(double amount) {
    return amount == 0 || amount >= 1 ? "%,.2f".formatted(amount) : "%.6f".formatted(amount);
  }
}
