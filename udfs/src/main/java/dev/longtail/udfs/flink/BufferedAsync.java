package dev.longtail.udfs.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/**
 * An async function beside the stream: the use of {@code BufferedAsyncOperator}. Records wait in a
 * buffer that is state, so neither the stream nor a checkpoint waits for the function. Watermarks
 * and their statuses never overtake results. The order of results between two watermarks is free.
 *
 * <p>There is no time limit. If the function fails for a record, the task fails with its exception.
 *
 * @param mostInFlight records that the function works on at a time, for a subtask
 * @param mostBuffered records in the buffer of a subtask, with those in flight. Beyond it the
 *     stream waits. It bounds the memory, and the time that a checkpoint writes
 */
public record BufferedAsync(int mostInFlight, int mostBuffered) {
  /** Refuses limits below 1. */
  public BufferedAsync {
    if (mostInFlight < 1 || mostBuffered < 1) {
      throw new IllegalArgumentException(
          mostInFlight + " records in flight and " + mostBuffered + " buffered; at least 1");
    }
  }

  /** The results of {@code function} for {@code records}. */
  public <I, O> SingleOutputStreamOperator<O> apply(
      String name, DataStream<I> records, AsyncFunction<I, O> function, TypeInformation<O> type) {
    AsyncFunction<I, O> cleaned = records.getExecutionEnvironment().clean(function);
    return records.transform(name, type, factory(cleaned));
  }

  <I, O> OneInputStreamOperatorFactory<I, O> factory(AsyncFunction<I, O> function) {
    return new Factory<>(function, mostInFlight, mostBuffered);
  }

  /** Makes the operator of each subtask, with the mailbox of its task. */
  private static final class Factory<I, O> extends AbstractStreamOperatorFactory<O>
      implements OneInputStreamOperatorFactory<I, O> {
    private static final long serialVersionUID = 1L;

    private final AsyncFunction<I, O> function;
    private final int mostInFlight;
    private final int mostBuffered;

    private Factory(AsyncFunction<I, O> function, int mostInFlight, int mostBuffered) {
      this.function = function;
      this.mostInFlight = mostInFlight;
      this.mostBuffered = mostBuffered;
      this.chainingStrategy = ChainingStrategy.ALWAYS;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Flink's signature
    public <T extends StreamOperator<O>> T createStreamOperator(
        StreamOperatorParameters<O> parameters) {
      return (T)
          new BufferedAsyncOperator<>(
              parameters, function, mostInFlight, mostBuffered, parameters.getMailboxExecutor());
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
      return BufferedAsyncOperator.class;
    }
  }
}
