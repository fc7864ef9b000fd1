package dev.longtail.job.connect;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Reads files of JSON Lines as the stage commands do: the first bytes tell whether a file is
 * packed.
 *
 * <p>Flink's own line format does not report a record's line number, goes by a file's name, fails
 * the job on a damaged packed file, and replaces malformed UTF-8.
 *
 * @param <T> the result of a line
 */
abstract class LinesFormat<T> implements BulkFormat<T, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 512;

  /** Turns lines into records; each reader has its own parser. */
  interface LineParser<T> {
    /**
     * Reads a line.
     *
     * @param line not blank
     * @param origin its file and number
     * @param taker gets the records of the line; there may be several or none
     */
    void parse(RecordLines.Line line, String origin, Consumer<T> taker);

    /** The record that stands for a file that cannot be read at all. */
    T unreadable(String file, String reason);
  }

  /** A parser for one reader. */
  abstract LineParser<T> parser();

  @Override
  public Reader<T> createReader(Configuration config, FileSourceSplit split) throws IOException {
    return new Reader<>(parser(), split.path(), 0);
  }

  @Override
  public Reader<T> restoreReader(Configuration config, FileSourceSplit split) throws IOException {
    long read =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new Reader<>(parser(), split.path(), read);
  }

  /** A packed file can only be read from its beginning. */
  @Override
  public boolean isSplittable() {
    return false;
  }

  /** Reads one file. */
  static final class Reader<T> implements BulkFormat.Reader<T> {
    private final LineParser<T> parser;
    private final Path path;
    private final InputStream in;
    private final RecordLines lines;
    private long delivered;
    private final Deque<T> parsed = new ArrayDeque<>();
    private String unreadable = "";

    private Reader(LineParser<T> parser, Path path, long skip) throws IOException {
      this.parser = parser;
      this.path = path;
      InputStream raw = new BufferedInputStream(path.getFileSystem().open(path), 1 << 16);
      InputStream unpacked;
      RecordLines records;
      try {
        unpacked = JsonLines.unpack(raw, path.toString());
        records = JsonLines.records(unpacked, path.toString());
      } catch (InputException e) {
        raw.close();
        unpacked = InputStream.nullInputStream();
        records = () -> null;
        unreadable = e.getMessage();
      }
      in = unpacked;
      lines = records;
      while (delivered < skip && next() != null) {
        delivered++;
      }
    }

    @Override
    public RecordIterator<T> readBatch() throws IOException {
      @SuppressWarnings("unchecked") // Java has no other generic array; it stays in this method
      T[] batch = (T[]) new Object[BATCH];
      int size = 0;
      while (size < BATCH) {
        T record = next();
        if (record == null) {
          break;
        }
        batch[size++] = record;
      }
      if (size == 0) {
        return null;
      }
      ArrayResultIterator<T> iterator = new ArrayResultIterator<>();
      iterator.set(batch, size, CheckpointedPosition.NO_OFFSET, delivered);
      delivered += size;
      return iterator;
    }

    private T next() throws IOException {
      if (!unreadable.isEmpty()) {
        String reason = unreadable;
        unreadable = "";
        return parser.unreadable(path.getName(), reason);
      }
      while (parsed.isEmpty()) {
        RecordLines.Line line = lines.next();
        if (line == null) {
          return null;
        }
        if (!line.isBlank()) {
          parser.parse(line, path.getName() + ":" + line.number(), parsed::add);
        }
      }
      return parsed.poll();
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
