package dev.longtail.job.graph;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.detectors.flink.SideOutputs;
import dev.longtail.detectors.flink.WindowClosing;
import dev.longtail.detectors.flink.WindowedOperator;
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
  /** Occasions to look for a model that wait while one is read. */
  private static final int NEWS = 10_000;

  /**
   * What came of the scores.
   *
   * @param detections scores from the threshold on
   * @param doubts of each window the commands nearest to the threshold
   * @param funnel counts of results that came too late
   */
  record Scored(
      DataStream<ExplainedLine> detections,
      DataStream<ExplainedLine> doubts,
      DataStream<FunnelCount> funnel) {}

  /** Scores {@code commands}, the unique commands of each window. */
  Scored score(DataStream<SampledCommand> commands) {
    ScoringOptions scoring = options.scoring();
    LivePlace place = new LivePlace(scoring.location(), options.nearDuplicates().model());
    DetectorWindows windows = options.events().windows();
    SingleOutputStreamOperator<ScoredLine> scored =
        new BufferedAsync(ScoringFunction.CAPACITY, Embedding.ALL_DAY)
            .apply(
                "score",
                // Shards run on few subtasks; scoring should use all subtasks.
                choose(commands.rebalance(), place),
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
        doubts.getSideOutput(SideOutputs.FUNNEL));
  }

  private static DataStream<ExplainedLine> explained(
      String name, DataStream<Detection> lines, LivePlace place, String uid) {
    return new BufferedAsync(ScoringFunction.CAPACITY, Embedding.ALL_DAY)
        .apply(
            name, lines, new ExplainFunction(place), MappedTypeInfo.of(JobMappers.EXPLAINED_LINE))
        .uid(uid);
  }

  /** In a bounded job the model is fixed; a stream looks for another one. */
  private SingleOutputStreamOperator<LineToScore> choose(
      DataStream<SampledCommand> commands, LivePlace place) {
    LiveModel first = place.checked();
    MappedTypeInfo<LineToScore> type = MappedTypeInfo.of(JobMappers.LINE_TO_SCORE);
    String name = "choose model";
    boolean watches = closing == WindowClosing.ON_WATERMARK && !options.scoring().poll().isZero();
    SingleOutputStreamOperator<LineToScore> chosen =
        watches
            ? commands
                .connect(news(commands, place).broadcast())
                .transform(
                    name, type, new ChooseModelOperator(new ChooseModelFunction(first, place)))
            : commands
                .map(
                    (MapFunction<SampledCommand, LineToScore>) line -> new LineToScore(line, first))
                .returns(type)
                .name(name);
    return chosen.uid(Uids.CHOOSE_MODEL);
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
