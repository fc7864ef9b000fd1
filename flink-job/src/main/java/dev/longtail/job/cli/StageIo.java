package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.core.InputException;
import dev.longtail.udfs.core.JsonLines;
import dev.longtail.udfs.core.JsonLines.Location;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * Input and output of a command that runs one stage alone: one output record for each input record,
 * in order. A record that cannot be used becomes {@code {"error": …}} in its place.
 */
final class StageIo {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "JSON Lines, a file or a folder")
  Path input;

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the records to this file (default: standard output)")
  Path out;

  /** Maps the command line of every record to what is written as one line of JSON. */
  void mapCommands(Function<String, ?> stage) {
    map((record, where) -> stage.apply(JsonLines.commandLine(record, where)));
  }

  /** One record in, one out. */
  @FunctionalInterface
  interface RecordStage {
    Object apply(JsonNode record, Location where);
  }

  /** One record in, one out, later. */
  @FunctionalInterface
  interface AsyncRecordStage {
    CompletableFuture<?> apply(JsonNode record, Location where);
  }

  /** Maps every record to what is written as one line of JSON; says on stderr what was unusable. */
  void map(RecordStage stage) {
    mapAsync(1, (record, where) -> CompletableFuture.completedFuture(stage.apply(record, where)));
  }

  /**
   * As {@link #map}, with up to {@code inFlight} records under way at once; they are written in
   * order nevertheless.
   */
  void mapAsync(int inFlight, AsyncRecordStage stage) {
    try (RecordWriter writer = RecordWriter.open(out, input)) {
      Queue queue = new Queue(writer, inFlight);
      JsonLines.forEach(
          input,
          new JsonLines.Visitor() {
            @Override
            public void visit(JsonNode record, Location where) {
              CompletableFuture<?> result;
              try {
                result = stage.apply(record, where);
              } catch (InputException e) {
                broken(where, e.getMessage());
                return;
              }
              queue.records++;
              queue.add(result);
            }

            @Override
            public void broken(Location where, String reason) {
              queue.unusable++;
              queue.add(CompletableFuture.completedFuture(Unusable.of(where, reason)));
            }
          });
      queue.drainTo(0);
      writer.commit();
      System.err.printf(
          "%,d records, %,d of them unusable%n", queue.records + queue.unusable, queue.unusable);
    }
  }

  /** Stands in the output in place of a record that cannot be used. */
  private record Unusable(String error, String file, long line) {
    static Unusable of(Location where, String reason) {
      return new Unusable(reason, where.file().toString(), where.line());
    }
  }

  /** Results on their way to the output, in the order of their records. */
  private static final class Queue {
    private final RecordWriter writer;
    private final int inFlight;
    private final ArrayDeque<CompletableFuture<?>> results = new ArrayDeque<>();
    private long records;
    private long unusable;

    Queue(RecordWriter writer, int inFlight) {
      this.writer = writer;
      this.inFlight = inFlight;
    }

    void add(CompletableFuture<?> result) {
      results.add(result);
      drainTo(inFlight - 1);
    }

    /** Writes, waiting for the oldest, until at most {@code left} results are under way. */
    void drainTo(int left) {
      while (results.size() > left) {
        writer.write(results.remove().join());
      }
    }
  }
}
