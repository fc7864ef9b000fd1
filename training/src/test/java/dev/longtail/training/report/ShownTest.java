package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void commandLineShowsWhatCannotBeSeen() {
    assertThat(Shown.commandLine("a\tb\nc\u001b[31m\u007f"))
        .isEqualTo("a‹TAB›b‹LF›c‹U+001B›[31m‹U+007F›");
    assertThat(Shown.commandLine("x\u202etxt.exe\u200b\u0085"))
        .isEqualTo("x‹U+202E›txt.exe‹U+200B›‹U+0085›");
    assertThat(Shown.commandLine("\ud83d")).isEqualTo("‹U+D83D›");
    assertThat(Shown.commandLine("naïve 😀")).isEqualTo("naïve 😀");
  }

  @Test
  void longCommandLineIsCutAndSaysSo() {
    assertThat(Shown.commandLine("x".repeat(320))).isEqualTo("x".repeat(320));
    assertThat(Shown.commandLine("😀".repeat(1321)))
        .isEqualTo("😀".repeat(320) + " … (1,321 characters)");
  }

  @Test
  void numbersReadTheSameEverywhere() {
    assertThat(Shown.count(1234567)).isEqualTo("1,234,567");
    assertThat(Shown.auc(0.97664)).isEqualTo("0.9766");
    assertThat(Shown.percent(0.0149)).isEqualTo("1.5 %");
    assertThat(Shown.signed(-0.0185)).isEqualTo("−0.0185");
    assertThat(Shown.signed(0.0185)).isEqualTo("+0.0185");
  }
}
