package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import dev.longtail.udfs.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EscapedOutputTest {
  @Test
  void escapesWhatWouldChangeTheTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = EscapedOutput.to(bytes);
    out.printf("red \u001b[31m %s%n", "\u202eé");
    out.print("no line end");
    out.flush();
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo("red \\u001b[31m \\u202eé\nno line end");
  }

  @Property(tries = 200)
  void charactersArriveWholeHoweverTheBytesAreSplit(Any any) {
    String text = any.text().replaceAll("[\\ud800-\\udfff]", "") + "漢😀é";
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = EscapedOutput.to(bytes);
    for (int i = 0; i < all.length; ) {
      int length = Math.min(any.between(1, 5), all.length - i);
      out.write(all, i, length);
      i += length;
    }
    out.flush();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(Printable.lines(text));
  }
}
