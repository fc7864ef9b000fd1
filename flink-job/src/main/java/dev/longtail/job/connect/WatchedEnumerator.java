package dev.longtail.job.connect;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.FunctionWithException;

/**
 * Deals out partitions as Flink's Kafka source does, and then tells every reader so. A reader
 * without partitions cannot know otherwise whether there are none for it or they have yet to come.
 */
final class WatchedEnumerator
    implements SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> {
  private final SplitEnumeratorContext<KafkaPartitionSplit> context;
  private final SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> kafka;

  /** Says that all known partitions are dealt out. */
  record Dealt() implements SourceEvent {
    private static final long serialVersionUID = 1L;
  }

  /** An enumerator around the one that {@code factory} makes. */
  <E extends Exception> WatchedEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context,
      FunctionWithException<
              SplitEnumeratorContext<KafkaPartitionSplit>,
              SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState>,
              E>
          factory) {
    this.context = context;
    try {
      this.kafka = factory.apply(new TellingContext());
    } catch (Exception e) {
      throw new FlinkRuntimeException("the Kafka source cannot be started", e);
    }
  }

  @Override
  public void start() {
    kafka.start();
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {
    kafka.handleSplitRequest(subtask, host);
  }

  @Override
  public void addSplitsBack(List<KafkaPartitionSplit> splits, int subtask) {
    kafka.addSplitsBack(splits, subtask);
  }

  @Override
  public void addReader(int subtask) {
    kafka.addReader(subtask);
    if (discovered()) {
      context.sendEventToSourceReader(subtask, new Dealt());
    }
  }

  private boolean discovered() {
    try {
      return kafka.snapshotState(0).initialDiscoveryFinished();
    } catch (Exception e) {
      throw new FlinkRuntimeException("the Kafka source has no state", e);
    }
  }

  @Override
  public KafkaSourceEnumState snapshotState(long checkpoint) throws Exception {
    return kafka.snapshotState(checkpoint);
  }

  @Override
  public void handleSourceEvent(int subtask, SourceEvent event) {
    kafka.handleSourceEvent(subtask, event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    kafka.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    kafka.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void close() throws IOException {
    kafka.close();
  }

  /** Flink's context. It tells all readers once partitions are assigned, behind the partitions. */
  private final class TellingContext implements SplitEnumeratorContext<KafkaPartitionSplit> {
    @Override
    public void assignSplits(SplitsAssignment<KafkaPartitionSplit> assignment) {
      context.assignSplits(assignment);
      for (int subtask : context.registeredReaders().keySet()) {
        context.sendEventToSourceReader(subtask, new Dealt());
      }
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
      return context.metricGroup();
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
      context.sendEventToSourceReader(subtask, event);
    }

    @Override
    public void sendEventToSourceReader(int subtask, int attempt, SourceEvent event) {
      context.sendEventToSourceReader(subtask, attempt, event);
    }

    @Override
    public int currentParallelism() {
      return context.currentParallelism();
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
      return context.registeredReaders();
    }

    @Override
    public Map<Integer, Map<Integer, ReaderInfo>> registeredReadersOfAttempts() {
      return context.registeredReadersOfAttempts();
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public <A> void callAsync(Callable<A> callable, BiConsumer<A, Throwable> handler) {
      context.callAsync(callable, handler);
    }

    @Override
    public <A> void callAsync(
        Callable<A> callable, BiConsumer<A, Throwable> handler, long delay, long period) {
      context.callAsync(callable, handler, delay, period);
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
      context.runInCoordinatorThread(runnable);
    }

    @Override
    public void setIsProcessingBacklog(boolean backlog) {
      context.setIsProcessingBacklog(backlog);
    }
  }
}
