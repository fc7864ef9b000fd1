package dev.longtail.job.funnel;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.FunnelStage;
import dev.longtail.detectors.window.Scale;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Adds up the operators' counts, from events to training data.
 *
 * <p>If a place has several counts, the largest is used, so reading a count again changes nothing.
 */
public final class Funnel {
  /** The stages that count events and commands, before there are anomalies. */
  private static final Set<FunnelStage> OF_EVENTS =
      EnumSet.of(
          FunnelStage.UNPARSABLE,
          FunnelStage.LATE,
          FunnelStage.FUTURE,
          FunnelStage.REPEATED,
          FunnelStage.UNIQUE,
          FunnelStage.ESTIMATED,
          FunnelStage.RANKED,
          FunnelStage.WARM_UP,
          FunnelStage.NOT_SAMPLED,
          FunnelStage.CAPPED,
          FunnelStage.SKIPPED,
          FunnelStage.TWINS,
          FunnelStage.REPLAYED);

  /**
   * The counts of one or more windows.
   *
   * @param events all records: unparsable, late, future, not sampled, repeated or unique
   * @param unparsable records that are no usable event, without those that were read again
   * @param future events too far ahead of the clock; their window is unknown
   * @param waiting exemplars without a verdict yet
   * @param estimated unique commands that were only estimated
   * @param ranked unique commands that the window's own model ranked
   * @param warmUp unique commands left out by chance, because there was no earlier model
   * @param notSampled events whose command is not in the scale's sample
   * @param nearDuplicatesPublished anomalies that the published rule would have merged
   * @param forgotten exemplars that the registry forgot for lack of room
   * @param capped unique commands left out by chance, because the window before was still open
   * @param lateResults results of a window that came after it was closed, and were left out
   * @param skipped well-formed records that are no process start; not among the events
   * @param twins starts of Windows' security log that Sysmon tells as well, among the events or
   *     skipped
   * @param replayed dead letters that were read again with success; no longer unparsable
   */
  public record Counts(
      long events,
      long unparsable,
      long late,
      long future,
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
      long waiting,
      long estimated,
      long ranked,
      long warmUp,
      long notSampled,
      long nearDuplicatesPublished,
      long forgotten,
      long capped,
      long lateResults,
      long skipped,
      long twins,
      long replayed) {

    private static Counts of(ToLongFunction<FunnelStage> stage) {
      long replayed = stage.applyAsLong(FunnelStage.REPLAYED);
      long unparsable = stage.applyAsLong(FunnelStage.UNPARSABLE) - replayed;
      long late = stage.applyAsLong(FunnelStage.LATE);
      long future = stage.applyAsLong(FunnelStage.FUTURE);
      long repeated = stage.applyAsLong(FunnelStage.REPEATED);
      long unique = stage.applyAsLong(FunnelStage.UNIQUE);
      long notSampled = stage.applyAsLong(FunnelStage.NOT_SAMPLED);
      long exemplars = stage.applyAsLong(FunnelStage.EXEMPLARS);
      long admitted = stage.applyAsLong(FunnelStage.ADMITTED);
      long quarantined = stage.applyAsLong(FunnelStage.QUARANTINED);
      return new Counts(
          unparsable + late + future + notSampled + repeated + unique,
          unparsable,
          late,
          future,
          repeated,
          unique,
          stage.applyAsLong(FunnelStage.ANOMALIES),
          stage.applyAsLong(FunnelStage.NEAR_DUPLICATES),
          exemplars,
          stage.applyAsLong(FunnelStage.BENIGN),
          stage.applyAsLong(FunnelStage.MALICIOUS),
          stage.applyAsLong(FunnelStage.ABSTAINED),
          admitted,
          quarantined,
          exemplars - admitted - quarantined,
          stage.applyAsLong(FunnelStage.ESTIMATED),
          stage.applyAsLong(FunnelStage.RANKED),
          stage.applyAsLong(FunnelStage.WARM_UP),
          notSampled,
          stage.applyAsLong(FunnelStage.NEAR_DUPLICATES_PUBLISHED),
          stage.applyAsLong(FunnelStage.FORGOTTEN),
          stage.applyAsLong(FunnelStage.CAPPED),
          stage.applyAsLong(FunnelStage.LATE_RESULTS),
          stage.applyAsLong(FunnelStage.SKIPPED),
          stage.applyAsLong(FunnelStage.TWINS),
          replayed);
    }
  }

  /** The counts of one window and scale. */
  public record Row(String window, String scale, @JsonUnwrapped Counts counts) {}

  private final Map<WindowAndScale, Map<FunnelStage, Map<String, Long>>> counts = new TreeMap<>();

  /** Reads the counts in a folder of JSON Lines. */
  public static Funnel read(Path folder) {
    Funnel funnel = new Funnel();
    JsonLines.forEach(
        folder,
        (record, where) -> {
          try {
            funnel.add(Json.MAPPER.treeToValue(record, FunnelCount.class));
          } catch (JsonProcessingException e) {
            throw new InputException(where + ": no funnel count: " + e.getOriginalMessage(), e);
          }
        });
    return funnel;
  }

  /** Adds one count. */
  public void add(FunnelCount count) {
    counts
        .computeIfAbsent(
            new WindowAndScale(count.window(), count.scale()),
            k -> new EnumMap<>(FunnelStage.class))
        .computeIfAbsent(count.stage(), s -> new HashMap<>())
        .merge(count.place(), count.count(), Math::max);
  }

  /** One row for each window and scale, in order. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (key, stages) ->
            rows.add(new Row(key.window(), key.scale(), Counts.of(stage -> sum(stages, stage)))));
    return rows;
  }

  /** Number of different windows; records without a readable time belong to no window. */
  public long windows() {
    return counts.keySet().stream()
        .map(WindowAndScale::window)
        .filter(window -> !window.equals(FunnelCount.UNKNOWN_WINDOW))
        .distinct()
        .count();
  }

  /** Number of different scales. */
  public long scales() {
    return counts.keySet().stream().map(WindowAndScale::scale).distinct().count();
  }

  /**
   * The sum of all rows. Each scale accounts for all events, so the stages of events are taken from
   * one scale only: from the full scale if it has rows.
   */
  public Counts total() {
    boolean full = counts.keySet().stream().anyMatch(key -> isOf(Scale.FULL, key));
    Scale first = full ? Scale.FULL : Scale.REDUCED;
    return Counts.of(stage -> sum(stage, key -> !OF_EVENTS.contains(stage) || isOf(first, key)));
  }

  /** All records that {@code scale} accounts for. */
  public long events(Scale scale) {
    return Counts.of(stage -> sum(stage, key -> isOf(scale, key))).events();
  }

  /** The unique commands of {@code scale} in all windows; for the reduced scale, of its samples. */
  public long unique(Scale scale) {
    return sum(FunnelStage.UNIQUE, key -> isOf(scale, key));
  }

  private static boolean isOf(Scale scale, WindowAndScale key) {
    return key.scale().equals(scale.label());
  }

  private long sum(FunnelStage stage, Predicate<WindowAndScale> rows) {
    return counts.entrySet().stream()
        .filter(row -> rows.test(row.getKey()))
        .mapToLong(row -> sum(row.getValue(), stage))
        .sum();
  }

  private static long sum(Map<FunnelStage, Map<String, Long>> stages, FunnelStage stage) {
    return stages.getOrDefault(stage, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }
}
