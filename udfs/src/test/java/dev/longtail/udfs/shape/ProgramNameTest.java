package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          whoami /all                                          | whoami
          C:\\Windows\\System32\\CMD.EXE /c dir                  | cmd
          C:\\Program Files\\A\\collect.exe -q                   | collect
          "C:\\Program Files\\A B\\run.exe" -q                   | run
          /usr/bin/python3 -c x                                | python3
          """)
  void isTheLastComponentOfThePath(String line, String program) {
    assertThat(ProgramName.of(line)).isEqualTo(program);
  }
}
