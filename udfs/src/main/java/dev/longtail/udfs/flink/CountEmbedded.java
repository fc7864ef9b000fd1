package dev.longtail.udfs.flink;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Counts the results of {@link EmbedFunction} in the accumulator {@link EmbedFunction#EMBEDDED}, to
 * show progress, and passes them on. Flink gives an async function no accumulators.
 *
 * @param <T> the record
 */
public final class CountEmbedded<T> extends RichMapFunction<T, T> {
  private static final long serialVersionUID = 1L;

  private final LongCounter embedded = new LongCounter();

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(EmbedFunction.EMBEDDED, embedded);
  }

  @Override
  public T map(T record) {
    embedded.add(1);
    return record;
  }
}
