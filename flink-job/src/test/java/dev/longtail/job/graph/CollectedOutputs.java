package dev.longtail.job.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Sinks without state that keep the lines of each output in this JVM. */
final class CollectedOutputs implements SinkFactory {
  private static final ConcurrentHashMap<String, Queue<String>> LINES = new ConcurrentHashMap<>();

  private final String run = UUID.randomUUID().toString();

  @Override
  public Sink<OutputRecord> sink(Output output) {
    return new Collector(key(output));
  }

  /** What the output holds so far. */
  List<String> lines(Output output) {
    return List.copyOf(queue(key(output)));
  }

  /** Writes each output that is not empty to a file below {@code folder}, its lines sorted. */
  void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Output output : Output.values()) {
      if (!lines(output).isEmpty()) {
        Files.write(file(folder, output), lines(output).stream().sorted().toList());
      }
    }
  }

  /** The lines of an output in a folder that {@link #writeTo} wrote, and then these. */
  List<String> after(Path folder, Output output) throws IOException {
    List<String> both = new ArrayList<>();
    if (Files.exists(file(folder, output))) {
      both.addAll(Files.readAllLines(file(folder, output)));
    }
    both.addAll(lines(output));
    return both;
  }

  private static Path file(Path folder, Output output) {
    return folder.resolve(output.folder() + ".jsonl");
  }

  private String key(Output output) {
    return run + "/" + output;
  }

  private static Queue<String> queue(String key) {
    return LINES.computeIfAbsent(key, k -> new ConcurrentLinkedQueue<>());
  }

  private record Collector(String key) implements Sink<OutputRecord> {
    @Override
    public SinkWriter<OutputRecord> createWriter(WriterInitContext context) {
      Queue<String> lines = queue(key);
      return new SinkWriter<>() {
        @Override
        public void write(OutputRecord record, Context context) {
          lines.add(record.json());
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
      };
    }
  }
}
