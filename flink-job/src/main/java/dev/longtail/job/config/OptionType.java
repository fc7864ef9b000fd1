package dev.longtail.job.config;

import dev.longtail.detectors.ranking.LineDetector;
import dev.longtail.detectors.ranking.ReducedDetectors;
import dev.longtail.labeler.client.TokenPrice;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A type of values: how they are read and shown.
 *
 * @param name in words, for the documentation
 * @param placeholder for a value on the command line
 * @param sample a valid value, as it is written
 * @param form the form of a value
 * @param reader of a value; throws {@link IllegalArgumentException} with the reason if it is wrong
 * @param writer of a value, for messages and {@code longtail explain}
 */
public record OptionType<T>(
    String name,
    String placeholder,
    String sample,
    Form form,
    Reader<T> reader,
    Function<T, String> writer) {

  /** The form of a value. */
  public enum Form {
    /** One word. */
    SINGLE,
    /** One word; on the command line it may be left out and is then {@code true}. */
    SWITCH,
    /** Several words. */
    LIST,
    /** Keys and values. */
    MAPPING
  }

  /** Reads a value of a YAML file, or the same form from another place. */
  interface Reader<T> {
    T read(YamlValue raw);
  }

  public static final OptionType<Integer> INTEGER =
      single(
          "whole number",
          "N",
          "300",
          text -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue());

  public static final OptionType<Long> LONG =
      single(
          "whole number",
          "N",
          "300",
          text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE).longValue());

  public static final OptionType<Double> NUMBER = single("number", "X", "0.8", OptionType::number);

  public static final OptionType<Duration> PERIOD =
      single("period", "PERIOD", "PT12H", OptionType::period);

  /** A period, or a whole number of seconds. */
  public static final OptionType<Duration> SECONDS =
      single("period or seconds", "SECONDS", "60", OptionType::seconds);

  public static final OptionType<LocalDate> DATE =
      single("date", "DATE", "2025-01-31", OptionType::date);

  public static final OptionType<String> TEXT = single("text", "TEXT", "text", OptionType::filled);

  /** A file or folder of this machine. */
  public static final OptionType<String> PATH = single("path", "PATH", "/data", OptionType::filled);

  /** A path or URI of any file system that Flink knows. */
  public static final OptionType<String> LOCATION =
      single("path or URI", "URI", "s3://bucket/longtail", OptionType::filled);

  public static final OptionType<Boolean> SWITCH =
      new OptionType<>(
          "true or false",
          "BOOLEAN",
          "true",
          Form.SWITCH,
          raw -> truth(textOf(raw)),
          Object::toString);

  /** Paths, in one text separated by commas. */
  public static final OptionType<List<String>> PATHS =
      new OptionType<>(
          "list of paths",
          "PATH",
          "out-of-january",
          Form.LIST,
          OptionType::list,
          paths -> String.join(",", paths));

  /** Detectors of the reduced scale, by name, in one text separated by commas. */
  public static final OptionType<List<LineDetector>> DETECTORS =
      new OptionType<>(
          "list of " + ReducedDetectors.names(ReducedDetectors.ALL).replace(",", ", "),
          "NAME",
          ReducedDetectors.ALL.get(0).name(),
          Form.LIST,
          raw -> ReducedDetectors.of(list(raw)),
          ReducedDetectors::names);

  /** Judges, in one text separated by commas. */
  public static final OptionType<List<String>> JUDGES =
      new OptionType<>(
          "list of MODEL@URL or MODEL@URL#PROFILE",
          "JUDGE",
          "qwen2.5:14b@http://localhost:11434/v1",
          Form.LIST,
          OptionType::list,
          judges -> String.join(",", judges));

  /** Keys and values. Values may be secrets and are never shown. */
  public static final OptionType<Map<String, String>> PROPERTIES =
      new OptionType<>(
          "mapping",
          "{K: V}",
          "{security.protocol: SASL_SSL}",
          Form.MAPPING,
          OptionType::mapping,
          map -> String.join(", ", map.keySet()) + " (values are not shown)");

  /** Models, or patterns of models, with the price of their tokens. */
  public static final OptionType<Map<String, TokenPrice>> PRICES =
      new OptionType<>(
          "mapping",
          "{MODEL: PRICE}",
          "{gpt-4o-mini: 0.15/0.6}",
          Form.MAPPING,
          OptionType::prices,
          prices ->
              prices.entrySet().stream()
                  .map(entry -> entry.getKey() + ": " + entry.getValue())
                  .collect(Collectors.joining(", ", "{", "}")));

  /** The names of {@code type} in lower case; upper case is accepted too. */
  public static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
    String names =
        String.join(", ", Arrays.stream(type.getEnumConstants()).map(OptionType::nameOf).toList());
    String first = nameOf(type.getEnumConstants()[0]);
    return new OptionType<>(
        names,
        "NAME",
        first,
        Form.SINGLE,
        raw -> word(textOf(raw), type, names),
        OptionType::nameOf);
  }

  /** One or more of the names of {@code type} in lower case; upper case is accepted too. */
  public static <E extends Enum<E>> OptionType<Set<E>> someOf(Class<E> type) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(OptionType::nameOf).toList();
    String all = String.join(", ", names);
    return new OptionType<>(
        "list of " + all,
        "NAME",
        names.get(0),
        Form.LIST,
        raw ->
            list(raw).stream()
                .map(name -> word(name, type, all))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(type))),
        chosen ->
            chosen.stream().sorted().map(OptionType::nameOf).collect(Collectors.joining(",")));
  }

  /** A type of one word, read by {@code reader}. */
  static <T> OptionType<T> single(
      String name, String placeholder, String sample, Function<String, T> reader) {
    return new OptionType<>(
        name, placeholder, sample, Form.SINGLE, raw -> reader.apply(textOf(raw)), String::valueOf);
  }

  /**
   * Reads {@code text} as a value.
   *
   * @throws IllegalArgumentException with the reason if it is wrong
   */
  public T parse(String text) {
    return read(new YamlValue.Text(text, 0));
  }

  /** Reads {@code raw} as a value; throws as {@link #parse}. */
  T read(YamlValue raw) {
    return reader.read(raw);
  }

  /** How {@code value} is shown. */
  public String show(T value) {
    return writer.apply(value);
  }

  private static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String textOf(YamlValue raw) {
    if (raw instanceof YamlValue.Text text) {
      return text.text().strip();
    }
    throw new IllegalArgumentException(
        raw instanceof YamlValue.Nothing
            ? "has no value"
            : "takes a single value, no " + (raw instanceof YamlValue.Items ? "list" : "mapping"));
  }

  private static String filled(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("has no value");
    }
    return text;
  }

  private static BigInteger whole(String text, long least, long most) {
    BigInteger value;
    try {
      value = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw wrong(text, "is no whole number", e);
    }
    if (value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw wrong(text, "is too large; at most %d".formatted(most), null);
    }
    if (value.compareTo(BigInteger.valueOf(least)) < 0) {
      throw wrong(text, "is too small", null);
    }
    return value;
  }

  private static double number(String text) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw wrong(text, "is no number", e);
    }
  }

  private static Duration period(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw wrong(text, "is no period; write hours as PT12H, minutes as PT30M, days as P1D", e);
    }
  }

  private static Duration seconds(String text) {
    try {
      return text.startsWith("P") || text.startsWith("-P")
          ? Duration.parse(text)
          : Duration.ofSeconds(whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE).intValue());
    } catch (DateTimeException e) {
      throw wrong(text, "is no period; write seconds as 60 or PT60S, minutes as PT5M", e);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw wrong(text, "is no date; year, month and day are wanted", e);
    }
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(text, "is neither true nor false", null);
    };
  }

  private static <E extends Enum<E>> E word(String text, Class<E> type, String names) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> wrong(text, "is none of " + names, null));
  }

  private static List<String> list(YamlValue raw) {
    List<String> items = new ArrayList<>();
    if (raw instanceof YamlValue.Items list) {
      list.items().forEach(item -> items.add(filled(textOf(item))));
    } else {
      for (String item : textOf(raw).split(",", -1)) {
        items.add(filled(item.strip()));
      }
    }
    return List.copyOf(items);
  }

  private static Map<String, String> mapping(YamlValue raw) {
    if (raw instanceof YamlValue.Nothing) {
      return Map.of();
    }
    if (raw instanceof YamlValue.Text text) {
      YamlTree tree = YamlTree.of(text.text());
      if (tree.mistakes().isEmpty() && tree.root() instanceof YamlValue.Mapping mapping) {
        return mapping(mapping);
      }
    }
    if (!(raw instanceof YamlValue.Mapping mapping)) {
      throw new IllegalArgumentException("takes keys with their values");
    }
    Map<String, String> values = new LinkedHashMap<>();
    mapping.entries().forEach((key, entry) -> values.put(key, textOf(entry.value())));
    return values;
  }

  private static Map<String, TokenPrice> prices(YamlValue raw) {
    Map<String, TokenPrice> prices = new LinkedHashMap<>();
    mapping(raw)
        .forEach(
            (model, price) -> {
              try {
                prices.put(model, TokenPrice.parse(price));
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(model + ": " + e.getMessage(), e);
              }
            });
    return prices;
  }

  private static IllegalArgumentException wrong(String text, String problem, Throwable cause) {
    return new IllegalArgumentException("'%s' %s".formatted(text, problem), cause);
  }
}
