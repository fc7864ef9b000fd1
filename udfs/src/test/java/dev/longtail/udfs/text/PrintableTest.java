package dev.longtail.udfs.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void visibleTextStaysTheSameObject() {
    String text = "ls -l é 漢 😀";
    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void whatATerminalObeysIsShown() {
    assertThat(Printable.of("a\u001b[31mb\r\nc\u0000"))
        .isEqualTo("a\\u001b[31mb\\u000d\\u000ac\\u0000");
    assertThat(Printable.of("x\u202egnp.exe\u2066\u2028\u009b"))
        .isEqualTo("x\\u202egnp.exe\\u2066\\u2028\\u009b");
    assertThat(Printable.of("half \ud800 pair")).isEqualTo("half \\ud800 pair");
  }

  @Test
  void aMessageKeepsItsLines() {
    assertThat(Printable.lines("one\n\ttwo\u0007")).isEqualTo("one\n\ttwo\\u0007");
  }

  @Property(tries = 500)
  void nothingUnseenIsLeft(Any any) {
    String shown = Printable.of(any.text());
    assertThat(shown.codePoints().noneMatch(Character::isISOControl)).isTrue();
    assertThat(Printable.of(shown)).isEqualTo(shown);
  }
}
