package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarParserTest {
  private static final String COMMAND =
      """
      [editor] os=linux tier=tail role=devbox,ci user=admin when=work exposure=incident rate=2.5
        parent <- bash
        image <- /usr/bin/«program»
        3* vim «file»
        nano «file»
      """;
  private static final String FILE =
      """

      # what is edited
      file:
        /etc/hosts
        9* /etc/fstab
      """;

  private static Grammar grammar(String text) {
    GrammarParser parser = new GrammarParser();
    parser.read("test.grammar", text);
    return parser.finish();
  }

  @Test
  void readsAShapeWithItsAttributes() {
    Shape shape = grammar(COMMAND + FILE).shapes().get(0);

    assertThat(shape.family()).isEqualTo("editor");
    assertThat(shape.os()).isEqualTo(Os.LINUX);
    assertThat(shape.tier()).isEqualTo(Tier.TAIL);
    assertThat(shape.roles()).containsExactlyInAnyOrder(Role.DEVBOX, Role.CI);
    assertThat(shape.account()).isEqualTo(Account.ADMIN);
    assertThat(shape.rhythm()).isEqualTo(Rhythm.WORK);
    assertThat(shape.exposure()).isEqualTo(Exposure.INCIDENT);
    assertThat(shape.rate()).isEqualTo(2.5);
    assertThat(shape.lines().items()).hasSize(2);
  }

  @Test
  void fillsInWhatAShapeLeavesOpen() {
    Shape shape =
        grammar("[a] os=macos tier=head\n  parent <- p\n  image <- i\n  ls\n").shapes().get(0);

    assertThat(shape.roles()).containsExactly(Role.LAPTOP);
    assertThat(shape.account()).isEqualTo(Account.PERSON);
    assertThat(shape.rhythm()).isEqualTo(Rhythm.ALWAYS);
    assertThat(shape.exposure()).isEqualTo(Exposure.OPEN);
    assertThat(shape.rate()).isEqualTo(1);
  }

  @Test
  void drawsAlternativesByTheirWeights() {
    Weighted<Template> files = grammar(COMMAND + FILE).symbol("file");
    Rng rng = Rng.of(1, "weights");
    Template fstab = files.items().get(1);

    long drawn =
        java.util.stream.IntStream.range(0, 10_000)
            .filter(i -> files.draw(rng).equals(fstab))
            .count();

    assertThat(drawn).isBetween(8_850L, 9_150L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`  vim «nothing»` | symbol \"nothing\" is not defined",
        "`  vim «two words»` | «two words» is neither a slot nor a symbol",
        "`  vim «int 9 1»` | «int» takes whole numbers from 9, not 1",
        "`  vim «int 1»` | «int» takes 2 arguments",
        "`  vim «hex many»` | «hex» takes whole numbers from 0, not many",
        "`  vim «skewed 0 9»` | «skewed» takes whole numbers from 1, not 0",
        "`  vim «peer mainframe»` | \"mainframe\" is no role of a host",
        "`  vim «date bogus»` | \"bogus\" is no date pattern",
        "`  vim «host` | « without »",
        "`  vim host»` | » without «",
        "`  vim a¦b` | ¦ outside of «»",
        "`  vim «a «host»»` | a slot that is no choice holds other slots",
        "`  vim «@x»` | recalls what is not bound before it",
        "`  vim «x=host» «x=host»` | variable x is bound twice",
        "`  0* vim` | an alternative of weight 0 is never drawn",
        "`  parent <- bash` | a second parent",
        "`vim` | a header is",
        "`word:` | no alternative follows the header",
      })
  void namesFileAndLineOfAMalformedAlternative(String line, String message) {
    String text = "[a] os=linux tier=head\n  parent <- p\n  image <- i\n  ls\n" + line + "\n";

    assertThatThrownBy(() -> grammar(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("test.grammar:5: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a] os=beos tier=head | os=beos is none of [windows, linux, macos]",
        "[a] os=linux | attribute \"tier\" is missing",
        "[a] tier=head | attribute \"os\" is missing",
        "[a] os=linux tier=head colour=red | \"colour\" is no attribute",
        "[a] os=linux tier=head os=linux | \"os\" is given twice",
        "[a] os=linux tier=head quickly | \"quickly\" is not of the form key=value",
        "[a] os=linux tier=head rate=often | rate=often is no number",
        "[a] os=linux tier=head rate=0 | rate must be positive",
        "[a] os=linux tier=head role=dc | role dc is not of linux",
        "[a] os=linux tier=head exposure=quiet | only an attack can be quiet",
        "[a] os=linux tier=head exposure=incident | only an attack or a tail shape",
      })
  void namesFileAndLineOfAMalformedHeader(String header, String message) {
    assertThatThrownBy(() -> grammar(header + "\n  parent <- p\n  image <- i\n  ls\n"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("test.grammar:1: ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesAShapeWithoutParentOrImage() {
    assertThatThrownBy(() -> grammar("[a] os=linux tier=head\n  ls\n"))
        .hasMessage("test.grammar:1: the command lacks its parent or its image");
  }

  @Test
  void refusesASymbolThatNoCommandReaches() {
    assertThatThrownBy(() -> grammar(COMMAND + FILE + "\nlonely:\n  text\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("symbol \"lonely\" is not used by any command")
        .hasMessageStartingWith("test.grammar:12: ");
  }

  @Test
  void refusesASymbolThatRefersToItself() {
    String loop = "\nfile:\n  «folder»/x\n\nfolder:\n  «file»\n";

    assertThatThrownBy(() -> grammar(COMMAND + loop))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("refers to itself");
  }

  @Test
  void refusesASecondDefinition() {
    assertThatThrownBy(() -> grammar(COMMAND + FILE + FILE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is already defined at test.grammar:8");
  }

  @Test
  void refusesASymbolNamedLikeABuiltInSlot() {
    assertThatThrownBy(() -> grammar(COMMAND + FILE + "\nguid:\n  x\n"))
        .hasMessageContaining("\"guid\" is the name of a built-in slot");
  }

  @Test
  void refusesAnAlternativeBeforeTheFirstHeader() {
    assertThatThrownBy(() -> grammar("  ls\n"))
        .hasMessage("test.grammar:1: an alternative before the first header");
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> new GrammarParser().readResource("beos.grammar"))
        .hasMessageContaining("beos.grammar");
  }
}
