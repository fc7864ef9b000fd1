package dev.longtail.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.card.ModelCard;
import org.junit.jupiter.api.Test;

class CardTextTest {
  @Test
  void saysWhatAModelIsAndIsNotFor() {
    ModelCard card = Cards.of("ab+full", "linux");
    assertThat(card.data().rows()).isEqualTo(31);
    assertThat(card.data().sources()).extracting(ModelCard.Source::rows).isNotEmpty();
    assertThat(card.data().sources().stream().mapToInt(ModelCard.Source::rows).sum()).isEqualTo(31);
    assertThat(card.data().sources())
        .contains(new ModelCard.Source("benign", "linux", "linux", true, 1));
    assertThat(card.lineage().judges()).containsExactly(new ModelCard.Judge("linux", "linux", 1));
    assertThat(card.limits())
        .anyMatch(limit -> limit.contains("It hardly knows linux: 0 attacks and 1 benign line"))
        .anyMatch(limit -> limit.contains("4 lines of the incident set are in its base set"))
        .anyMatch(limit -> limit.contains("The labels of 1 mined lines come from the judge linux"))
        .anyMatch(limit -> limit.startsWith("To find 80 % of the attacks"));
    assertThat(CardText.of(card))
        .contains("# Model card: ab+full", "## What it must not be used for")
        .contains("| incident | auc |", "| benign | `linux` | `linux` | mined | 1 |")
        .contains("- 1 lines: judge `linux`, prompt `linux`")
        .contains("2 mined lines were in the base set already, 3 were kept out");
  }

  @Test
  void isAFunctionOfTheModel() {
    assertThat(Cards.of("ab", "x")).isEqualTo(Cards.of("ab", "x"));
  }
}
