package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.event.NativeEventParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterKindTest {
  /** What the parser really says, so that another wording is found. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ts\":1,|JSON",
        "[1]|JSON",
        "{\"ts\":1735689600000,\"cmd\":\"a\"} x|JSON",
        "{\"cmd\":\"a\"}|TIME",
        "{\"ts\":\"yesterday\",\"cmd\":\"a\"}|TIME",
        "{\"ts\":[],\"cmd\":\"a\"}|TIME",
        "{\"ts\":1735689600000}|COMMAND_LINE",
        "{\"ts\":1735689600000,\"cmd\":\"\"}|COMMAND_LINE",
        "{\"ts\":1735689600000,\"cmd\":7}|COMMAND_LINE",
        "{\"ts\":1735689600000,\"cmd\":\"a\",\"command_line\":\"b\"}|COMMAND_LINE",
        "{\"ts\":1735689600000,\"cmd\":\"a\",\"host\":{}}|FIELD",
        "{\"ts\":1735689600000,\"cmd\":\"a\",\"x\":1,\"x\":2}|FIELD",
      })
  void aRejectedRecordHasAKind(String record, DeadLetterKind kind) {
    SourceRecord read = ReadRecords.one(new NativeEventParser(), record, "here");
    assertThat(read.deadLetter()).isNotNull();
    assertThat(DeadLetterKind.of(read.deadLetter().reason())).isEqualTo(kind);
  }

  @Test
  void bytesThatAreNoTextHaveAKind() {
    byte[] bytes = {'{', (byte) 0xff, '}'};
    SourceRecord read = ReadRecords.one(new NativeEventParser(), bytes, "here");
    assertThat(DeadLetterKind.of(read.deadLetter().reason())).isEqualTo(DeadLetterKind.ENCODING);
    assertThat(DeadLetterKind.of("no value")).isEqualTo(DeadLetterKind.EMPTY);
    assertThat(DeadLetterKind.of("the packed file ends too early")).isEqualTo(DeadLetterKind.OTHER);
    assertThat(DeadLetterKind.of(DeadLetter.FROM_THE_FUTURE + ": 2099"))
        .isEqualTo(DeadLetterKind.FROM_THE_FUTURE);
  }
}
