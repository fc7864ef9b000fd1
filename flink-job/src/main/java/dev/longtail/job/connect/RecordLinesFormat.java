package dev.longtail.job.connect;

import dev.longtail.detectors.flink.MappedTypeInfo;
import dev.longtail.job.graph.JobMappers;
import dev.longtail.job.graph.SourceRecord;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord.Rejected;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.RecordLines;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Reads files of events, one record a line, plain or packed by gzip or zstd, as events and dead
 * letters.
 *
 * <p>Every dead letter names its file and line. If a file breaks off, that point becomes a dead
 * letter too, and the other files are still read.
 */
public final class RecordLinesFormat extends LinesFormat<SourceRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return MappedTypeInfo.of(JobMappers.SOURCE_RECORD);
  }

  @Override
  LineParser<SourceRecord> parser() {
    EventParser events = new AutoParser();
    return new LineParser<>() {
      @Override
      public void parse(RecordLines.Line line, String origin, Consumer<SourceRecord> taker) {
        if (line.defect().isEmpty()) {
          SourceRecord.parse(events, line.bytes(), () -> origin, taker);
        } else {
          taker.accept(
              SourceRecord.unusable(origin, line.defect(), Rejected.NO_TIME, line.bytes()));
        }
      }

      @Override
      public SourceRecord unreadable(String file, String reason) {
        return SourceRecord.unusable(file, reason, Rejected.NO_TIME, new byte[0]);
      }
    };
  }
}
