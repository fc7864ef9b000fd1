package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/**
 * Input and output of a command that runs a single stage. It writes one output record for each
 * input record, in order. A record that cannot be used becomes {@code {"error": …}} in its place.
 */
final class StageIo {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "F",
      description = "JSON Lines or CSV, a file or a folder; - is the standard input")
  Path input;

  @Option(
      names = "--out",
      paramLabel = "F",
      description = "write the records to this file (default: standard output)")
  Path out;

  /** Maps the command line of every record to one line of JSON. */
  void mapCommands(Function<String, ?> stage) {
    map((record, where) -> stage.apply(JsonLines.commandLine(record, where)));
  }

  /** Maps one record to one result. */
  @FunctionalInterface
  interface RecordStage {
    Object apply(JsonNode record, Location where);
  }

  /** Maps one record to one result that is ready later. */
  @FunctionalInterface
  interface AsyncRecordStage {
    CompletableFuture<?> apply(JsonNode record, Location where);
  }

  /** Maps every record to one line of JSON; reports unusable records on stderr. */
  void map(RecordStage stage) {
    mapAsync(1, (record, where) -> CompletableFuture.completedFuture(stage.apply(record, where)));
  }

  /**
   * As {@link #map}, with up to {@code inFlight} records under way at once; the output keeps their
   * order.
   */
  void mapAsync(int inFlight, AsyncRecordStage stage) {
    warnOfSkipped();
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
              queue.tally.usable++;
              queue.add(result);
            }

            @Override
            public void broken(Location where, String reason) {
              Unusable unusable = Unusable.of(where, reason);
              queue.tally.add(unusable);
              queue.add(CompletableFuture.completedFuture(unusable));
            }
          });
      queue.drainTo(0);
      writer.commit();
      queue.tally.say(input);
    }
  }

  /** Reads one record. */
  @FunctionalInterface
  interface RecordReader {
    void read(JsonNode record, Location where);
  }

  /** Reads every record, and writes one for all of them. */
  void summarize(RecordReader reader, Supplier<?> summary) {
    warnOfSkipped();
    try (RecordWriter writer = RecordWriter.open(out, input)) {
      Tally tally = new Tally();
      JsonLines.forEach(
          input,
          new JsonLines.Visitor() {
            @Override
            public void visit(JsonNode record, Location where) {
              try {
                reader.read(record, where);
                tally.usable++;
              } catch (InputException e) {
                broken(where, e.getMessage());
              }
            }

            @Override
            public void broken(Location where, String reason) {
              tally.add(Unusable.of(where, reason));
            }
          });
      tally.say(input);
      writer.write(summary.get());
      writer.commit();
    }
  }

  /**
   * As {@link #mapCommands}, for a stage that is cheaper for many command lines at once. The stage
   * gets chunks of lines and returns one result per line, in order.
   */
  void mapCommandChunks(Function<List<String>, List<?>> stage) {
    warnOfSkipped();
    try (RecordWriter writer = RecordWriter.open(out, input)) {
      ChunkWriter chunks = new ChunkWriter(stage, writer);
      JsonLines.forEach(input, chunks);
      chunks.flush();
      writer.commit();
      chunks.tally.say(input);
    }
  }

  private void warnOfSkipped() {
    InputFiles.of(input).warning().ifPresent(System.err::println);
  }

  /** Counts the records, and those that could not be used. */
  private static final class Tally {
    private long usable;
    private long unusable;
    private Unusable first;

    void add(Unusable record) {
      first = unusable == 0 ? record : first;
      unusable++;
    }

    /**
     * Reports the counts to the user.
     *
     * @throws InputException if no record could be used
     */
    void say(Path input) {
      if (usable + unusable == 0) {
        throw new InputException(InputFiles.name(input) + ": holds no record");
      }
      System.err.printf(
          "%s, %,d of them unusable%n", Counted.of(usable + unusable, "record"), unusable);
      if (first == null) {
        return;
      }
      String why = "%s:%d: %s".formatted(first.file, first.line, first.error);
      if (usable == 0) {
        throw new InputException("no record can be used; the first: " + why);
      }
      System.err.println("the first of these: " + why);
    }
  }

  /**
   * Collects the command lines of a chunk, and keeps the places of records without a command line.
   */
  private static final class ChunkWriter implements JsonLines.Visitor {
    /** A chunk of very long lines holds fewer lines. */
    private static final long MOST_CHARACTERS = 4 << 20;

    private final Function<List<String>, List<?>> stage;
    private final RecordWriter writer;
    private final List<String> commands = new ArrayList<>();
    private final List<Optional<Unusable>> places = new ArrayList<>();
    private final Tally tally = new Tally();
    private long characters;

    ChunkWriter(Function<List<String>, List<?>> stage, RecordWriter writer) {
      this.stage = stage;
      this.writer = writer;
    }

    @Override
    public void visit(JsonNode record, Location where) {
      String command;
      try {
        command = JsonLines.commandLine(record, where);
      } catch (InputException e) {
        broken(where, e.getMessage());
        return;
      }
      tally.usable++;
      characters += command.length();
      commands.add(command);
      add(Optional.empty());
    }

    @Override
    public void broken(Location where, String reason) {
      Unusable unusable = Unusable.of(where, reason);
      tally.add(unusable);
      add(Optional.of(unusable));
    }

    private void add(Optional<Unusable> place) {
      places.add(place);
      if (places.size() == EmbeddedTemplates.CHUNK || characters >= MOST_CHARACTERS) {
        flush();
      }
    }

    void flush() {
      Iterator<?> results = stage.apply(commands).iterator();
      for (Optional<Unusable> place : places) {
        writer.write(place.isPresent() ? place.get() : results.next());
      }
      commands.clear();
      places.clear();
      characters = 0;
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
    private final Tally tally = new Tally();

    Queue(RecordWriter writer, int inFlight) {
      this.writer = writer;
      this.inFlight = inFlight;
    }

    void add(CompletableFuture<?> result) {
      results.add(result);
      drainTo(inFlight - 1);
    }

    /** Writes the oldest results, waiting for each, until at most {@code left} are under way. */
    void drainTo(int left) {
      while (results.size() > left) {
        writer.write(results.remove().join());
      }
    }
  }
}
