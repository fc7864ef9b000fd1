package dev.longtail.labeler.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotationTest {
  private static final String LINE = "curl -d \"user=ann\" https://intranet.corp/report?id=7";

  @Test
  void findsTheLineWholeCutAndEscaped() {
    assertThat(Quotation.isIn("cannot answer " + LINE, LINE)).isTrue();
    assertThat(Quotation.isIn("too long: ...intranet.corp/report?i...", LINE)).isTrue();
    assertThat(Quotation.isIn("in {\"c\":\"curl -d \\\"user=ann\\\" https\"}", LINE)).isTrue();
    assertThat(Quotation.isIn("what is WHOAMI?", "whoami")).isTrue();
  }

  @Test
  void otherWordsAreNoQuotation() {
    assertThat(Quotation.isIn("Unsupported parameter: 'max_tokens'", LINE)).isFalse();
    assertThat(Quotation.isIn("The model `gpt-5` does not exist", LINE)).isFalse();
    assertThat(Quotation.isIn("", LINE)).isFalse();
    assertThat(Quotation.isIn("anything", "--")).isFalse();
  }
}
