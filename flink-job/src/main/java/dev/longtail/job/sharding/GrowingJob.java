package dev.longtail.job.sharding;

import dev.longtail.training.classify.BoostingSettings;
import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The bounded job that grows the trees: a tracker, and workers that meet there. It runs in
 * streaming mode, because all of it must run at once; it has no state.
 *
 * @param folder of the shards
 * @param workers one for each shard
 * @param onEmbeddings whether the trees are those on embeddings, or the published ones
 * @param settings of the trees
 * @param patience how long workers wait for one another
 */
record GrowingJob(
    ShardFolder folder,
    int workers,
    boolean onEmbeddings,
    BoostingSettings settings,
    Duration patience) {

  /** Adds the job's operators to {@code env}. */
  void build(StreamExecutionEnvironment env) {
    env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
    env.configure(ShardingJob.strict());
    env.fromData(Types.INT, workers)
        .setParallelism(1)
        .uid("workers")
        .name("workers")
        .flatMap(new TrackerFunction(patience))
        .returns(TypeInformation.of(MeetingPlace.class))
        .setParallelism(1)
        .uid("tracker")
        .name("tracker")
        .broadcast()
        .flatMap(new WorkerFunction(folder, workers, onEmbeddings, settings, patience))
        .returns(Types.INT)
        .setParallelism(workers)
        .uid("worker")
        .name("worker")
        .sinkTo(new DiscardingSink<>())
        .setParallelism(workers)
        .uid("end")
        .name("end");
  }
}
