package dev.longtail.job.sharding;

import dev.longtail.training.shards.TreeWorkers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.util.Collector;

/**
 * The subtask where the workers meet. It runs on the cluster and not in the client, which the
 * TaskManagers may be unable to reach; its address is the one at which they reach one another
 * anyway. It tells the workers the address and stays until all have left.
 */
final class TrackerFunction extends RichFlatMapFunction<Integer, MeetingPlace> {
  private static final long serialVersionUID = 1L;
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Duration patience;

  /** A tracker that waits so long for all workers. */
  TrackerFunction(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void flatMap(Integer workers, Collector<MeetingPlace> out)
      throws InterruptedException, UnknownHostException {
    try (TreeWorkers.Tracker tracker = TreeWorkers.installed().open(host(), workers, patience)) {
      out.collect(new MeetingPlace(tracker.place().host(), tracker.place().port()));
      boolean left = false;
      while (!left) {
        left = tracker.await(LOOK);
      }
    }
  }

  /** This TaskManager's address, in numbers, as XGBoost wants it. */
  private String host() throws UnknownHostException {
    StreamingRuntimeContext context = (StreamingRuntimeContext) getRuntimeContext();
    return InetAddress.getByName(
            context.getTaskManagerRuntimeInfo().getTaskManagerExternalAddress())
        .getHostAddress();
  }
}
