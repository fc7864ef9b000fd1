package dev.longtail.udfs.marks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackMarksTest {
  private static final AttackMarks MARKS = AttackMarks.BUILT_IN;

  private static List<String> on(String line) {
    return Arrays.stream(MARKS.of(line)).mapToObj(MARKS.ids()::get).toList();
  }

  @Test
  void everyMarkOfALineIsFoundInTheOrderOfTheirPlaces() {
    assertThat(
            on("xmrig -o p; reg save HKLM\\SAM s; vssadmin delete shadows /all; sc stop windefend"))
        .containsExactly(
            "password-hives", "backup-deletion", "coin-miner", "defender-off", "recovery-hindered");
    assertThat(on("ls -la /var/log")).isEmpty();
    assertThat(on("")).isEmpty();
  }

  @Test
  void whatCodeFindsComesLast() {
    assertThat(on("p\u0430ssw.exe")).containsExactly("disguised-letters");
    assertThat(on("powershell -enc q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ; xmrig -o p"))
        .containsExactly("coin-miner", "unreadable-encoding");
    assertThat(MARKS.ids().get(MARKS.size() - 1)).isEqualTo("unreadable-encoding");
  }

  @Test
  void everyPlaceHasAnIdOfItsOwn() {
    assertThat(MARKS.ids()).hasSize(MARKS.size()).doesNotHaveDuplicates();
    assertThat(MARKS.size()).isGreaterThan(50);
  }

  @Test
  void theVersionIsThatOfTheReadingsAndADigestOfTheRules() {
    assertThat(MARKS.version()).matches("r[0-9]+-[0-9a-f]{12}");
  }
}
