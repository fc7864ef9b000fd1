package dev.longtail.job.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The matrix has a row for each stored savepoint and for no other. That its words are true is what
 * the named tests try: they fail where scores or bytes are not equal.
 */
class ReleaseMatrixTest {
  private static final List<String> ROWS =
      ReleaseMatrix.text().lines().filter(line -> line.startsWith("| ")).skip(1).toList();

  @ParameterizedTest
  @CsvSource({"savepoints,SavepointCompatibilityIT", "stream-savepoints,FaultMatrixIT"})
  void everyStoredSavepointHasItsRow(String folder, String test) throws IOException {
    try (Stream<Path> stored = Files.list(Path.of("src/test/resources", folder))) {
      assertThat(ROWS.stream().filter(row -> row.contains(test)).map(row -> row.split("[ |]+")[1]))
          .containsExactlyInAnyOrderElementsOf(
              stored
                  .filter(Files::isDirectory)
                  .map(each -> each.getFileName().toString())
                  .toList());
    }
  }

  @Test
  void theChangeLogHasIt() throws IOException {
    assertThat(Files.readString(Path.of("../CHANGELOG.md"))).contains(ReleaseMatrix.text().strip());
  }
}
