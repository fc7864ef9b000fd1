package dev.longtail.job.connect;

import dev.longtail.udfs.io.RecordLines;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Reads files of JSON Lines, plain or packed by gzip or zstd, as lines that know where they stand:
 * for whoever refuses a bad line by file and number.
 */
public final class PlacedLinesFormat extends LinesFormat<PlacedLine> {
  private static final long serialVersionUID = 1L;

  @Override
  public TypeInformation<PlacedLine> getProducedType() {
    return TypeInformation.of(PlacedLine.class);
  }

  @Override
  LineParser<PlacedLine> parser() {
    return new LineParser<>() {
      @Override
      public void parse(RecordLines.Line line, String origin, Consumer<PlacedLine> taker) {
        String file = origin.substring(0, origin.lastIndexOf(':'));
        try {
          taker.accept(new PlacedLine(line.text(), file, line.number(), ""));
        } catch (RecordLines.UnreadableLineException e) {
          taker.accept(new PlacedLine("", file, line.number(), e.getMessage()));
        }
      }

      @Override
      public PlacedLine unreadable(String file, String reason) {
        return new PlacedLine("", file, 0, reason);
      }
    };
  }
}
