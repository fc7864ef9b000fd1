package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.Budget;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.Verdict;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Asks the labeler for each record and emits exactly one record for it, whatever happens.
 *
 * <p>The client retries, because Flink's {@code AsyncRetryStrategy} can lose an element. Set the
 * operator's timeout to {@link LabelerOptions#outerTimeout} and its capacity to {@link
 * LabelerOptions#concurrency}. No event-time window may follow the operator, because watermarks
 * wait for the slowest call.
 *
 * <p>After a restore, calls that were in flight are asked again, and the budget keeps what it had
 * counted: each parallel instance stores the amounts its JVM had spent, and all of them restore the
 * largest number. Assumption: the instances of one JVM share a budget. With several task managers
 * each has its own budget, so the cap holds per task manager.
 *
 * @param <I> the record that holds the command line
 * @param <O> the labelled record
 */
public final class LabelFunction<I, O> extends RichAsyncFunction<I, O>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;
  private static final String STATE = "label-budget-v1";

  private final LabelerOptions options;
  private final SerializableFunction<I, String> commandLine;
  private final Output<I, O> output;

  private transient LabelClient client;
  private transient Map<Verdict, LongAdder> verdicts;
  private transient ListState<Long> spent;

  /**
   * Makes the labelled record.
   *
   * @param <I> the record that holds the command line
   * @param <O> the labelled record
   */
  @FunctionalInterface
  public interface Output<I, O> extends BiFunction<I, LabelResult, O>, Serializable {}

  /**
   * A function that asks the labeler of {@code options}.
   *
   * @param commandLine the command line of a record
   * @param output the labelled record
   */
  public LabelFunction(
      LabelerOptions options, SerializableFunction<I, String> commandLine, Output<I, O> output) {
    this.options = options;
    this.commandLine = commandLine;
    this.output = output;
  }

  @Override
  public void open(OpenContext context) {
    client = options.open();
    verdicts = new EnumMap<>(Verdict.class);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("label");
    for (Verdict verdict : Verdict.values()) {
      // Answers arrive on the client's threads, and Flink's plain counters are not thread-safe.
      LongAdder count = new LongAdder();
      verdicts.put(verdict, count);
      metrics.gauge(verdict.name().toLowerCase(java.util.Locale.ROOT), (Gauge<Long>) count::sum);
    }
    Budget budget = options.budget();
    metrics.gauge("calls", (Gauge<Long>) budget::calls);
    metrics.gauge("tokens", (Gauge<Long>) budget::tokens);
  }

  @Override
  public void asyncInvoke(I record, ResultFuture<O> result) {
    var unused =
        client
            .label(commandLine.apply(record))
            .whenComplete(
                (answer, failure) -> {
                  try {
                    if (failure != null) {
                      throw new IllegalStateException("a label client must not fail", failure);
                    }
                    complete(record, answer, result);
                  } catch (RuntimeException e) {
                    // If this exception were swallowed, the record would wait for its timeout.
                    result.completeExceptionally(e);
                  }
                });
  }

  @Override
  public void timeout(I record, ResultFuture<O> result) {
    complete(
        record,
        LabelResult.abstained(
            "timeout after " + options.outerTimeout().toSeconds() + " s", "none", ""),
        result);
  }

  private void complete(I record, LabelResult answer, ResultFuture<O> result) {
    verdicts.get(answer.verdict()).increment();
    result.complete(List.of(output.apply(record, answer)));
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    spent =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>(STATE, Types.LONG));
    long calls = 0;
    for (long count : spent.get()) {
      calls = Math.max(calls, count);
    }
    options.budget().raiseTo(calls, 0);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    spent.update(List.of(options.budget().calls()));
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
  }
}
