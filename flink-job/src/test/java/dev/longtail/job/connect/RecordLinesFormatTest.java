package dev.longtail.job.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.job.graph.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLinesFormatTest {
  private static final int RECORDS = 1300;

  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("events.jsonl");
    Files.writeString(
        file,
        IntStream.range(0, RECORDS)
            .mapToObj(i -> "{\"ts\":" + i + ",\"cmd\":\"c" + i + "\"}\n" + (i % 7 == 0 ? "\n" : ""))
            .collect(Collectors.joining()));
  }

  @Test
  void readsEveryRecordOnce() throws IOException {
    List<RecordAndPosition<SourceRecord>> records = read(split(null));
    assertThat(records).hasSize(RECORDS);
    assertThat(records.get(RECORDS - 1).getRecordSkipCount()).isEqualTo(RECORDS);
  }

  @Test
  void goesOnWhereItsCheckpointStood() throws IOException {
    for (int delivered : new int[] {0, 1, 511, 512, 513, 1299, 1300}) {
      CheckpointedPosition position =
          new CheckpointedPosition(CheckpointedPosition.NO_OFFSET, delivered);
      List<RecordAndPosition<SourceRecord>> rest = read(split(position));
      assertThat(rest).hasSize(RECORDS - delivered);
      if (!rest.isEmpty()) {
        assertThat(rest.get(0).getRecord().event().ts()).isEqualTo(delivered);
        assertThat(rest.get(0).getRecordSkipCount()).isEqualTo(delivered + 1);
      }
    }
  }

  @Test
  void rowsGoOnWhereTheirCheckpointStoodToo() throws IOException {
    file = folder.resolve("events.csv");
    Files.writeString(
        file,
        IntStream.range(0, RECORDS)
            .mapToObj(i -> i % 9 == 0 ? "one\n" : i + ",\"c\n" + i + "\"\n\n")
            .collect(Collectors.joining("", "ts,cmd\n", "")));
    for (int delivered : new int[] {0, 1, 9, 10, 511, 512, 513, 1299, 1300}) {
      List<RecordAndPosition<SourceRecord>> rest =
          read(split(new CheckpointedPosition(CheckpointedPosition.NO_OFFSET, delivered)));
      assertThat(rest).hasSize(RECORDS - delivered);
      if (!rest.isEmpty()) {
        SourceRecord first = rest.get(0).getRecord();
        int before = (delivered + 8) / 9;
        String line = "events.csv:" + (2 + 3 * (delivered - before) + before);
        if (delivered % 9 == 0) {
          assertThat(first.deadLetter().origin()).isEqualTo(line);
        } else {
          assertThat(first.event().ts()).isEqualTo(delivered);
          assertThat(first.event().commandLine()).isEqualTo("c\n" + delivered);
        }
        assertThat(rest.get(0).getRecordSkipCount()).isEqualTo(delivered + 1);
      }
    }
  }

  @Test
  void rowsWithoutAHeaderAreOneDeadLetter() throws IOException {
    file = folder.resolve("events.csv");
    Files.writeString(file, "1736078400000,ls\n1736078400001,id\n");
    assertThat(read(split(null)))
        .singleElement()
        .satisfies(
            r -> assertThat(r.getRecord().deadLetter().reason()).contains("no names of columns"));
  }

  @Test
  void aFileOfTheWrongKindIsOneDeadLetter() throws IOException {
    file = folder.resolve("events.jsonl.gz");
    Files.writeString(file, "{\"ts\":1,\"cmd\":\"c\"}\n");
    assertThat(read(split(null)))
        .singleElement()
        .satisfies(r -> assertThat(r.getRecord().deadLetter().reason()).contains("gzip"));
  }

  private FileSourceSplit split(CheckpointedPosition position) throws IOException {
    long size = Files.size(file);
    return new FileSourceSplit(
        "1", new Path(file.toUri()), 0, size, 0, size, new String[0], position);
  }

  private static List<RecordAndPosition<SourceRecord>> read(FileSourceSplit split)
      throws IOException {
    RecordLinesFormat format = new RecordLinesFormat();
    List<RecordAndPosition<SourceRecord>> records = new ArrayList<>();
    try (BulkFormat.Reader<SourceRecord> reader =
        split.getReaderPosition().isPresent()
            ? format.restoreReader(new Configuration(), split)
            : format.createReader(new Configuration(), split)) {
      for (BulkFormat.RecordIterator<SourceRecord> batch = reader.readBatch();
          batch != null;
          batch = reader.readBatch()) {
        for (RecordAndPosition<SourceRecord> next = batch.next();
            next != null;
            next = batch.next()) {
          records.add(
              new RecordAndPosition<>(
                  next.getRecord(), next.getOffset(), next.getRecordSkipCount()));
        }
        batch.releaseBatch();
      }
    }
    return records;
  }
}
