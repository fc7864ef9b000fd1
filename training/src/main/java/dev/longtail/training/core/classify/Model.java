package dev.longtail.training.core.classify;

import dev.longtail.training.core.data.LabelledCommand;
import dev.longtail.training.core.data.TrainingSet;
import dev.longtail.udfs.core.CommandHash;
import dev.longtail.udfs.core.InputException;
import dev.longtail.udfs.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained classifier: immutable, shared by all threads, and a folder of two files on disk: {@code
 * model.json} says how it came to be, {@code trees.json} is XGBoost's own format.
 */
public final class Model {
  private static final int FORMAT = 1;
  private static final String FACTS = "model.json";
  private static final String TREES = "trees.json";

  private final ModelFacts facts;
  private final byte[] treesJson;
  private final TreeEnsemble trees;

  private Model(ModelFacts facts, byte[] treesJson, TreeEnsemble trees) {
    this.facts = facts;
    this.treesJson = treesJson;
    this.trees = trees;
  }

  /** Trains on {@code set}; the same set and settings give the same model, bit for bit. */
  public static Model train(TrainingSet set, BoostingSettings settings) {
    List<LabelledCommand> rows = set.rows();
    ModelFacts facts =
        new ModelFacts(
            FORMAT,
            set.name(),
            CommandVectorizer.version(),
            rows.size(),
            (int) rows.stream().filter(LabelledCommand::isMalicious).count(),
            set.added(),
            digest(rows),
            settings);
    byte[] json = TreeTrainer.train(rows, settings);
    return new Model(facts, json, TreeEnsemble.parse(json, set.name()));
  }

  private static String digest(List<LabelledCommand> rows) {
    long digest = rows.size();
    for (LabelledCommand row : rows) {
      digest = CommandHash.mix(digest ^ CommandHash.of(row.cmd()), row.label().ordinal() + 1L);
    }
    return "%016x".formatted(digest);
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param folderOrFile the folder, or a file in it
   * @throws InputException if it is no model, or one of another version of the features
   */
  public static Model load(Path folderOrFile) {
    Path folder =
        Files.isRegularFile(folderOrFile)
            ? folderOrFile.toAbsolutePath().getParent()
            : folderOrFile;
    Path factsFile = folder.resolve(FACTS);
    Path treesFile = folder.resolve(TREES);
    if (!Files.isRegularFile(factsFile) || !Files.isRegularFile(treesFile)) {
      throw new InputException(
          folderOrFile + ": no model; a folder with " + FACTS + " and " + TREES + " is expected");
    }
    try {
      ModelFacts facts = Json.MAPPER.readValue(factsFile.toFile(), ModelFacts.class);
      if (facts.format() != FORMAT || !facts.features().equals(CommandVectorizer.version())) {
        throw new InputException(
            "%s: a model of format %d on features %s; this program knows format %d on features %s"
                .formatted(
                    factsFile,
                    facts.format(),
                    facts.features(),
                    FORMAT,
                    CommandVectorizer.version()));
      }
      byte[] json = Files.readAllBytes(treesFile);
      TreeEnsemble trees = TreeEnsemble.parse(json, treesFile.toString());
      if (trees.columns() != CommandVectorizer.columns()) {
        throw new InputException(
            "%s: trees over %,d columns, not over %,d"
                .formatted(treesFile, trees.columns(), CommandVectorizer.columns()));
      }
      return new Model(facts, json, trees);
    } catch (IOException e) {
      throw new InputException(factsFile + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the model's files into {@code folder}, which is made if need be.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve(FACTS),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(facts) + "\n");
    Files.write(folder.resolve(TREES), treesJson);
  }

  /** How the model came to be. */
  public ModelFacts facts() {
    return facts;
  }

  /** A classifier of this model for one thread. */
  public CommandClassifier classifier() {
    CommandVectorizer vectorizer = new CommandVectorizer();
    TreeEnsemble.Evaluator evaluator = trees.new Evaluator();
    return line -> 1 / (1 + Math.exp(-evaluator.logOdds(vectorizer.row(line))));
  }
}
