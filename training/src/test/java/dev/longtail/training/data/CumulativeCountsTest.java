package dev.longtail.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.CumulativeCounts.Curve;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CumulativeCountsTest {
  private static final String DAY =
      "{'scale':'full','day':'2025-01-02','events':9,'unique':8,'anomalies':7,'near_duplicates':4,"
          + "'exemplars':3,'of_a_later_version':1}";

  @TempDir Path folder;

  @Test
  void readsDaysInOrderOfScaleAndDay() throws IOException {
    CumulativeCounts counts =
        CumulativeCounts.read(
            file(
                "[%s,%s,%s]"
                    .formatted(DAY.replace("full", "reduced"), DAY, DAY.replace("-02'", "-01'"))));
    assertThat(counts.days())
        .extracting(day -> day.scale() + " " + day.day())
        .containsExactly("full 2025-01-01", "full 2025-01-02", "reduced 2025-01-02");
    assertThat(counts.days().get(0).count(Curve.NEAR_DUPLICATES)).isEqualTo(4);
    assertThat(counts.days().get(0).count(Curve.EXEMPLARS)).isEqualTo(3);
    assertThat(CumulativeCounts.read(file("[]"))).isEqualTo(CumulativeCounts.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          'scale':'full'      | 'scale':1             | field "scale" is missing or no text
          'day':'2025-01-02'  | 'day':null            | field "day" is missing or no text
          'events':9          | 'events':'9'          | field "events" is missing or no count
          'unique':8,         | ""                    | field "unique" is missing or no count
          'anomalies':7       | 'anomalies':-7        | field "anomalies" is missing or no count
          'near_duplicates':4 | 'near_duplicates':4.5 | field "near_duplicates" is missing or no
          'exemplars':3       | 'exemplars':1e30      | field "exemplars" is missing or no count
          """)
  void namesFileEntryAndField(String good, String bad, String message) throws IOException {
    assertThat(DAY).contains(good);
    Path file = file("[" + DAY + "," + DAY.replace(good, bad) + "]");
    assertThatThrownBy(() -> CumulativeCounts.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": entry 2: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatIsNoList() throws IOException {
    Path object = file(DAY);
    assertThatThrownBy(() -> CumulativeCounts.read(object))
        .isInstanceOf(InputException.class)
        .hasMessage(object + ": a list of days is expected");
    Path broken = file("[" + DAY);
    assertThatThrownBy(() -> CumulativeCounts.read(broken))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(broken + ": cannot be read: ");
  }

  private Path file(String json) throws IOException {
    return Files.writeString(folder.resolve("figures.json"), json.replace('\'', '"'));
  }
}
