package dev.longtail.job.graph;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.ShardKeys;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.FunnelCount;
import dev.longtail.detectors.window.SampledCommand;
import dev.longtail.job.config.ScoringOptions;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.scoring.Detection;
import dev.longtail.job.scoring.ExplainedLine;
import dev.longtail.job.scoring.LineToScore;
import dev.longtail.job.scoring.LiveModel;
import dev.longtail.job.scoring.LivePlace;
import dev.longtail.job.scoring.ScoreWindow;
import dev.longtail.job.scoring.ScoredLine;
import dev.longtail.job.scoring.ValueWindow;
import dev.longtail.udfs.flink.BufferedAsync;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the graph that scores every unique command: which model is live, the scores by it,
 * and what becomes of them.
 */
record ScoringGraph(TopologyOptions options, WindowClosing closing) {
  /** Candidates of a shard for each command of the window that will be chosen. */
  private static final int CANDIDATES = 2;

  /** Occasions to look for a model that wait while one is read. */
  private static final int NEWS = 10_000;

  /**
   * What came of the scores.
   *
   * @param detections scores from the threshold on
   * @param doubts of each window the commands nearest to the threshold
   * @param value the commands that scores choose for labels; null if they choose none
   * @param funnel counts of results that came too late
   */
  record Scored(
      DataStream<ExplainedLine> detections,
      DataStream<ExplainedLine> doubts,
      Value value,
      DataStream<FunnelCount> funnel) {}

  /**
   * The commands that scores choose for labels.
   *
   * @param best each shard's candidates
   * @param funnel counts of events that came too late
   */
  record Value(DataStream<ScoredCommand> best, DataStream<FunnelCount> funnel) {}

  /**
   * Scores commands.
   *
   * @param commands the unique commands of each window
   * @param sightings all events; null if scores choose no labels
   */
  Scored score(DataStream<SampledCommand> commands, DataStream<SampledCommand> sightings) {
    ScoringOptions scoring = options.scoring();
    LivePlace place = new LivePlace(scoring.location(), options.nearDuplicates().model());
    LiveModel first = place.checked();
    DataStream<LiveModel> news = watches() ? news(commands, place) : null;
    DetectorWindows windows = options.events().windows();
    SingleOutputStreamOperator<ScoredLine> scored =
        new BufferedAsync(ScoringFunction.CAPACITY, Embedding.ALL_DAY)
            .apply(
                "score",
                // Shards run on few subtasks; scoring should use all subtasks.
                choose("choose model", Uids.CHOOSE_MODEL, commands.rebalance(), news, first, place),
                new ScoreFunction(place),
                MappedTypeInfo.of(JobMappers.SCORED_LINE))
            .uid(Uids.SCORE);
    SingleOutputStreamOperator<Detection> doubts =
        scored
            .keyBy(line -> AlertFunction.KEY, Types.STRING)
            .transform(
                "alert",
                MappedTypeInfo.of(JobMappers.DETECTION),
                new WindowedOperator<>(
                    new AlertFunction(
                        windows,
                        closing,
                        new ScoreWindow.Limits(
                            scoring.alertsPerWindow(windows.size()),
                            scoring.queuePerWindow(windows.size())))))
            .uid(Uids.ALERT);
    return new Scored(
        explained(
            "explain detections",
            doubts.getSideOutput(AlertFunction.DETECTIONS),
            place,
            Uids.EXPLAIN_DETECTIONS),
        explained("explain doubts", doubts, place, Uids.EXPLAIN_DOUBTS),
        sightings == null
            ? null
            : value(
                choose(
                    "choose model for value",
                    Uids.CHOOSE_MODEL_FOR_VALUE,
                    sightings,
                    news,
                    first,
                    place),
                place),
        doubts.getSideOutput(SideOutputs.FUNNEL));
  }

  /**
   * The commands of which the model is least sure, of each shard's window: first by the text of
   * all, then with the embeddings of the best.
   */
  private Value value(DataStream<LineToScore> sightings, LivePlace place) {
    DetectorWindows windows = options.events().windows();
    ShardKeys keys = new DetectionGraph(options, closing).shardKeys();
    SingleOutputStreamOperator<ValueWindow.Candidate> candidates =
        sightings
            .keyBy(line -> keys.getKey(line.command().sighting()), Types.INT)
            .transform(
                "value candidates",
                MappedTypeInfo.of(JobMappers.CANDIDATE),
                new WindowedOperator<>(
                    new CandidateFunction(
                        windows, closing, place, CANDIDATES * options.ranking().topK())))
            .uid(Uids.CANDIDATES);
    return new Value(
        new BufferedAsync(ScoringFunction.CAPACITY, Embedding.ALL_DAY)
            .apply(
                "value",
                candidates.rebalance(),
                new ValueFunction(place, windows),
                MappedTypeInfo.of(StateMappers.SCORED_COMMAND))
            .uid(Uids.VALUE),
        candidates.getSideOutput(SideOutputs.FUNNEL));
  }

  private static DataStream<ExplainedLine> explained(
      String name, DataStream<Detection> lines, LivePlace place, String uid) {
    return new BufferedAsync(ScoringFunction.CAPACITY, Embedding.ALL_DAY)
        .apply(
            name, lines, new ExplainFunction(place), MappedTypeInfo.of(JobMappers.EXPLAINED_LINE))
        .uid(uid);
  }

  /** In a bounded job the model is fixed; a stream looks for another one. */
  private static SingleOutputStreamOperator<LineToScore> choose(
      String name,
      String uid,
      DataStream<SampledCommand> commands,
      DataStream<LiveModel> news,
      LiveModel first,
      LivePlace place) {
    MappedTypeInfo<LineToScore> type = MappedTypeInfo.of(JobMappers.LINE_TO_SCORE);
    SingleOutputStreamOperator<LineToScore> chosen =
        news != null
            ? commands
                .connect(news.broadcast())
                .transform(
                    name, type, new ChooseModelOperator(new ChooseModelFunction(first, place)))
            : commands
                .map(
                    (MapFunction<SampledCommand, LineToScore>) line -> new LineToScore(line, first))
                .returns(type)
                .name(name);
    return chosen.uid(uid);
  }

  private boolean watches() {
    return closing == WindowClosing.ON_WATERMARK && !options.scoring().poll().isZero();
  }

  /** The models that become live while the job runs. One subtask looks, for all. */
  private DataStream<LiveModel> news(DataStream<SampledCommand> commands, LivePlace place) {
    double perSecond = 1_000.0 / options.scoring().poll().toMillis();
    Source<String, ?, ?> occasions =
        new DataGeneratorSource<>(
            number -> "", Long.MAX_VALUE, RateLimiterStrategy.perSecond(perSecond), Types.STRING);
    DataStream<String> looks =
        commands
            .getExecutionEnvironment()
            .fromSource(occasions, WatermarkStrategy.noWatermarks(), "times to look for a model")
            .uid(Uids.MODEL_NEWS)
            .setParallelism(1);
    return new BufferedAsync(NEWS, NEWS)
        .apply(
            "watch for models",
            looks,
            new WatchModelFunction(place),
            MappedTypeInfo.of(JobMappers.LIVE_MODEL))
        .uid(Uids.WATCH_MODEL)
        .setParallelism(1);
  }
}
