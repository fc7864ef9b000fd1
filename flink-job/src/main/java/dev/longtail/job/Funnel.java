package dev.longtail.job;

import dev.longtail.detectors.core.FunnelCount;
import dev.longtail.detectors.core.FunnelStage;
import dev.longtail.udfs.core.InputException;
import dev.longtail.udfs.core.Json;
import dev.longtail.udfs.core.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what the operators counted, from events to training data.
 *
 * <p>Of the counts of one place the largest holds, so reading a count again changes nothing.
 */
public final class Funnel {
  private record RowKey(String window, String scale) implements Comparable<RowKey> {
    @Override
    public int compareTo(RowKey other) {
      int byWindow = window.compareTo(other.window);
      return byWindow != 0 ? byWindow : scale.compareTo(other.scale);
    }
  }

  /**
   * The counts of one window and scale.
   *
   * @param events all records of the window: unparsable, late, repeated or unique
   * @param waiting exemplars without a verdict yet
   */
  public record Row(
      String window,
      String scale,
      long events,
      long unparsable,
      long late,
      long repeated,
      long unique,
      long anomalies,
      long nearDuplicates,
      long exemplars,
      long benign,
      long malicious,
      long abstained,
      long admitted,
      long quarantined,
      long waiting) {}

  /** The same counts over all windows. */
  public record Total(
      long events,
      long unparsable,
      long late,
      long repeated,
      long unique,
      long anomalies,
      long nearDuplicates,
      long exemplars,
      long benign,
      long malicious,
      long abstained,
      long admitted,
      long quarantined,
      long waiting) {}

  private final Map<RowKey, Map<FunnelStage, Map<String, Long>>> counts = new TreeMap<>();

  /** Reads the counts in a folder of JSON Lines. */
  public static Funnel read(Path folder) {
    Funnel funnel = new Funnel();
    JsonLines.forEach(
        folder,
        (record, where) -> {
          try {
            funnel.add(Json.MAPPER.treeToValue(record, FunnelCount.class));
          } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InputException(where + ": no funnel count: " + e.getOriginalMessage(), e);
          }
        });
    return funnel;
  }

  /** Adds one count. */
  public void add(FunnelCount count) {
    counts
        .computeIfAbsent(
            new RowKey(count.window(), count.scale()), k -> new EnumMap<>(FunnelStage.class))
        .computeIfAbsent(count.stage(), s -> new HashMap<>())
        .merge(count.place(), count.count(), Math::max);
  }

  /** One row for each window and scale, in order. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    counts.forEach((key, stages) -> rows.add(row(key, stages)));
    return rows;
  }

  private static Row row(RowKey key, Map<FunnelStage, Map<String, Long>> stages) {
    Map<FunnelStage, Long> sums = new EnumMap<>(FunnelStage.class);
    for (FunnelStage stage : FunnelStage.values()) {
      Map<String, Long> places = stages.getOrDefault(stage, Map.of());
      sums.put(stage, places.values().stream().mapToLong(Long::longValue).sum());
    }
    long unparsable = sums.get(FunnelStage.UNPARSABLE);
    long late = sums.get(FunnelStage.LATE);
    long repeated = sums.get(FunnelStage.REPEATED);
    long unique = sums.get(FunnelStage.UNIQUE);
    long exemplars = sums.get(FunnelStage.EXEMPLARS);
    long admitted = sums.get(FunnelStage.ADMITTED);
    long quarantined = sums.get(FunnelStage.QUARANTINED);
    return new Row(
        key.window,
        key.scale,
        unparsable + late + repeated + unique,
        unparsable,
        late,
        repeated,
        unique,
        sums.get(FunnelStage.ANOMALIES),
        sums.get(FunnelStage.NEAR_DUPLICATES),
        exemplars,
        sums.get(FunnelStage.BENIGN),
        sums.get(FunnelStage.MALICIOUS),
        sums.get(FunnelStage.ABSTAINED),
        admitted,
        quarantined,
        exemplars - admitted - quarantined);
  }

  /** The sum of all rows. */
  public Total total() {
    Total total = new Total(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    for (Row row : rows()) {
      total =
          new Total(
              total.events + row.events,
              total.unparsable + row.unparsable,
              total.late + row.late,
              total.repeated + row.repeated,
              total.unique + row.unique,
              total.anomalies + row.anomalies,
              total.nearDuplicates + row.nearDuplicates,
              total.exemplars + row.exemplars,
              total.benign + row.benign,
              total.malicious + row.malicious,
              total.abstained + row.abstained,
              total.admitted + row.admitted,
              total.quarantined + row.quarantined,
              total.waiting + row.waiting);
    }
    return total;
  }
}
