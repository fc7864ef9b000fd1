package dev.longtail.job.connect;

import dev.longtail.udfs.io.RecordLines;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Reads files of JSON Lines, plain or packed by gzip or zstd, as their lines. What cannot be read
 * is the empty line, which no reader of records takes for one.
 */
public final class TextLinesFormat extends LinesFormat<String> {
  private static final long serialVersionUID = 1L;

  @Override
  public TypeInformation<String> getProducedType() {
    return Types.STRING;
  }

  @Override
  LineParser<String> parser() {
    return new LineParser<>() {
      @Override
      public String parse(RecordLines.Line line, String origin) {
        try {
          return line.text();
        } catch (RecordLines.UnreadableLineException e) {
          return "";
        }
      }

      @Override
      public String unreadable(String file, String reason) {
        return "";
      }
    };
  }
}
