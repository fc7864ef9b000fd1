package dev.longtail.job;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Counts records for the progress of a bounded run and passes them on: behind an asynchronous
 * function, which can have no accumulator itself.
 */
final class CountFunction<T> extends RichMapFunction<T, T> {
  private static final long serialVersionUID = 1L;

  private final String accumulator;
  private final LongCounter count = new LongCounter();

  /** Counts in the accumulator of that name. */
  CountFunction(String accumulator) {
    this.accumulator = accumulator;
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(accumulator, count);
  }

  @Override
  public T map(T record) {
    count.add(1);
    return record;
  }
}
