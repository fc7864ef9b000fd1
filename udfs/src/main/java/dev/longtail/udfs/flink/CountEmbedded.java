package dev.longtail.udfs.flink;

import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Passes on what comes out of {@link EmbedFunction} and counts it in the accumulator {@link
 * EmbedFunction#EMBEDDED}, for progress: Flink gives an async function no accumulators.
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
