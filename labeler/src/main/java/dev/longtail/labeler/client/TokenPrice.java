package dev.longtail.labeler.client;

import dev.longtail.udfs.io.InputException;
import java.io.Serializable;

/**
 * What a model's tokens cost.
 *
 * @param prompt money for a million tokens of questions
 * @param answer money for a million tokens of answers
 */
public record TokenPrice(double prompt, double answer) implements Serializable {
  /** Of a model whose price nobody has named: it counts no money. */
  static final TokenPrice UNKNOWN = new TokenPrice(0, 0);

  public TokenPrice {
    if (!(prompt >= 0 && answer >= 0 && prompt <= 1e6 && answer <= 1e6)) {
      throw new InputException("the price of a million tokens must be from 0 to 1,000,000");
    }
  }

  /**
   * Reads {@code 0.6}, one price of all tokens, or {@code 0.15/0.6}, of questions and of answers.
   *
   * @throws IllegalArgumentException with the reason if it is neither
   */
  public static TokenPrice parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2) {
      throw wrong(text, null);
    }
    try {
      double prompt = Double.parseDouble(parts[0].strip());
      return new TokenPrice(
          prompt, parts.length == 1 ? prompt : Double.parseDouble(parts[1].strip()));
    } catch (NumberFormatException e) {
      throw wrong(text, e);
    } catch (InputException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(text, e.getMessage()), e);
    }
  }

  private static IllegalArgumentException wrong(String text, Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is no price of a million tokens; write 0.6, or 0.15/0.6 for questions and answers"
            .formatted(text),
        cause);
  }

  /** What so many tokens cost, in billionths of money, rounded up. */
  long cost(long promptTokens, long answerTokens) {
    return (long) Math.ceil(1_000 * (prompt * promptTokens + answer * answerTokens));
  }

  @Override
  public String toString() {
    return Double.compare(prompt, answer) == 0
        ? number(prompt)
        : number(prompt) + "/" + number(answer);
  }

  private static String number(double value) {
    return new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
