package dev.longtail.job.bench;

import dev.longtail.detectors.duplicates.EmbeddedAnomaly;
import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.duplicates.WindowRegistry;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Interleaving;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What would be labelled of the unique commands of real days, by several ways to choose, after the
 * removal of near-duplicates. It does what the job does, without the job: a study needs a thousand
 * choices.
 */
public final class LabelChoices {
  private final DetectorWindows windows = DetectorWindows.DAILY;
  private final EmbeddingMemory vectors;
  private final Map<String, Line> lines = new HashMap<>();

  /** The unique commands of each day, and the anomalies of the full scale. */
  private final Map<Long, Map<String, Sighting>> days = new TreeMap<>();

  private final Map<Long, List<Anomaly>> anomalies = new HashMap<>();

  /** The ways to choose. */
  public enum Way {
    /** By hash, anew for each seed: the control. */
    RANDOM,
    ANOMALY,
    /** Those of which the classifier is least sure. */
    VALUE,
    /** Anomalies and value by turns. */
    BOTH,
    /** The highest scores, whatever their label: not in the product. */
    SCORE;

    /** Its name in tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads days and what a backfill found in them.
   *
   * @param telemetry native events
   * @param backfill its output; its {@code --top-k} is the largest budget that can be asked for
   */
  public LabelChoices(Path telemetry, Path backfill, EmbeddingMemory vectors) {
    this.vectors = vectors;
    JsonLines.forEach(
        telemetry,
        (record, where) -> {
          String line = JsonLines.commandLine(record, where);
          if (!record.path("ts").isIntegralNumber()) {
            throw new InputException(where + ": field \"ts\" is no number");
          }
          long ts = record.path("ts").longValue();
          days.computeIfAbsent(windows.startOf(ts), day -> new LinkedHashMap<>())
              .putIfAbsent(line, new Sighting(CommandHash.of(line), line, "", ts, "", "", "", 1));
        });
    JsonLines.forEach(
        backfill.resolve("anomalies"),
        (record, where) -> {
          if (record.path("scale").asText().equals(Scale.FULL.label())) {
            long day = windows.startOf(record.path("window").asText());
            Sighting found =
                days.getOrDefault(day, Map.of()).get(JsonLines.commandLine(record, where));
            if (found == null) {
              throw new InputException(where + ": is of other days than " + telemetry);
            }
            anomalies
                .computeIfAbsent(day, d -> new ArrayList<>())
                .add(anomaly(day, Way.ANOMALY, record.path("rank").asInt(), found));
          }
        });
  }

  /** The different commands of all days. */
  public List<String> commands() {
    return days.values().stream().flatMap(day -> day.keySet().stream()).distinct().toList();
  }

  /**
   * The exemplars of all days.
   *
   * @param budget commands of a day
   * @param logOdds of the classifier that chooses
   */
  public List<Exemplar> exemplars(
      Way way, int budget, ToDoubleFunction<String> logOdds, long seed) {
    WindowRegistry registry =
        new WindowRegistry(
            windows, NearDuplicateRule.shapes(EmbeddingModel.MINILM), Integer.MAX_VALUE);
    List<Exemplar> exemplars = new ArrayList<>();
    for (Long day : days.keySet()) {
      List<EmbeddedAnomaly> chosen =
          chosen(way, budget, day, logOdds, seed).stream()
              .map(one -> EmbeddedAnomaly.of(embedded(one)))
              .toList();
      exemplars.addAll(registry.decide(chosen).exemplars());
    }
    return exemplars;
  }

  private List<Anomaly> chosen(
      Way way, int budget, long day, ToDoubleFunction<String> logOdds, long seed) {
    return switch (way) {
      case ANOMALY -> anomalies.get(day).stream().filter(one -> one.rank() <= budget).toList();
      case RANDOM ->
          ranked(way, budget, day, line -> CommandHash.mix(CommandHash.of(line), seed ^ day) >>> 1);
      case SCORE -> ranked(way, budget, day, logOdds);
      case VALUE -> ranked(way, budget, day, line -> -Math.abs(logOdds.applyAsDouble(line)));
      case BOTH -> {
        List<Anomaly> both = new ArrayList<>(chosen(Way.ANOMALY, budget, day, logOdds, seed));
        both.addAll(chosen(Way.VALUE, budget, day, logOdds, seed));
        yield new Interleaving(budget).of(both);
      }
    };
  }

  private List<Anomaly> ranked(Way way, int budget, long day, ToDoubleFunction<String> score) {
    Comparator<Sighting> best =
        Comparator.comparingDouble((Sighting one) -> -score.applyAsDouble(one.commandLine()))
            .thenComparingLong(Sighting::hash);
    List<Anomaly> ranked = new ArrayList<>();
    for (Sighting one : days.get(day).values().stream().sorted(best).limit(budget).toList()) {
      ranked.add(anomaly(day, way, ranked.size() + 1, one));
    }
    return ranked;
  }

  private static Anomaly anomaly(long day, Way way, int rank, Sighting command) {
    return new Anomaly(
        rank,
        new ScoredCommand(
            day, Scale.FULL.label(), way.label(), -rank, Line.of(command), List.of()));
  }

  private Anomaly embedded(Anomaly one) {
    Line line =
        lines.computeIfAbsent(
            one.scored().line().commandLine(),
            text -> one.scored().line().embedded(CommandTemplate.of(text), vectors.of(text)));
    return one.embedded(line.template(), line.vector());
  }
}
