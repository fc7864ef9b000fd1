package dev.longtail.job.bench;

import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many of the anomalies of an exact run a bounded run has found too.
 *
 * @param share over all windows, 0 to 1
 * @param least the share of the window where it is least
 */
public record Overlap(double share, double least) {
  /** Compares two folders of anomalies. */
  public static Overlap of(Path bounded, Path exact) {
    Map<String, Set<String>> found = byWindow(bounded);
    long all = 0;
    long same = 0;
    double least = 1;
    for (Map.Entry<String, Set<String>> window : byWindow(exact).entrySet()) {
      Set<String> both = new HashSet<>(window.getValue());
      both.retainAll(found.getOrDefault(window.getKey(), Set.of()));
      all += window.getValue().size();
      same += both.size();
      least = Math.min(least, (double) both.size() / window.getValue().size());
    }
    return new Overlap(all == 0 ? 1 : (double) same / all, least);
  }

  private static Map<String, Set<String>> byWindow(Path anomalies) {
    Map<String, Set<String>> windows = new HashMap<>();
    JsonLines.forEach(
        anomalies,
        (record, where) ->
            windows
                .computeIfAbsent(record.path("window").asText(), w -> new HashSet<>())
                .add(record.path("command_line").asText()));
    return windows;
  }
}
