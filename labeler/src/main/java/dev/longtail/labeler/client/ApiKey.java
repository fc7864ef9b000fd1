package dev.longtail.labeler.client;

import dev.longtail.udfs.io.InputException;
import java.util.Optional;

/** The key of a provider. It comes only from the environment and is never printed. */
final class ApiKey {
  /** The environment variable that holds the key. */
  static final String VARIABLE = "LONGTAIL_API_KEY";

  private final String key;

  private ApiKey(String key) {
    this.key = key;
  }

  /** The key in the environment, if any. */
  static Optional<ApiKey> fromEnvironment() {
    return of(System.getenv(VARIABLE));
  }

  /** The key of the {@code number}-th judge, counted from 2, e.g. LONGTAIL_API_KEY_2. */
  static Optional<ApiKey> fromEnvironment(int number) {
    return of(System.getenv(VARIABLE + "_" + number));
  }

  /**
   * The key; empty if there is none.
   *
   * @throws InputException if no header can carry it, as a file of two lines
   */
  static Optional<ApiKey> of(String key) {
    if (key != null && key.strip().chars().anyMatch(Character::isISOControl)) {
      throw new InputException(
          VARIABLE + " has a line end or another control character within: it is no key");
    }
    return key == null || key.isBlank() ? Optional.empty() : Optional.of(new ApiKey(key.strip()));
  }

  String authorization() {
    return "Bearer " + key;
  }

  /** The key itself, for a header. */
  String secret() {
    return key;
  }

  /** {@code text} without the key, which some servers quote in their error messages. */
  String removeFrom(String text) {
    return text.replace(key, "<secret:api-key>");
  }

  @Override
  public String toString() {
    return "<api key>";
  }
}
