package dev.longtail.labeler.client;

import java.io.Serializable;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The price table: what the tokens of each model cost.
 *
 * @param table by a model's name, or a pattern of names with {@code *} for any characters
 * @param fallback of models that are not in the table; null if their price is unknown
 */
public record Prices(Map<String, TokenPrice> table, TokenPrice fallback) implements Serializable {
  /** No price is known. */
  public static final Prices UNKNOWN = new Prices(Map.of(), null);

  public Prices {
    table = new LinkedHashMap<>(table);
  }

  /** The one price of all tokens, of whatever model; empty if there are several, or none. */
  public OptionalDouble flat() {
    return table.isEmpty()
            && fallback != null
            && Double.compare(fallback.prompt(), fallback.answer()) == 0
        ? OptionalDouble.of(fallback.prompt())
        : OptionalDouble.empty();
  }

  /**
   * The price of {@code model}: of its very name, else of the longest pattern that fits, else of
   * all others. Upper and lower case are alike.
   */
  public Optional<TokenPrice> of(String model) {
    Optional<TokenPrice> named =
        table.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(model))
            .map(Map.Entry::getValue)
            .findFirst();
    if (named.isPresent()) {
      return named;
    }
    return table.entrySet().stream()
        .filter(entry -> fits(entry.getKey(), model))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue)
        .or(() -> Optional.ofNullable(fallback));
  }

  /** The highest price, by question and answer together; empty if none is known. */
  Optional<TokenPrice> dearest() {
    return Stream.concat(table.values().stream(), Stream.ofNullable(fallback))
        .max(Comparator.comparingDouble(price -> price.prompt() + price.answer()));
  }

  /** Whether any price is known. */
  public boolean any() {
    return fallback != null || !table.isEmpty();
  }

  private static boolean fits(String pattern, String model) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.toLowerCase(Locale.ROOT).split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.matches(regex.toString(), model.toLowerCase(Locale.ROOT));
  }
}
