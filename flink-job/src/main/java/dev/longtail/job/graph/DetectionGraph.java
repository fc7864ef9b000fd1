package dev.longtail.job.graph;

import dev.longtail.detectors.drift.WindowDrift;
import dev.longtail.detectors.drift.WindowProfile;
import dev.longtail.detectors.flink.DetectFunction;
import dev.longtail.detectors.flink.DetectReducedFunction;
import dev.longtail.detectors.flink.DriftFunction;
import dev.longtail.detectors.flink.InterleaveFunction;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.RankFunction;
import dev.longtail.detectors.flink.RankSampleFunction;
import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.Combination;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.flink.BufferedAsync;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the graph that finds the anomalies. The shards of the full scale take all events. The
 * shards of the reduced scale take a sample after its embedding. A ranking merges the results of
 * all shards.
 */
record DetectionGraph(TopologyOptions options, WindowClosing closing) {
  private static final int ONE_KEY = 0;

  /**
   * The results of the shards.
   *
   * @param best each shard's top k, of all scales and detectors that choose what is labelled
   * @param random a sample of each shard's unique commands
   * @param unique the unique commands of each window, as they come; null if nothing is scored
   * @param sightings all events, by their commands; null if scores choose no labels
   * @param profiles the distributions of each shard's windows of the full scale
   * @param late events that came after their window was closed
   * @param funnel the shards' counts
   */
  record Found(
      List<DataStream<ScoredCommand>> best,
      DataStream<ScoredCommand> random,
      DataStream<SampledCommand> unique,
      DataStream<SampledCommand> sightings,
      DataStream<WindowProfile> profiles,
      DataStream<Sighting> late,
      DataStream<FunnelCount> funnel) {}

  /** The results of the shards for {@code events}, at the scales that the options name. */
  Found find(DataStream<Sighting> events) {
    SingleOutputStreamOperator<ScoredCommand> full = full(events);
    DataStream<ScoredCommand> random = full.getSideOutput(SideOutputs.RANDOM);
    DataStream<SampledCommand> unique =
        options.scoring().any() ? full.getSideOutput(SideOutputs.UNIQUE) : null;
    DataStream<SampledCommand> sightings =
        options.scoring().select().takesValue() ? full.getSideOutput(SideOutputs.SIGHTINGS) : null;
    DataStream<WindowProfile> profiles = full.getSideOutput(SideOutputs.PROFILES);
    DataStream<Sighting> late = full.getSideOutput(SideOutputs.LATE);
    DataStream<FunnelCount> funnel = full.getSideOutput(SideOutputs.FUNNEL);
    List<DataStream<ScoredCommand>> best = new ArrayList<>();
    if (options.scoring().select().takesAnomalies()) {
      best.add(full);
    }
    if (options.ranking().reduced() == null) {
      return new Found(best, random, unique, sightings, profiles, late, funnel);
    }
    SingleOutputStreamOperator<ClosedSample> sample =
        sample(embed(full.getSideOutput(SideOutputs.SAMPLED)));
    best.add(rankSamples(sample));
    return new Found(
        best,
        random,
        unique,
        sightings,
        profiles,
        late,
        funnel.union(sample.getSideOutput(SideOutputs.FUNNEL)));
  }

  /**
   * The anomalies of each window, chosen from the top k of all shards together; counts are a side
   * output.
   */
  SingleOutputStreamOperator<Anomaly> rank(List<DataStream<ScoredCommand>> best) {
    DataStream<ScoredCommand> all = best.stream().reduce(DataStream::union).orElseThrow();
    Combination combination = options.ranking().combination();
    return all.keyBy(combination::keyOf, Types.STRING)
        .transform(
            "rank",
            MappedTypeInfo.of(StateMappers.ANOMALY),
            new WindowedOperator<>(
                new RankFunction(
                    options.events().windows(), closing, options.ranking().topK(), combination)))
        .uid(Uids.RANK);
  }

  /** One budget for all rankings of a window of the full scale; counts are a side output. */
  SingleOutputStreamOperator<Anomaly> interleave(DataStream<Anomaly> anomalies) {
    return anomalies
        .keyBy(InterleaveFunction::keyOf, Types.STRING)
        .transform(
            "interleave",
            MappedTypeInfo.of(StateMappers.ANOMALY),
            new WindowedOperator<>(
                new InterleaveFunction(
                    options.events().windows(), closing, options.ranking().topK())))
        .uid(Uids.INTERLEAVE);
  }

  /** How far each window of the full scale is from those before it. */
  SingleOutputStreamOperator<WindowDrift> drift(DataStream<WindowProfile> profiles) {
    return profiles
        .keyBy(profile -> ONE_KEY, Types.INT)
        .transform(
            "drift",
            MappedTypeInfo.of(StateMappers.WINDOW_DRIFT),
            new WindowedOperator<>(
                new DriftFunction(options.events().windows(), closing, options.drift())))
        .uid(Uids.DRIFT);
  }

  private SingleOutputStreamOperator<ScoredCommand> full(DataStream<Sighting> events) {
    TopologyOptions.Ranking ranking = options.ranking();
    return events
        .keyBy(shardKeys(), Types.INT)
        .transform(
            "unique commands, full scale",
            MappedTypeInfo.of(StateMappers.SCORED_COMMAND),
            new WindowedOperator<>(
                new DetectFunction(
                    options.events().windows(),
                    closing,
                    ranking.shardLimits(),
                    ranking.full(),
                    ranking.reduced(),
                    ranking.shards(),
                    told())))
        .uid(Uids.DETECT_FULL);
  }

  private DetectFunction.Told told() {
    if (!options.scoring().any()) {
      return DetectFunction.Told.NOTHING;
    }
    return options.scoring().select().takesValue()
        ? DetectFunction.Told.ALL
        : DetectFunction.Told.UNIQUE;
  }

  private DataStream<Line> embed(DataStream<SampledCommand> sample) {
    return Embedding.counted(
            new Embedding(options.nearDuplicates().model())
                .of(
                    "embed sample",
                    Embedding.ALL_DAY,
                    // Shards run on few subtasks; embedding should use all subtasks.
                    sample.rebalance(),
                    command ->
                        command.first()
                            ? CommandTemplate.of(command.sighting().commandLine())
                            : null,
                    (command, template, vector) ->
                        Line.of(command.sighting()).embedded(template, vector),
                    MappedTypeInfo.of(StateMappers.LINE))
                .uid(Uids.EMBED_SAMPLE))
        .name("sample embedded")
        .uid(Uids.COUNT_SAMPLE);
  }

  private SingleOutputStreamOperator<ClosedSample> sample(DataStream<Line> sample) {
    TopologyOptions.Ranking ranking = options.ranking();
    ShardKeys keys = shardKeys();
    return sample
        .keyBy(line -> keys.getKey(line.sighting()), Types.INT)
        .transform(
            "detect reduced scale",
            MappedTypeInfo.of(StateMappers.CLOSED_SAMPLE),
            new WindowedOperator<>(
                new DetectReducedFunction(
                    options.events().windows(),
                    closing,
                    ranking.sample().ofShard(ranking.shards()))))
        .uid(Uids.DETECT_REDUCED);
  }

  /** Ranks each closed sample on a thread of the subtask, beside the stream. */
  private DataStream<ScoredCommand> rankSamples(DataStream<ClosedSample> closed) {
    TopologyOptions.Ranking ranking = options.ranking();
    // In streaming mode all shards of a subtask close at one watermark, and their samples were in
    // memory before. In batch mode a shard's windows close one after another as fast as they are
    // read: a second sample in memory is enough.
    int samples = closing == WindowClosing.ON_WATERMARK ? ranking.shards() : 1;
    return new BufferedAsync(1, samples)
        .apply(
            "rank reduced scale",
            closed,
            new RankSampleFunction(ranking.embeddings()),
            MappedTypeInfo.of(StateMappers.SCORED_COMMAND))
        .uid(Uids.RANK_REDUCED);
  }

  ShardKeys shardKeys() {
    return new ShardKeys(options.ranking().shards(), TopologyOptions.MAX_PARALLELISM);
  }
}
