package dev.longtail.job.run;

import dev.longtail.job.graph.Output;
import dev.longtail.job.graph.OutputRecord;
import dev.longtail.job.graph.SinkFactory;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Sinks that write nowhere: they keep the lines of some outputs in this JVM, and drop the others.
 * For jobs of this JVM. {@link #close} forgets all.
 */
final class RememberedOutputs implements SinkFactory, AutoCloseable {
  private static final ConcurrentHashMap<String, Queue<String>> LINES = new ConcurrentHashMap<>();

  private final String run = UUID.randomUUID().toString();
  private final List<Output> kept;

  /** Keeps the lines of {@code kept}. */
  RememberedOutputs(Output... kept) {
    this.kept = List.of(kept);
    this.kept.forEach(output -> LINES.put(key(output), new ConcurrentLinkedQueue<>()));
  }

  @Override
  public Sink<OutputRecord> sink(Output output) {
    return new Memory(kept.contains(output) ? key(output) : "");
  }

  /** The lines of an output that is kept. */
  List<String> lines(Output output) {
    return List.copyOf(LINES.get(key(output)));
  }

  @Override
  public void close() {
    kept.forEach(output -> LINES.remove(key(output)));
  }

  private String key(Output output) {
    return run + "/" + output;
  }

  private record Memory(String key) implements Sink<OutputRecord> {
    @Override
    public SinkWriter<OutputRecord> createWriter(WriterInitContext context) {
      Queue<String> lines = key.isEmpty() ? null : LINES.get(key);
      return new SinkWriter<>() {
        @Override
        public void write(OutputRecord record, Context context) {
          if (lines != null) {
            lines.add(record.json());
          }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
