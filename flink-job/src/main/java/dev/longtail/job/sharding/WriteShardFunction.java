package dev.longtail.job.sharding;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.shards.ShardLine;
import dev.longtail.training.shards.ShardWriter;
import java.io.IOException;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Writes a shard, and the sample of it. In batch mode the lines of a key come one after another and
 * sorted by timestamp, which is their place in the shard; so none is held. The timers of a key fire
 * at its end.
 *
 * <p>The sample is the first lines of each label: a sample by hash, because places are hashes.
 */
final class WriteShardFunction extends KeyedProcessFunction<Integer, TrainingLine, Integer> {
  private static final long serialVersionUID = 1L;
  private static final int NONE = -1;

  private final ShardFolder folder;
  private final int dimensions;
  private final long sampledOfLabel;
  private transient int shard;
  private transient long place;
  private transient ShardWriter lines;
  private transient ShardWriter sample;

  /**
   * Writes into {@code folder}.
   *
   * @param dimensions of the vectors; 0 without embeddings
   * @param sampledOfLabel lines of either label that a shard gives to the sample, at most
   */
  WriteShardFunction(ShardFolder folder, int dimensions, long sampledOfLabel) {
    this.folder = folder;
    this.dimensions = dimensions;
    this.sampledOfLabel = sampledOfLabel;
  }

  @Override
  public void processElement(TrainingLine line, Context context, Collector<Integer> out)
      throws IOException {
    if (lines == null) {
      begin(context.getCurrentKey());
      context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
    }
    if (shard != context.getCurrentKey() || context.timestamp() < place) {
      throw new IllegalStateException("the lines of shard " + shard + " do not come in order");
    }
    place = context.timestamp();
    ShardLine written =
        new ShardLine(
            new LabelledCommand(
                line.cmd(),
                line.malicious() ? Label.MALICIOUS : Label.BENIGN,
                new LineOrigin(line.os(), line.family())),
            line.added(),
            line.vector());
    lines.write(written);
    if (sample.count(line.malicious()) < sampledOfLabel) {
      sample.write(written);
    }
  }

  private void begin(int key) throws IOException {
    shard = key;
    place = 0;
    lines = new ShardWriter(folder.writeLines(shard), dimensions);
    sample = new ShardWriter(folder.writeSample(shard), dimensions);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Integer> out)
      throws IOException {
    lines.close();
    sample.close();
    folder.writeSummary(shard, lines.summary(sample.count(true) + sample.count(false)));
    out.collect(shard);
    shard = NONE;
    lines = null;
    sample = null;
  }
}
