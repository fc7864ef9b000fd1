package dev.longtail.job.run;

import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Summarises the reasons in a folder of results, so that a warning can explain its number. */
final class Reasons {
  private static final int SHOWN = 3;
  private static final int LONGEST = 100;

  private Reasons() {}

  /** The most frequent reasons that begin with {@code prefix}, with their counts. */
  static String mostFrequent(Path folder, String prefix) {
    Map<String, Integer> counts = new TreeMap<>();
    JsonLines.forEach(
        folder,
        (record, where) -> {
          String reason = record.path("reason").asText();
          if (reason.startsWith(prefix)) {
            counts.merge(shortened(reason), 1, Integer::sum);
          }
        });
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(entry -> "%s (%,d)".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("; "))
        .concat(counts.size() > SHOWN ? "; ..." : "");
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "...";
  }
}
