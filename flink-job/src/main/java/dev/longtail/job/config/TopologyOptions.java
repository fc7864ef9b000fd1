package dev.longtail.job.config;

import dev.longtail.detectors.drift.DriftRule;
import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.detectors.forest.IsolationForestDetector;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.ranking.ShardRanker;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.SampleSize;
import dev.longtail.detectors.window.Scale;
import dev.longtail.detectors.window.ShardWindow;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.features.FeatureFamily;
import dev.longtail.udfs.features.TokenVocabulary;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Everything that decides what the job computes. It is the part of {@link LongtailOptions} that the
 * graph needs.
 *
 * @param events which events count
 * @param ranking how the anomalies of a window are found
 * @param drift when a window is unlike those before it
 * @param nearDuplicates which anomalies are exemplars
 * @param labels who labels which lines
 * @param scoring which classifier scores every unique command
 */
public record TopologyOptions(
    Events events,
    Ranking ranking,
    DriftRule drift,
    NearDuplicates nearDuplicates,
    Labels labels,
    ScoringOptions scoring) {

  /** Flink's maximum parallelism of every operator, fixed for the life of a job's state. */
  public static final int MAX_PARALLELISM = 128;

  /** The default computation; the values are those of {@link Catalogue}. */
  public static final TopologyOptions DEFAULT =
      LongtailOptions.of(Settings.defaults(), Purpose.ANY).topology();

  /** A computation with the default rule for drift; nothing is scored. */
  public TopologyOptions(
      Events events, Ranking ranking, NearDuplicates nearDuplicates, Labels labels) {
    this(events, ranking, DriftRule.DEFAULT, nearDuplicates, labels, ScoringOptions.NONE);
  }

  /**
   * Which events count, and for which window.
   *
   * @param windows the detector windows
   * @param range event times outside of it are ignored
   * @param outOfOrderness an event may be this much older than the latest event and still count
   * @param maxDrift a partition waits when it is this much ahead of the slowest one
   * @param twins what becomes of a start that two channels of Windows tell
   * @param raw whether lines are kept as they were observed
   */
  public record Events(
      DetectorWindows windows,
      TimeRange range,
      Duration outOfOrderness,
      Duration maxDrift,
      Twins twins,
      RawLines raw) {
    /** Events with the default of all else. */
    public Events(DetectorWindows windows, TimeRange range, Duration outOfOrderness) {
      this(
          windows,
          range,
          outOfOrderness,
          Catalogue.MAX_DRIFT.fallback(),
          Catalogue.TWINS.fallback(),
          Catalogue.RAW.fallback());
    }

    /** Refuses a negative bound. */
    public Events {
      require(
          !outOfOrderness.isNegative(),
          outOfOrderness + ": PT0S or longer",
          Catalogue.OUT_OF_ORDERNESS);
      require(
          maxDrift.compareTo(Duration.ZERO) > 0,
          maxDrift + ": longer than PT0S",
          Catalogue.MAX_DRIFT);
    }
  }

  /**
   * How the anomalies of a window are found.
   *
   * @param scales the scales to work at
   * @param shards partitions of the unique commands; changing their number changes the models, so
   *     keep it
   * @param topK anomalies of a window, per scale and detector or in all, as the combination says
   * @param detector of the full scale
   * @param features that the full scale's detector looks at
   * @param limits of a shard's memory
   * @param sample of the reduced scale
   * @param reducedDetectors that rank the reduced scale's sample
   * @param combination how the rankings of a window become its anomalies
   */
  public record Ranking(
      Scales scales,
      int shards,
      int topK,
      IsolationForestDetector detector,
      Set<FeatureFamily> features,
      ShardWindow.Limits limits,
      SampleSize sample,
      List<LineDetector> reducedDetectors,
      Combination combination) {
    /** Refuses values that no job can use. */
    public Ranking {
      reducedDetectors = List.copyOf(reducedDetectors);
      require(
          shards >= 1 && shards <= MAX_PARALLELISM,
          "%d: from 1 to %,d".formatted(shards, MAX_PARALLELISM),
          Catalogue.SHARDS);
      require(
          topK >= 1 && topK <= limits.pool(),
          "%d: from 1 to %,d, the pool".formatted(topK, limits.pool()),
          Catalogue.TOP_K,
          Catalogue.POOL);
    }

    /** With all features and the default detectors of the reduced scale. */
    public Ranking(
        Scales scales,
        int shards,
        int topK,
        IsolationForestDetector detector,
        ShardWindow.Limits limits,
        SampleSize sample) {
      this(
          scales,
          shards,
          topK,
          detector,
          FeatureFamily.ALL,
          limits,
          sample,
          Catalogue.DETECTORS.fallback(),
          Catalogue.COMBINE.fallback());
    }

    /** The full scale's ranker; null without that scale. */
    public ShardRanker full() {
      return scales.has(Scale.FULL)
          ? new ShardRanker(detector, TokenVocabulary.SIZE, features, topK)
          : null;
    }

    /**
     * The limits of a shard. Without the full scale, a shard remembers only which commands it saw.
     */
    public ShardWindow.Limits shardLimits() {
      return scales.has(Scale.FULL) ? limits : new ShardWindow.Limits(2, 1, limits.unique());
    }

    /** The reduced scale's sample; null without that scale. */
    public SampleSize reduced() {
      return scales.has(Scale.REDUCED) ? sample : null;
    }

    /**
     * The same with a pool that holds every line, to measure which anomalies a smaller pool misses.
     */
    public Ranking ofAll() {
      ShardWindow.Limits all =
          new ShardWindow.Limits(limits.sample(), Integer.MAX_VALUE / 2, limits.unique());
      return new Ranking(
          scales, shards, topK, detector, features, all, sample, reducedDetectors, combination);
    }

    /** The reduced scale's ranker. */
    public EmbeddingRanker embeddings() {
      return new EmbeddingRanker(reducedDetectors, topK);
    }
  }

  /**
   * Which anomalies are exemplars.
   *
   * @param model embeds the templates of anomalies, and those of the reduced scale's sample
   * @param rule decides which anomalies are near-duplicates
   */
  public record NearDuplicates(EmbeddingModel model, NearDuplicateRule rule) {}

  /**
   * Who labels which lines.
   *
   * @param labeler who labels
   * @param controlArms whether the control arms are labelled too
   * @param limits how many lines a host, user or cluster may bring in, and from when on
   * @param classifier has to agree with benign verdicts
   */
  public record Labels(
      LabelerOptions labeler,
      boolean controlArms,
      AdmissionLimits limits,
      ClassifierOptions classifier) {
    /** Under the limits that hold without options, and no classifier has to agree. */
    public Labels(LabelerOptions labeler, boolean controlArms) {
      this(labeler, controlArms, AdmissionLimits.DEFAULT, ClassifierOptions.NONE);
    }
  }

  /** The same for events of another range. */
  public TopologyOptions with(TimeRange range) {
    return new TopologyOptions(
        new Events(
            events.windows,
            range,
            events.outOfOrderness,
            events.maxDrift,
            events.twins,
            events.raw),
        ranking,
        drift,
        nearDuplicates,
        labels,
        scoring);
  }

  /** The same with another labeler. */
  public TopologyOptions with(LabelerOptions who, boolean alsoControlArms) {
    return new TopologyOptions(
        events,
        ranking,
        drift,
        nearDuplicates,
        new Labels(who, alsoControlArms, labels.limits(), labels.classifier()),
        scoring);
  }

  /** The same under other limits of admission. */
  public TopologyOptions with(AdmissionLimits limits) {
    return new TopologyOptions(
        events,
        ranking,
        drift,
        nearDuplicates,
        new Labels(labels.labeler(), labels.controlArms(), limits, labels.classifier()),
        scoring);
  }

  /** The same with other ways to find anomalies. */
  public TopologyOptions with(Ranking other) {
    return new TopologyOptions(events, other, drift, nearDuplicates, labels, scoring);
  }

  /** The same with another classifier of all unique commands. */
  public TopologyOptions with(ScoringOptions other) {
    return new TopologyOptions(events, ranking, drift, nearDuplicates, labels, other);
  }

  private static void require(boolean met, String problem, Option<?>... options) {
    if (!met) {
      throw new OptionConflict(problem, options);
    }
  }
}
