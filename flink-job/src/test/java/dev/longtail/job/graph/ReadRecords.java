package dev.longtail.job.graph;

import dev.longtail.udfs.event.EventParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records as a source reads them. */
final class ReadRecords {
  private ReadRecords() {}

  /** What a record of one event becomes. */
  static SourceRecord one(EventParser parser, byte[] record, String origin) {
    List<SourceRecord> read = new ArrayList<>();
    SourceRecord.parse(parser, record, () -> origin, read::add);
    if (read.size() != 1) {
      throw new IllegalArgumentException(read.size() + " records");
    }
    return read.get(0);
  }

  static SourceRecord one(EventParser parser, String record, String origin) {
    return one(parser, record.getBytes(StandardCharsets.UTF_8), origin);
  }
}
