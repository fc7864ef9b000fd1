package dev.longtail.job.connect;

import dev.longtail.udfs.io.RecordLines;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Reads files of JSON Lines, plain or packed by gzip or zstd, as lines of text. A part that cannot
 * be read becomes an empty line, which is never a valid record.
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
      public void parse(RecordLines.Line line, String origin, Consumer<String> taker) {
        String text = "";
        try {
          text = line.text();
        } catch (RecordLines.UnreadableLineException e) {
          // An empty line is no record, and is told like any other.
        }
        taker.accept(text);
      }

      @Override
      public String unreadable(String file, String reason) {
        return "";
      }
    };
  }
}
