package dev.longtail.job.sharding;

import dev.longtail.job.connect.PlacedLine;
import dev.longtail.job.connect.PlacedLinesFormat;
import dev.longtail.training.shards.Shards;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.BufferedAsync;
import dev.longtail.udfs.flink.EmbedFunction;
import dev.longtail.udfs.template.CommandTemplate;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The bounded job that makes the shards: reads the labelled lines, keeps each line once, embeds it,
 * and writes it to its shard. Sorting is Flink's, which spills to disk.
 *
 * @param base files of the base set
 * @param added files of what is added to it
 * @param embedding computes the vectors; empty without
 * @param dimensions of a vector; 0 without
 * @param folder of the shards
 * @param shards how many
 * @param sample lines of all shards that the parts learn from that see no more, at most
 */
record ShardingJob(
    List<Path> base,
    List<Path> added,
    Optional<EmbeddingModel> embedding,
    int dimensions,
    ShardFolder folder,
    int shards,
    long sample) {
  private static final int BUFFERED = 20_000;

  /** Adds the job's operators to {@code env}. */
  void build(StreamExecutionEnvironment env) {
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    env.configure(strict());
    DataStream<TrainingLine> all = read(env, "base", base, false);
    if (!added.isEmpty()) {
      all = all.union(read(env, "added", added, true));
    }
    TypeInformation<TrainingLine> type = TypeInformation.of(TrainingLine.class);
    DataStream<TrainingLine> different =
        all.keyBy(TrainingLine::cmd, Types.STRING)
            .reduce(TrainingLine::first)
            .uid("distinct")
            .name("distinct");
    int shardCount = shards;
    embedded(different, type)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<TrainingLine>noWatermarks()
                .withTimestampAssigner((line, none) -> Shards.place(line.cmd())))
        .uid("place")
        .name("place")
        .keyBy(line -> Shards.of(line.cmd(), shardCount), Types.INT)
        .process(
            new WriteShardFunction(folder, dimensions, Math.max(1, sample / shards / 2)), Types.INT)
        .uid("write-shard")
        .name("write-shard")
        .sinkTo(new DiscardingSink<>())
        .uid("end")
        .name("end");
  }

  static Configuration strict() {
    Configuration strict = new Configuration();
    strict.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    strict.set(PipelineOptions.GENERIC_TYPES, false);
    return strict;
  }

  private static DataStream<TrainingLine> read(
      StreamExecutionEnvironment env, String name, List<Path> files, boolean added) {
    FileSource<PlacedLine> source =
        FileSource.forBulkFileFormat(new PlacedLinesFormat(), files.toArray(Path[]::new)).build();
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "read-" + name)
        .uid("read-" + name)
        .map(new ParseTrainingLine(added))
        .returns(TypeInformation.of(TrainingLine.class))
        .uid("parse-" + name)
        .name("parse-" + name);
  }

  private DataStream<TrainingLine> embedded(
      DataStream<TrainingLine> lines, TypeInformation<TrainingLine> type) {
    if (embedding.isEmpty()) {
      return lines;
    }
    return new BufferedAsync(EmbedFunction.CAPACITY, BUFFERED)
        .apply(
            "embed",
            lines,
            new EmbedFunction<TrainingLine, TrainingLine>(
                embedding.get(),
                line -> CommandTemplate.of(line.cmd()),
                (line, text, vector) -> line.with(vector)),
            type)
        .uid("embed");
  }
}
