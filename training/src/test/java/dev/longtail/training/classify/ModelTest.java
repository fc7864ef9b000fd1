package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.metrics.Auc;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  private static Model model;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    model = Model.train(Lines.set(400, 1), BoostingSettings.reference(20, 1));
  }

  @Test
  void tellsAttacksFromTheRest() {
    List<LabelledCommand> lines = Lines.draw(300, 2);
    CommandClassifier classifier = model.classifier();
    double[] scores = new double[lines.size()];
    boolean[] malicious = new boolean[lines.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = classifier.score(lines.get(i).cmd());
      malicious[i] = lines.get(i).isMalicious();
      assertThat(scores[i]).isBetween(0.0, 1.0);
    }
    assertThat(Auc.of(scores, malicious).value()).isGreaterThan(0.99);
  }

  @Test
  void scoresAnyLine() {
    CommandClassifier classifier = model.classifier();
    for (String line : List.of("", " ", "\ud83d", "😀", "x".repeat(1 << 20))) {
      assertThat(classifier.score(line)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void comesBackFromDiskTheSame() throws IOException {
    model.save(folder);
    for (Path input : List.of(folder, folder.resolve("model.json"), folder.resolve("trees.json"))) {
      Model loaded = Model.load(input);
      assertThat(loaded.facts()).isEqualTo(model.facts());
      for (LabelledCommand line : Lines.draw(50, 3)) {
        assertThat(loaded.classifier().score(line.cmd()))
            .isEqualTo(model.classifier().score(line.cmd()));
      }
    }
  }

  @Test
  void saysHowItCameToBe() throws IOException {
    model.save(folder);
    assertThat(Files.readString(folder.resolve("model.json")))
        .contains("\"training_set\" : \"ab\"")
        .contains("\"rows\" : 400")
        .contains("\"trees\" : 20")
        .contains("\"seed\" : 1");
    Model other = Model.train(Lines.set(400, 9), BoostingSettings.reference(1, 1));
    assertThat(other.facts().rowsDigest()).isNotEqualTo(model.facts().rowsDigest());
  }

  @Test
  void refusesAFolderThatIsNoModel() {
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": no model; it lacks model.json");
    assertThatThrownBy(() -> Model.load(folder.resolve("nowhere")))
        .isInstanceOf(InputException.class);
  }

  @Test
  void refusesAModelOfOtherFeatures() throws IOException {
    model.save(folder);
    Path facts = folder.resolve("model.json");
    Files.writeString(facts, Files.readString(facts).replace("+tokens-4096", "+tokens-8192"));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("+tokens-8192")
        .hasMessageContaining("this program knows format 1 on features expert-");
  }

  @Test
  void refusesDamagedFacts() throws IOException {
    model.save(folder);
    Files.writeString(folder.resolve("model.json"), "{}");
    assertThatThrownBy(() -> Model.load(folder)).isInstanceOf(InputException.class);
    Files.writeString(folder.resolve("model.json"), "{");
    assertThatThrownBy(() -> Model.load(folder)).isInstanceOf(InputException.class);
  }
}
