package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the labeler of a job did, over all restarts, and what waits for it.
 *
 * @param waiting exemplars without a verdict, those in flight included
 * @param inFlight questions under way
 * @param calls requests sent
 * @param tokens used, and set aside for questions under way
 * @param cost of them in money; empty if prices are not known
 * @param waitingForWindow exemplars that wait because the share of their window is spent
 * @param downSince since when nothing is asked, because the endpoint does not answer or the budget
 *     is spent; empty if questions are asked
 */
public record LabelReport(
    long waiting,
    long inFlight,
    long calls,
    long tokens,
    OptionalDouble cost,
    long waitingForWindow,
    Optional<Instant> downSince) {
  /** The operator's name and the group of its metrics. */
  private static final String PREFIX = "0.label.label.";

  /** The gauges of the one subtask of {@code vertex}; null if the cluster does not know them. */
  static LabelReport of(FlinkRest rest, String vertex) throws IOException {
    String names =
        PREFIX
            + String.join(
                "," + PREFIX,
                "waiting",
                "inFlight",
                "calls",
                "tokens",
                "cost",
                "waiting_for_window",
                "endpointDownSince");
    OptionalDouble cost = OptionalDouble.empty();
    Map<String, Long> values = new HashMap<>();
    for (JsonNode metric : rest.get(vertex + "/metrics?get=" + names)) {
      if (metric.path("id").asText().equals(PREFIX + "cost")) {
        cost = decimal(metric.path("value").asText());
        continue;
      }
      JobReport.number(metric.path("value"))
          .ifPresent(
              value -> values.put(metric.path("id").asText().substring(PREFIX.length()), value));
    }
    if (!values.containsKey("waiting")) {
      return null;
    }
    long since = values.getOrDefault("endpointDownSince", 0L);
    return new LabelReport(
        values.get("waiting"),
        values.getOrDefault("inFlight", 0L),
        values.getOrDefault("calls", 0L),
        values.getOrDefault("tokens", 0L),
        cost,
        values.getOrDefault("waiting_for_window", 0L),
        since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since)));
  }

  private static OptionalDouble decimal(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
