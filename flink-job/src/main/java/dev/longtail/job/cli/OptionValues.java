package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.NearDuplicateRule;
import dev.longtail.job.config.Scales;
import dev.longtail.labeler.client.ProviderProfile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns words into the values of options; of a word that is none it says what is wanted. */
final class OptionValues {
  private OptionValues() {}

  /** Has {@code commandLine} and its commands read their options here. */
  static void readBy(CommandLine commandLine) {
    both(commandLine, Integer.class, int.class, OptionValues::integer);
    both(commandLine, Long.class, long.class, OptionValues::longInteger);
    both(commandLine, Double.class, double.class, OptionValues::number);
    commandLine.registerConverter(LocalDate.class, OptionValues::date);
    commandLine.registerConverter(Duration.class, OptionValues::period);
    words(commandLine, NearDuplicateRule.Kind.class);
    words(commandLine, Scales.class);
    words(commandLine, ProviderProfile.class);
    words(commandLine, ParseCommand.Format.class);
  }

  private static <T> void both(
      CommandLine commandLine, Class<T> boxed, Class<T> primitive, ITypeConverter<T> converter) {
    commandLine.registerConverter(boxed, converter);
    commandLine.registerConverter(primitive, converter);
  }

  private static <E extends Enum<E>> void words(CommandLine commandLine, Class<E> type) {
    commandLine.registerConverter(type, text -> word(text, type));
  }

  private static int integer(String text) {
    return whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue();
  }

  private static long longInteger(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE).longValue();
  }

  private static BigInteger whole(String text, long least, long most) {
    BigInteger value;
    try {
      value = new BigInteger(text.strip());
    } catch (NumberFormatException e) {
      throw wanted(text, "is no whole number, such as 300");
    }
    if (value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw wanted(text, "is too large; at most %d".formatted(most));
    }
    if (value.compareTo(BigInteger.valueOf(least)) < 0) {
      throw wanted(text, "is too small");
    }
    return value;
  }

  private static double number(String text) {
    try {
      return new BigDecimal(text.strip()).doubleValue();
    } catch (NumberFormatException e) {
      throw wanted(text, "is no number, such as 0.8");
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw wanted(text, "is no date; year, month and day are wanted, such as 2025-01-31");
    }
  }

  private static Duration period(String text) {
    try {
      return Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw wanted(
          text, "is no period; wanted is one such as PT12H (hours), PT30M (minutes) or P1D (days)");
    }
  }

  /** The value of {@code type} that a word names, in letters of either case. */
  static <E extends Enum<E>> E word(String text, Class<E> type) {
    List<E> values = Arrays.asList(type.getEnumConstants());
    Optional<E> named =
        values.stream().filter(value -> value.name().equalsIgnoreCase(text.strip())).findFirst();
    return named.orElseThrow(
        () ->
            wanted(
                text,
                "is none of "
                    + String.join(
                        ", ",
                        values.stream().map(v -> v.name().toLowerCase(Locale.ROOT)).toList())));
  }

  private static TypeConversionException wanted(String text, String problem) {
    return new TypeConversionException("'%s' %s".formatted(text, problem));
  }
}
