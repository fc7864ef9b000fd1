package dev.longtail.job.graph;

import dev.longtail.detectors.flink.DetectFunction;
import dev.longtail.detectors.flink.DetectReducedFunction;
import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.RankFunction;
import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.ranking.Anomaly;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.Line;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.template.CommandTemplate;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the graph that finds the anomalies. The shards of the full scale take all events. The
 * shards of the reduced scale take a sample after its embedding. A ranking merges the results of
 * all shards.
 */
record DetectionGraph(TopologyOptions options, WindowClosing closing) {
  /**
   * The results of the shards.
   *
   * @param best each shard's top k, of all scales and detectors
   * @param random a sample of each shard's unique commands
   * @param late events that came after their window was closed
   * @param funnel the shards' counts
   */
  record Found(
      DataStream<ScoredCommand> best,
      DataStream<ScoredCommand> random,
      DataStream<Sighting> late,
      DataStream<FunnelCount> funnel) {}

  /** The results of the shards for {@code events}, at the scales that the options name. */
  Found find(DataStream<Sighting> events) {
    SingleOutputStreamOperator<ScoredCommand> full = full(events);
    DataStream<ScoredCommand> random = full.getSideOutput(SideOutputs.RANDOM);
    DataStream<Sighting> late = full.getSideOutput(SideOutputs.LATE);
    DataStream<FunnelCount> funnel = full.getSideOutput(SideOutputs.FUNNEL);
    if (options.ranking().reduced() == null) {
      return new Found(full, random, late, funnel);
    }
    SingleOutputStreamOperator<ScoredCommand> reduced =
        reduced(embed(full.getSideOutput(SideOutputs.SAMPLED)));
    return new Found(
        full.union(reduced), random, late, funnel.union(reduced.getSideOutput(SideOutputs.FUNNEL)));
  }

  /**
   * The anomalies of each window, scale and detector: the top k of all shards together; counts are
   * a side output.
   */
  SingleOutputStreamOperator<Anomaly> rank(DataStream<ScoredCommand> best) {
    return best.keyBy(RankFunction::keyOf, Types.STRING)
        .transform(
            "rank",
            MappedTypeInfo.of(StateMappers.ANOMALY),
            new WindowedOperator<>(
                new RankFunction(options.events().windows(), closing, options.ranking().topK())))
        .uid(Uids.RANK);
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
                    ranking.shards())))
        .uid(Uids.DETECT_FULL);
  }

  private DataStream<Line> embed(DataStream<SampledCommand> sample) {
    return Embedding.counted(
            new Embedding(options.nearDuplicates().model())
                .of(
                    // Shards run on few subtasks; embedding should use all subtasks.
                    sample.rebalance(),
                    command ->
                        command.first()
                            ? CommandTemplate.of(command.sighting().commandLine())
                            : null,
                    (command, template, vector) ->
                        Line.of(command.sighting()).embedded(template, vector),
                    MappedTypeInfo.of(StateMappers.LINE))
                .name("embed sample")
                .uid(Uids.EMBED_SAMPLE))
        .name("sample embedded")
        .uid(Uids.COUNT_SAMPLE);
  }

  private SingleOutputStreamOperator<ScoredCommand> reduced(DataStream<Line> sample) {
    TopologyOptions.Ranking ranking = options.ranking();
    ShardKeys keys = shardKeys();
    return sample
        .keyBy(line -> keys.getKey(line.sighting()), Types.INT)
        .transform(
            "detect reduced scale",
            MappedTypeInfo.of(StateMappers.SCORED_COMMAND),
            new WindowedOperator<>(
                new DetectReducedFunction(
                    options.events().windows(),
                    closing,
                    ranking.sample().ofShard(ranking.shards()),
                    ranking.embeddings())))
        .uid(Uids.DETECT_REDUCED);
  }

  private ShardKeys shardKeys() {
    return new ShardKeys(options.ranking().shards(), TopologyOptions.MAX_PARALLELISM);
  }
}
