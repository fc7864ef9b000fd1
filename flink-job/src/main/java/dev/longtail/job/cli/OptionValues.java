package dev.longtail.job.cli;

import dev.longtail.job.config.OptionType;
import dev.longtail.job.config.Purpose;
import dev.longtail.udfs.event.Twins;
import dev.longtail.udfs.format.EventFormat;
import java.time.Duration;
import java.time.LocalDate;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns words into option values; for a wrong word, the error says what is expected. */
final class OptionValues {
  private OptionValues() {}

  /** Makes {@code commandLine} and its commands read their options with this class. */
  static void readBy(CommandLine commandLine) {
    both(commandLine, Integer.class, int.class, text -> read(OptionType.INTEGER, text));
    both(commandLine, Long.class, long.class, text -> read(OptionType.LONG, text));
    both(commandLine, Double.class, double.class, text -> read(OptionType.NUMBER, text));
    commandLine.registerConverter(LocalDate.class, text -> read(OptionType.DATE, text));
    commandLine.registerConverter(Duration.class, text -> read(OptionType.PERIOD, text));
    words(commandLine, Purpose.class);
    words(commandLine, EventFormat.class);
    words(commandLine, Twins.class);
  }

  private static <T> void both(
      CommandLine commandLine, Class<T> boxed, Class<T> primitive, ITypeConverter<T> converter) {
    commandLine.registerConverter(boxed, converter);
    commandLine.registerConverter(primitive, converter);
  }

  private static <E extends Enum<E>> void words(CommandLine commandLine, Class<E> type) {
    commandLine.registerConverter(type, text -> read(OptionType.oneOf(type), text));
  }

  /** Reads words in the same way as the catalogue's options. */
  static <T> T read(OptionType<T> type, String text) {
    try {
      return type.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage() + ", e.g. " + type.sample());
    }
  }
}
