package dev.longtail.job.faults;

import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.graph.Output;
import dev.longtail.job.run.ComparedOutputs;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a disturbed run wrote beside what the bounded run wrote.
 *
 * @param lost records of the bounded run that the other lacks
 * @param madeUp records of the other that the bounded run lacks
 * @param doubled records that came more than once
 */
record Comparison(List<String> lost, List<String> madeUp, long doubled) {
  static Comparison of(Map<Output, List<String>> bounded, Map<Output, List<String>> disturbed) {
    List<String> lost = new ArrayList<>();
    List<String> madeUp = new ArrayList<>();
    long doubled = 0;
    for (Output output : ComparedOutputs.ALL) {
      Set<String> expected = new HashSet<>(bounded.get(output));
      Set<String> found = new HashSet<>(disturbed.get(output));
      doubled += disturbed.get(output).size() - found.size();
      expected.stream().filter(line -> !found.contains(line)).forEach(lost::add);
      found.stream().filter(line -> !expected.contains(line)).forEach(madeUp::add);
    }
    return new Comparison(lost, madeUp, doubled);
  }

  /** The rows of a funnel from its counts as they were written, by window and scale. */
  static Map<String, String> funnel(List<String> counts) throws IOException {
    Funnel funnel = new Funnel();
    for (String count : counts) {
      funnel.add(Json.MAPPER.readValue(count, FunnelCount.class));
    }
    Map<String, String> rows = new TreeMap<>();
    for (Funnel.Row row : funnel.rows()) {
      rows.put(row.window() + " " + row.scale(), Json.line(row));
    }
    return rows;
  }

  boolean isEqual() {
    return lost.isEmpty() && madeUp.isEmpty();
  }
}
