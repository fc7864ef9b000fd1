package dev.longtail.udfs.flink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TimestampedCollector;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamElement;
import org.apache.flink.streaming.runtime.streamrecord.StreamElementSerializer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * Runs an async function beside the stream, in place of Flink's operator of Async I/O.
 *
 * <p>A record goes into a buffer, and the stream goes on. The function works on a limited number of
 * records at a time. Flink's operator lets the stream wait instead when that many are under way,
 * and with the stream waits every checkpoint barrier.
 *
 * <p>Records between two watermarks leave in any order. A watermark leaves after all records before
 * it, and so does a status: Flink's operator lets the status overtake both ({@link AsyncBuffer}).
 *
 * <p>All records that have not left are state, in the form of Flink's operator. After a restore
 * they come first. Watermarks of the buffer are not restored one by one: with another parallelism a
 * watermark of one subtask could come before a record of another. The subtasks save the watermark
 * that they have received. The earliest of all follows the restored records, and an earlier one
 * than that never leaves.
 *
 * <p>Beyond the limit of the buffer a record waits until there is room, and the stream with it. So
 * does the end of a bounded input, until the buffer is empty.
 *
 * @param <I> input
 * @param <O> output
 */
final class BufferedAsyncOperator<I, O> extends AbstractUdfStreamOperator<O, AsyncFunction<I, O>>
    implements OneInputStreamOperator<I, O>, BoundedOneInput {
  /** Name of the gauge of records that have not left. */
  static final String BUFFERED = "buffered";

  /** Name of the gauge of records whose work has begun and not ended. */
  static final String IN_FLIGHT = "inFlight";

  /** As Flink's operator names it, because savepoints of release 0.1.0 hold its records. */
  private static final String RECORDS = "_async_wait_operator_state_";

  private static final String WATERMARK = "watermark";

  private static final long serialVersionUID = 1L;

  private final int mostInFlight;
  private final int mostBuffered;
  private final transient MailboxExecutor mailbox;
  private transient StreamElementSerializer<I> serializer;
  private transient TimestampedCollector<O> collector;
  private transient AsyncBuffer<StreamRecord<I>, StreamElement, O> buffer;
  private transient ListState<StreamElement> records;
  private transient ListState<Long> watermarks;
  private transient long received;
  private transient Thread task;

  /** The result that the function is called for now; only the task's thread looks at it. */
  private transient Result begun;

  BufferedAsyncOperator(
      StreamOperatorParameters<O> parameters,
      AsyncFunction<I, O> function,
      int mostInFlight,
      int mostBuffered,
      MailboxExecutor mailbox) {
    super(function);
    this.mostInFlight = mostInFlight;
    this.mostBuffered = mostBuffered;
    this.mailbox = mailbox;
    setup(parameters.getContainingTask(), parameters.getStreamConfig(), parameters.getOutput());
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    serializer =
        new StreamElementSerializer<>(
            getOperatorConfig().getTypeSerializerIn(0, getUserCodeClassloader()));
    records =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>(RECORDS, serializer));
    watermarks =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>(WATERMARK, LongSerializer.INSTANCE));
    received = Long.MIN_VALUE;
    if (context.isRestored()) {
      received = earliest(watermarks.get());
    }
  }

  /** The last of all watermarks means that the job was drained: a restored job begins anew. */
  private static long earliest(Iterable<Long> saved) {
    long earliest = Long.MAX_VALUE;
    for (long each : saved) {
      earliest = Math.min(earliest, each);
    }
    return earliest == Watermark.MAX_WATERMARK.getTimestamp() ? Long.MIN_VALUE : earliest;
  }

  @Override
  public void open() throws Exception {
    super.open();
    task = Thread.currentThread();
    collector = new TimestampedCollector<>(output);
    buffer = new AsyncBuffer<>(new Leaving());
    getMetricGroup().gauge(BUFFERED, () -> buffer.size());
    getMetricGroup().gauge(IN_FLIGHT, () -> buffer.inFlight());
    for (StreamElement element : records.get()) {
      if (element.isRecord()) {
        buffer.add(element.asRecord());
      }
    }
    records.clear();
    if (received > Long.MIN_VALUE) {
      buffer.mark(new Watermark(received));
    }
    begin();
  }

  @Override
  public void processElement(StreamRecord<I> record) throws Exception {
    while (buffer.size() >= mostBuffered) {
      mailbox.yield();
    }
    // Operators of a chain use one stream record again and again. Records of ours never change,
    // and the serializer's copy is then the record itself.
    buffer.add(
        getExecutionConfig().isObjectReuseEnabled()
            ? serializer.copy(record).asRecord()
            : record.copy(record.getValue()));
    begin();
  }

  @Override
  public void processWatermark(Watermark mark) {
    if (mark.getTimestamp() <= received) {
      return;
    }
    received = mark.getTimestamp();
    // While records wait, a watermark a second must not fill the buffer.
    if (!buffer.replaceLast(mark, Watermark.class)) {
      buffer.mark(mark);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) {
    buffer.mark(status);
  }

  @Override
  public void endInput() throws Exception {
    while (buffer.size() > 0) {
      mailbox.yield();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    records.update(new ArrayList<>(buffer.records()));
    watermarks.update(List.of(received));
  }

  /** The state's copy of the records is not needed any longer, and some are large. */
  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    records.clear();
  }

  private void begin() throws Exception {
    for (var entry = buffer.begin(mostInFlight);
        entry != null;
        entry = buffer.begin(mostInFlight)) {
      Result result = new Result(entry);
      begun = result;
      userFunction.asyncInvoke(entry.record().getValue(), result);
      begun = null;
      if (result.atOnce != null) {
        buffer.end(entry, result.atOnce.get());
      }
    }
  }

  private final class Leaving implements AsyncBuffer.Exit<StreamRecord<I>, StreamElement, O> {
    @Override
    public void results(StreamRecord<I> record, Collection<O> results) {
      collector.setTimestamp(record);
      results.forEach(collector::collect);
    }

    @Override
    public void mark(StreamElement mark) {
      if (mark.isWatermark()) {
        output.emitWatermark(mark.asWatermark());
      } else {
        output.emitWatermarkStatus(mark.asWatermarkStatus());
      }
    }
  }

  /** Takes the result of a record from any thread, once, and hands it to the task's thread. */
  private final class Result implements ResultFuture<O> {
    private final AsyncBuffer.Entry<StreamRecord<I>, StreamElement, O> entry;
    private final AtomicBoolean done = new AtomicBoolean();
    private CollectionSupplier<O> atOnce;

    private Result(AsyncBuffer.Entry<StreamRecord<I>, StreamElement, O> entry) {
      this.entry = entry;
    }

    @Override
    public void complete(Collection<O> results) {
      complete(() -> results);
    }

    @Override
    public void complete(CollectionSupplier<O> supplier) {
      if (!done.compareAndSet(false, true)) {
        return;
      }
      if (Thread.currentThread() == task && begun == this) {
        // Most records of the sample need no work. They need no mail either.
        atOnce = supplier;
        return;
      }
      onTheTask(
          () -> {
            buffer.end(entry, supplier.get());
            begin();
          });
    }

    @Override
    public void completeExceptionally(Throwable failure) {
      if (done.compareAndSet(false, true)) {
        onTheTask(
            () -> {
              throw new IllegalStateException(
                  getOperatorName() + ": the work on a record failed", failure);
            });
      }
    }

    private void onTheTask(ThrowingRunnable<Exception> mail) {
      try {
        mailbox.execute(mail, "the work on a record ended");
      } catch (RejectedExecutionException e) {
        // The task is closed: the record comes again after the restore.
        LOG.debug("a result came after the task was closed", e);
      }
    }
  }
}
