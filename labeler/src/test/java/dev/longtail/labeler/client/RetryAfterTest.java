package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2025-01-05T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7                              | PT7S",
        "1.5                            | PT1.5S",
        "0                              | PT0S",
        "20ms                           | PT0.02S",
        "6m0s                           | PT6M",
        "Sun, 05 Jan 2025 10:00:30 GMT  | PT30S",
        "Sunday, 05-Jan-25 10:00:30 GMT | PT30S",
        "Sun Jan  5 10:00:30 2025       | PT30S",
        "Sun, 05 Jan 2025 09:00:00 GMT  | PT0S",
        "2025-01-05T10:01:00Z           | PT1M",
        "Fri, 31 Dec 9999 23:59:59 GMT  | PT277777H46M40S",
      })
  void isReadInEveryForm(String header, Duration wait) {
    assertThat(RetryAfter.inHeader(header, NOW)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-1", "1,5", "99999999999999999999", "1.5.2", "Sunday"})
  void whatIsNeitherIsPassedOver(String header) {
    assertThat(RetryAfter.inHeader(header, NOW)).isEmpty();
  }

  @Test
  void milliSecondsComeFirstAndResetsLast() {
    assertThat(wait(Map.of("retry-after-ms", "1250", "retry-after", "9"), ""))
        .isEqualTo(Duration.ofMillis(1_250));
    assertThat(
            wait(
                Map.of(
                    "x-ratelimit-remaining-tokens", "0",
                    "x-ratelimit-reset-tokens", "6m0s",
                    "x-ratelimit-remaining-requests", "12",
                    "x-ratelimit-reset-requests", "1h0m0s"),
                ""))
        .isEqualTo(Duration.ofMinutes(6));
    assertThat(
            wait(
                Map.of(
                    "anthropic-ratelimit-requests-remaining", "0",
                    "anthropic-ratelimit-requests-reset", "2025-01-05T10:00:12Z"),
                ""))
        .isEqualTo(Duration.ofSeconds(12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Rate limit reached for m. Please try again in 1.2s. Visit x | PT1.2S",
        "Please try again in 446ms.                                  | PT0.446S",
        "Please try again in 6m0s.                                   | PT6M",
        "Please retry after 56 seconds.                              | PT56S",
      })
  void theMessageMaySayIt(String message, Duration wait) {
    assertThat(wait(Map.of(), message)).isEqualTo(wait);
  }

  @Property
  void noTextWhateverMakesItThrow(Any any) {
    String text = any.text();
    assertThat(RetryAfter.of(name -> text, text, NOW)).isNotNull();
  }

  private static Duration wait(Map<String, String> headers, String message) {
    return RetryAfter.of(headers::get, message, NOW).orElseThrow();
  }
}
