package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.AbstentionKind;
import dev.longtail.labeler.client.Budget;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelFigures.CanaryOutcome;
import dev.longtail.labeler.client.LatencyBuckets;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Shows what a label client does, and what its budget has left, as metrics. */
final class LabelGauges {
  private LabelGauges() {}

  /**
   * Metrics in {@code label}, the operator's group. The client is asked anew each time, because one
   * that waits for its endpoint's first answer has none of its own before.
   */
  static void register(MetricGroup label, LabelClient client, Budget budget) {
    gauge(label, "requests_total", () -> client.figures().requests());
    gauge(label, "retries_total", () -> client.figures().retries());
    gauge(label, "cache_hits_total", () -> client.figures().cacheHits());
    for (AbstentionKind kind : AbstentionKind.values()) {
      MetricGroup failures = label.addGroup("failures").addGroup("reason", kind.label());
      gauge(failures, "total", () -> client.figures().failures(kind));
    }
    for (CanaryOutcome outcome : CanaryOutcome.values()) {
      MetricGroup canaries = label.addGroup("canaries").addGroup("outcome", outcome.label());
      gauge(canaries, "total", () -> client.figures().canaries(outcome));
    }
    latency(label, client);
    label.gauge("calls_left", (Gauge<Double>) () -> left(budget.callsLeft()));
    label.gauge("tokens_left", (Gauge<Double>) () -> left(budget.tokensLeft()));
    label.gauge("cost_left", (Gauge<Double>) budget::moneyLeft);
    label.gauge("judge_halted", (Gauge<Integer>) () -> client.isHalted() ? 1 : 0);
    label.gauge("breaker_open", (Gauge<Integer>) () -> client.isBreakerOpen() ? 1 : 0);
  }

  /**
   * In the form from which {@code histogram_quantile} computes. Flink's reporter must leave the
   * bounds as they are: {@code filterLabelValueCharacters: false}.
   */
  private static void latency(MetricGroup label, LabelClient client) {
    MetricGroup group = label.addGroup("request_seconds");
    List<Double> bounds = LatencyBuckets.BOUNDS;
    for (int i = 0; i < bounds.size(); i++) {
      int index = i;
      bucket(group, bounds.get(i).toString(), () -> client.figures().latency().upTo(index));
    }
    bucket(group, "+Inf", () -> client.figures().latency().count());
    gauge(group, "count", () -> client.figures().latency().count());
    group.gauge("sum", (Gauge<Double>) () -> client.figures().latency().seconds());
  }

  private static void bucket(MetricGroup group, String bound, LongSupplier count) {
    gauge(group.addGroup("le", bound), "bucket", count);
  }

  private static double left(long number) {
    return number == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : number;
  }

  private static void gauge(MetricGroup group, String name, LongSupplier value) {
    group.gauge(name, (Gauge<Long>) value::getAsLong);
  }
}
