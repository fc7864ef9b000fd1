package dev.longtail.job.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.job.config.ClassifierOptions;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredClassifierTest {
  @TempDir private Path folder;

  @BeforeEach
  void train() throws IOException {
    save("fetchtool --out /srv/%s");
  }

  private void save(String malicious) throws IOException {
    Model.train(set(malicious), new ModelSettings(10, 1), LineSources.TEXT).save(folder);
  }

  private static TrainingSet set(String malicious) {
    List<LabelledCommand> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String word = "" + (char) ('a' + i / 5) + (char) ('n' + i % 5);
      rows.add(new LabelledCommand(malicious.formatted(word), Label.MALICIOUS));
      rows.add(new LabelledCommand("ls -l /home/" + word, Label.BENIGN));
    }
    return new TrainingSet("ab", "ab", Arm.BASE, rows, 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }

  private ClassifierOptions options() {
    return new ClassifierOptions(folder.toString(), 0.5);
  }

  @Test
  void agreesBelowItsLimitOnly() throws Exception {
    StoredClassifier stored = StoredClassifier.of(options(), EmbeddingModel.MINILM);
    PresentClassifier classifier =
        InstantiationUtil.clone(stored).open(); // as it travels to a task manager
    assertThat(classifier.objection("ls -l /home/77")).isEmpty();
    assertThat(classifier.objection("fetchtool --out /srv/77"))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .matches("classifier: malicious: score [01]\\.[0-9]{4}, the limit is 0\\.5"));
    assertThat(stored.name()).matches("classifier-[0-9a-f]{16}<0\\.5").isEqualTo(classifier.name());
  }

  @Test
  void anotherModelInItsPlaceIsRefused() throws IOException {
    StoredClassifier stored = StoredClassifier.of(options(), EmbeddingModel.MINILM);
    assertThat(StoredClassifier.of(options(), EmbeddingModel.MINILM).name())
        .isEqualTo(stored.name());
    save("othertool --out /srv/%s");
    assertThat(StoredClassifier.of(options(), EmbeddingModel.MINILM).name())
        .isNotEqualTo(stored.name());
    assertThatThrownBy(stored::open)
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder + ": is model ")
        .hasMessageEndingWith(" when the job was submitted; submit it again");
  }

  /** Small vectors, so that the test takes a second. */
  @Test
  void aModelWithEmbeddingsNeedsItsOwn() throws Exception {
    EmbeddingModel small = EmbeddingModel.inFolder(SmallModel.writeTo(folder.resolve("small")));
    try (EmbeddingMemory vectors = new EmbeddingMemory(small, 1, 1 << 20)) {
      Model.train(
              set("fetchtool --out /srv/%s"),
              new ModelSettings(10, 1),
              LineSources.TEXT.with(vectors))
          .save(folder);
    }
    try (PresentClassifier classifier = StoredClassifier.of(options(), small).open()) {
      assertThat(classifier.objection("fetchtool --out /srv/an")).isPresent();
      assertThat(classifier.objection("ls -l /home/an")).isEmpty();
    }
    assertThatThrownBy(() -> StoredClassifier.of(options(), EmbeddingModel.MINILM))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("embedding");
  }

  @Test
  void aFolderWithoutAModelIsRefusedBeforeTheJob() throws IOException {
    Files.delete(folder.resolve("model.json"));
    assertThatThrownBy(() -> StoredClassifier.of(options(), EmbeddingModel.MINILM))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": no model; it lacks model.json");
  }

  @Test
  void withoutAModelNobodyHasToAgree() {
    StoredClassifier none = StoredClassifier.of(ClassifierOptions.NONE, EmbeddingModel.MINILM);
    assertThat(none.name()).isEmpty();
    assertThat(none.open().objection("fetchtool --out /srv/1")).isEmpty();
  }
}
