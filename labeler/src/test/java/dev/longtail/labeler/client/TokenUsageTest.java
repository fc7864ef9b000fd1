package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenUsageTest {
  private static final TokenUsage MOST = new TokenUsage(2_000, 1_000);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'prompt_tokens':400,'completion_tokens':90,'total_tokens':490} | 400 | 90",
        "{'prompt_tokens':400,'completion_tokens':90} | 400 | 90",
        "{'prompt_tokens':400,'completion_tokens':90,'total_tokens':700} | 400 | 300",
        "{'prompt_tokens':400,'completion_tokens':90,'total_tokens':1} | 400 | 90",
        "{'total_tokens':321} | 0 | 321",
        "{'total_tokens':1500} | 500 | 1000",
        "{'total_tokens':9223372036854775807} | 2000 | 1000",
        "{'total_tokens':-1} | 2000 | 1000",
        "{'total_tokens':0} | 2000 | 1000",
        "{'total_tokens':1e3} | 2000 | 1000",
        "{'total_tokens':'12'} | 2000 | 1000",
        "{'total_tokens':99999999999999999999999999} | 2000 | 1000",
        "{'total_tokens':null} | 2000 | 1000",
        "{'prompt_tokens':-9223372036854775808,'completion_tokens':90,'total_tokens':490} | 2000 |"
            + " 90",
        "{'prompt_tokens':400,'completion_tokens':-90,'total_tokens':310} | 400 | 1000",
        "{'prompt_tokens':9223372036854775807,'completion_tokens':9223372036854775807} | 2000 |"
            + " 1000",
        "{'prompt_tokens':400,'completion_tokens':90,'total_tokens':-5} | 400 | 1000",
        "{'prompt_tokens':400} | 400 | 1000",
        "{} | 2000 | 1000",
        "[] | 2000 | 1000",
        "5 | 2000 | 1000",
        "null | 2000 | 1000",
      })
  void whateverAServerSaysItIsWithinTheBounds(String usage, long prompt, long answer) {
    String completion = "{\"usage\":%s}".formatted(usage.replace('\'', '"'));
    assertThat(TokenUsage.of(completion, MOST)).isEqualTo(new TokenUsage(prompt, answer));
  }

  @ParameterizedTest
  @CsvSource({"''", "nothing", "{", "[1]"})
  void anAnswerWithoutUsageHasUsedTheUpperBound(String completion) {
    assertThat(TokenUsage.of(completion, MOST)).isEqualTo(MOST);
  }
}
