package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  private static final TokenPrice ONE = new TokenPrice(1, 1);
  private static final TokenPrice TWO = new TokenPrice(2, 2);
  private static final TokenPrice THREE = new TokenPrice(3, 3);

  @Test
  void theNameWinsThenTheLongestPatternThenTheRest() {
    Prices prices = new Prices(Map.of("gpt-4o", ONE, "gpt-*", TWO, "gpt-4o-*", THREE), null);
    assertThat(prices.of("GPT-4o")).contains(ONE);
    assertThat(prices.of("gpt-4o-mini")).contains(THREE);
    assertThat(prices.of("gpt-5.nano")).contains(TWO);
    assertThat(prices.of("qwen2.5:7b")).isEmpty();
    assertThat(new Prices(prices.table(), ONE).of("qwen2.5:7b")).contains(ONE);
    assertThat(new Prices(Map.of("a.c", ONE), null).of("abc")).isEmpty();
  }

  @Test
  void aPriceIsOneOrTwoNumbers() {
    assertThat(TokenPrice.parse("0.15/0.6")).isEqualTo(new TokenPrice(0.15, 0.6));
    assertThat(TokenPrice.parse("3")).isEqualTo(THREE).hasToString("3");
    assertThat(TokenPrice.parse(" 0.15 / 0.6 ")).hasToString("0.15/0.6");
    assertThat(new TokenPrice(0.15, 0.6).cost(3, 2)).isEqualTo(1_650);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "free", "-1", "1/2/3", "NaN", "1/", "Infinity", "1e9"})
  void whatIsNoPriceIsRefused(String text) {
    assertThatThrownBy(() -> TokenPrice.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
