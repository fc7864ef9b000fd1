package dev.longtail.job.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the slowest partition among those that the source's subtasks name in their metrics. */
final class SlowestOfSource {
  private static final String GROUP = ".Source__source.slowest.";
  private static final List<String> NAMES =
      List.of("partition", "silentMillis", "reached", "latest");

  /** Subtasks in one question: Flink takes an address of at most 4,096 characters. */
  private static final int AT_ONCE = 16;

  private SlowestOfSource() {}

  /**
   * The slowest partition; null if the cluster does not say, or if no partition had an event.
   *
   * @param vertex path of the source
   * @param subtasks of the source
   */
  static JobReport.Slowest ask(FlinkRest rest, String vertex, int subtasks) throws IOException {
    Map<String, Long> values = new HashMap<>();
    for (int first = 0; first < subtasks; first += AT_ONCE) {
      List<String> asked = new ArrayList<>();
      for (int subtask = first; subtask < Math.min(subtasks, first + AT_ONCE); subtask++) {
        for (String name : NAMES) {
          asked.add(subtask + GROUP + name);
        }
      }
      for (JsonNode metric : rest.get(vertex + "/metrics?get=" + String.join(",", asked))) {
        values.put(metric.path("id").asText(), metric.path("value").asLong());
      }
    }
    return slowest(values, subtasks);
  }

  /**
   * The same among given metrics.
   *
   * @param values by subtask and name, as Flink names them
   */
  static JobReport.Slowest slowest(Map<String, Long> values, int subtasks) {
    long latest = Long.MIN_VALUE;
    long reached = Long.MAX_VALUE;
    int slowest = -1;
    for (int subtask = 0; subtask < subtasks; subtask++) {
      String of = subtask + GROUP;
      if (!NAMES.stream().allMatch(name -> values.containsKey(of + name))) {
        return null; // It only just starts.
      }
      latest = Math.max(latest, values.get(of + "latest"));
      if (values.get(of + "partition") >= 0 && values.get(of + "reached") < reached) {
        reached = values.get(of + "reached");
        slowest = subtask;
      }
    }
    if (slowest < 0 || reached >= latest) {
      return null;
    }
    String of = slowest + GROUP;
    return new JobReport.Slowest(
        Math.toIntExact(values.get(of + "partition")),
        Duration.ofMillis(values.get(of + "silentMillis")),
        reached == Long.MIN_VALUE ? null : Duration.ofMillis(latest - reached));
  }
}
