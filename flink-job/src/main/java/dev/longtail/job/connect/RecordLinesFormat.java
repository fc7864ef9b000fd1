package dev.longtail.job.connect;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.job.graph.JobMappers;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;

/**
 * Reads files of JSON Lines, plain or gzipped, as events and dead letters.
 *
 * <p>Flink's own line format does not tell which line a record came from, fails the job where a
 * gzipped file is damaged, and replaces malformed UTF-8. This one names file and line in every dead
 * letter, makes one of the point where a file breaks off, and reads the other files on.
 */
public final class RecordLinesFormat implements BulkFormat<SourceRecord, FileSourceSplit> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH = 512;

  @Override
  public Reader createReader(Configuration config, FileSourceSplit split) throws IOException {
    return new Reader(split.path(), 0);
  }

  @Override
  public Reader restoreReader(Configuration config, FileSourceSplit split) throws IOException {
    long read =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new Reader(split.path(), read);
  }

  /** A packed file can only be read from its beginning. */
  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return MappedTypeInfo.of(JobMappers.SOURCE_RECORD);
  }

  /** Reads one file. */
  public static final class Reader implements BulkFormat.Reader<SourceRecord> {
    private final Path path;
    private final NativeEventParser parser = new NativeEventParser();
    private final InputStream in;
    private final RecordLines lines;
    private long delivered;
    private String unreadable = "";

    private Reader(Path path, long skip) throws IOException {
      this.path = path;
      InputStream raw = new BufferedInputStream(path.getFileSystem().open(path), 1 << 16);
      InputStream unpacked;
      try {
        unpacked = JsonLines.unpack(raw, path.toString());
      } catch (InputException e) {
        raw.close();
        unpacked = InputStream.nullInputStream();
        unreadable = e.getMessage();
      }
      in = unpacked;
      lines = new RecordLines(in);
      while (delivered < skip && next() != null) {
        delivered++;
      }
    }

    @Override
    public RecordIterator<SourceRecord> readBatch() throws IOException {
      SourceRecord[] batch = new SourceRecord[BATCH];
      int size = 0;
      while (size < BATCH) {
        SourceRecord record = next();
        if (record == null) {
          break;
        }
        batch[size++] = record;
      }
      if (size == 0) {
        return null;
      }
      ArrayResultIterator<SourceRecord> iterator = new ArrayResultIterator<>();
      iterator.set(batch, size, CheckpointedPosition.NO_OFFSET, delivered);
      delivered += size;
      return iterator;
    }

    private SourceRecord next() throws IOException {
      if (!unreadable.isEmpty()) {
        String reason = unreadable;
        unreadable = "";
        return SourceRecord.unusable(path.getName(), reason, Rejected.NO_TIME, new byte[0]);
      }
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (!line.isBlank()) {
          return record(line);
        }
      }
      return null;
    }

    private SourceRecord record(RecordLines.Line line) {
      String origin = path.getName() + ":" + line.number();
      return line.defect().isEmpty()
          ? SourceRecord.parse(parser, line.bytes(), origin)
          : SourceRecord.unusable(origin, line.defect(), Rejected.NO_TIME, line.bytes());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
