package dev.longtail.training.classify;

import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.CommandHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A trained classifier with two parts: boosted trees on expert features and tokens, and a logistic
 * regression on character n-grams. Their log-odds are added. The trees are better on patterns they
 * know, the n-grams on sources they have never seen. Immutable, shared by all threads.
 *
 * <p>On disk it is a folder. {@code model.json} says how the model was made, {@code trees.json} is
 * XGBoost's own format, {@code ngrams.bin} holds the weights of the n-grams.
 */
public final class Model {
  private static final int FORMAT = 1;
  private static final String FACTS = "model.json";
  private static final String TREES = "trees.json";
  private static final String NGRAMS = "ngrams.bin";

  /**
   * Brings the log-odds of both parts to one size. The n-grams' log-odds are far smaller than the
   * trees', because they come from rows of length 1 and a penalty on the weights. The value was
   * chosen by leaving whole source families out of the training data and ranking them, never by a
   * test set.
   */
  private static final double NGRAM_WEIGHT = 8;

  private final ModelFacts facts;
  private final byte[] treesJson;
  private final TreeEnsemble trees;
  private final LinearModel ngrams;

  private Model(ModelFacts facts, byte[] treesJson, TreeEnsemble trees, LinearModel ngrams) {
    this.facts = facts;
    this.treesJson = treesJson;
    this.trees = trees;
    this.ngrams = ngrams;
  }

  /** Trains on {@code set}; the same set and settings give the same model, bit for bit. */
  public static Model train(TrainingSet set, BoostingSettings settings) {
    List<LabelledCommand> rows = set.rows();
    ModelFacts facts =
        new ModelFacts(
            FORMAT,
            set.name(),
            features(),
            rows.size(),
            (int) rows.stream().filter(LabelledCommand::isMalicious).count(),
            set.added(),
            digest(rows),
            settings);
    boolean[] malicious = new boolean[rows.size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = rows.get(i).isMalicious();
    }
    byte[] json =
        TreeTrainer.train(vectors(rows, new CommandVectorizer()::row), malicious, settings);
    LinearModel ngrams =
        LogisticTrainer.train(
            vectors(rows, new NgramVectorizer()::row),
            malicious,
            NgramVectorizer.COLUMNS,
            settings.seed());
    return new Model(facts, json, TreeEnsemble.parse(json, set.name()), ngrams);
  }

  private static List<SparseRow> vectors(
      List<LabelledCommand> rows, Function<String, SparseRow> vectorizer) {
    return rows.stream().map(row -> vectorizer.apply(row.cmd())).toList();
  }

  /** Version of the columns of both parts. */
  private static String features() {
    return CommandVectorizer.version() + "+" + NgramVectorizer.version();
  }

  private static String digest(List<LabelledCommand> rows) {
    long digest = rows.size();
    for (LabelledCommand row : rows) {
      digest = CommandHash.mix(digest ^ CommandHash.of(row.cmd()), row.label().ordinal() + 1L);
    }
    return "%016x".formatted(digest);
  }

  /**
   * Loads a model that {@link #save} wrote.
   *
   * @param folderOrFile the folder, or a file in it
   * @throws InputException if there is no model, or its features have another version
   */
  public static Model load(Path folderOrFile) {
    Path folder =
        Files.isRegularFile(folderOrFile)
            ? folderOrFile.toAbsolutePath().getParent()
            : folderOrFile;
    Path factsFile = folder.resolve(FACTS);
    Path treesFile = folder.resolve(TREES);
    Path ngramsFile = folder.resolve(NGRAMS);
    for (Path file : List.of(factsFile, treesFile, ngramsFile)) {
      if (!Files.isRegularFile(file)) {
        throw new InputException(
            "%s: no model; it lacks %s".formatted(folderOrFile, file.getFileName()));
      }
    }
    try {
      ModelFacts facts = Json.MAPPER.readValue(factsFile.toFile(), ModelFacts.class);
      if (facts.format() != FORMAT || !facts.features().equals(features())) {
        throw new InputException(
            "%s: a model of format %d on features %s; this program knows format %d on features %s"
                .formatted(factsFile, facts.format(), facts.features(), FORMAT, features()));
      }
      byte[] json = Files.readAllBytes(treesFile);
      TreeEnsemble trees = TreeEnsemble.parse(json, treesFile.toString());
      if (trees.columns() != CommandVectorizer.columns()) {
        throw new InputException(
            "%s: trees over %,d columns, not over %,d"
                .formatted(treesFile, trees.columns(), CommandVectorizer.columns()));
      }
      LinearModel ngrams =
          LinearModel.parse(
              Files.readAllBytes(ngramsFile), NgramVectorizer.COLUMNS, ngramsFile.toString());
      return new Model(facts, json, trees, ngrams);
    } catch (IOException e) {
      throw new InputException(factsFile + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the model's files into {@code folder}, which is created if it is missing.
   *
   * @throws IOException if the folder cannot be written
   */
  public void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(FACTS),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
    Files.write(folder.resolve(TREES), treesJson);
    Files.write(folder.resolve(NGRAMS), ngrams.bytes());
  }

  /** How the model was made. */
  public ModelFacts facts() {
    return facts;
  }

  /**
   * The trees alone, without the n-grams, for one thread. It is the classifier of the published
   * method, for comparison.
   */
  public CommandClassifier treesAlone() {
    CommandVectorizer vectorizer = new CommandVectorizer();
    TreeEnsemble.Evaluator evaluator = trees.new Evaluator();
    return line -> 1 / (1 + Math.exp(-evaluator.logOdds(vectorizer.row(line))));
  }

  /** A classifier of this model for one thread. */
  public CommandClassifier classifier() {
    CommandVectorizer vectorizer = new CommandVectorizer();
    NgramVectorizer ngramVectorizer = new NgramVectorizer();
    TreeEnsemble.Evaluator evaluator = trees.new Evaluator();
    return line -> {
      double treeLogOdds = evaluator.logOdds(vectorizer.row(line));
      double ngramLogOdds = ngrams.logOdds(ngramVectorizer.row(line));
      double logOdds = (treeLogOdds + NGRAM_WEIGHT * ngramLogOdds) / 2;
      return 1 / (1 + Math.exp(-logOdds));
    };
  }
}
