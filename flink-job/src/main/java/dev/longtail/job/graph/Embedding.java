package dev.longtail.job.graph;

import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.flink.BufferedAsync;
import dev.longtail.udfs.flink.CountEmbedded;
import dev.longtail.udfs.flink.EmbedFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Embeds records beside the stream; their order is not kept between two watermarks. The caller
 * gives every operator its uid.
 *
 * @param model embeds all records
 */
record Embedding(EmbeddingModel model) {
  /**
   * Records in the buffer of a subtask, for what comes all day: the sample, and exemplars of
   * earlier runs. A sighting takes a few hundred bytes, so the buffer takes about 10 MB. Beyond it
   * the source waits, as it must when lines come faster than they can be embedded.
   */
  static final int ALL_DAY = 20_000;

  /**
   * The same for anomalies, which come at once when a window closes: 300 of each of four rankings
   * are 1,200. The stream never waits for them, unless a hundred windows wait for the embedder.
   */
  static final int AT_ONCE = 200_000;

  /** Adds the embedding of {@code text} to each record; at most {@code buffered} of them wait. */
  <I, O> SingleOutputStreamOperator<O> of(
      String name,
      int buffered,
      DataStream<I> records,
      EmbedFunction.TextOf<I> text,
      EmbedFunction.WithEmbedding<I, O> result,
      TypeInformation<O> type) {
    return new BufferedAsync(EmbedFunction.CAPACITY, buffered)
        .apply(name, records, new EmbedFunction<>(model, text, result), type);
  }

  /** Counts embedded records for the progress, and passes them on. */
  static <T> SingleOutputStreamOperator<T> counted(DataStream<T> embedded) {
    return embedded.map(new CountEmbedded<>()).returns(embedded.getType());
  }
}
