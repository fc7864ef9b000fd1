package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.training.classify.Ingredient;
import dev.longtail.training.data.Arm;
import dev.longtail.training.families.LeftOutSettings;
import dev.longtail.training.run.LeftOutFiles;
import dev.longtail.training.run.LeftOutOptions;
import dev.longtail.training.run.TrainingOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges training sets and designs on families that they were not trained on. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Judges training sets and designs on sources they were not trained on.",
      "Leaves attack families, with benign families of the same systems, out of the base sets and"
          + " of the mined lines, trains on the rest and tests on what was left out. No test set is"
          + " read, so choices may be made by it. Writes left_out.json and left_out.md."
    })
final class EvaluateCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final String FAMILIES = "families";

  @Spec private CommandSpec spec;

  @Option(
      names = "--leave-out",
      required = true,
      paramLabel = FAMILIES,
      description = "what is left out of the training data and tested on: ${COMPLETION-CANDIDATES}",
      completionCandidates = LeaveOut.class)
  private String leaveOut;

  @Option(names = "--ab", paramLabel = "F", description = "aggregated baseline")
  private Path ab;

  @Option(names = "--rb", paramLabel = "F", description = "regex baseline")
  private Path rb;

  @Option(
      names = "--augment",
      paramLabel = "DIR",
      description =
          "what to add: the output folder of a backfill, or a training-data folder or file")
  private Path augment;

  @Option(
      names = "--families",
      paramLabel = "F",
      description =
          "JSON Lines of {cmd, label, family}, and maybe os, of lines whose records do not say;"
              + " where both do, this file counts. Its benign lines are tested too")
  private Path families;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "output folder")
  private Path out;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "trainings of each fold, with different seeds (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + TrainingOptions.DEFAULT_SEED,
      description = "the first seed of training, draws and bootstrap (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--arms",
      paramLabel = "A,B",
      split = ",",
      description =
          "what is added to the base sets (default: full,reduced,random). All: full, reduced,"
              + " reduced-isolation-forest, reduced-kmeans, reduced-pca, random, unlabeled,"
              + " no-dedup")
  private List<String> arms;

  @Option(
      names = "--also",
      paramLabel = "NAME=DIR",
      description =
          "the result of a further backfill; its admitted lines are the rows ab+NAME and rb+NAME."
              + " May be repeated")
  private Map<String, Path> also = new LinkedHashMap<>();

  @Option(
      names = "--equal",
      description =
          "compare all rows of a base at equal numbers of added lines, and not only exemplars with"
              + " random lines")
  private boolean allEqual;

  @Option(
      names = "--ablate",
      paramLabel = "WHAT",
      split = ",",
      description = "also train the model without each of these: ${COMPLETION-CANDIDATES}",
      completionCandidates = Ingredients.class)
  private List<String> ablate = List.of();

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "" + LeftOutSettings.DEFAULT_REPLICATES,
      description = "bootstrap replicates, 100 or more (default: ${DEFAULT-VALUE})")
  private int replicates;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "models trained side by side; no result depends on it (default: one for each core)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "" + TrainingOptions.DEFAULT_TREES,
      description = "boosted trees of a model (default: ${DEFAULT-VALUE})")
  private int trees;

  @Option(
      names = "--without-embeddings",
      description = "judge models that score lines by their text alone: far faster")
  private boolean withoutEmbeddings;

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  /** What can be left out. */
  static final class LeaveOut implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of(FAMILIES).iterator();
    }
  }

  /** What a model can be trained without. */
  static final class Ingredients implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Ingredient.values()).map(Ingredient::label).iterator();
    }
  }

  @Override
  public Integer call() {
    if (!leaveOut.equals(FAMILIES)) {
      throw refused("--leave-out %s: only families can be left out".formatted(leaveOut));
    }
    if (rb == null && ab == null) {
      throw refused("nothing to train on: give --rb, --ab or both");
    }
    if (parallelism < 1 || trees < 1 || seeds < 1) {
      throw refused("--parallelism, --trees and --seeds must be 1 or more");
    }
    if (replicates < 100) {
      throw refused("--replicates must be 100 or more, or an interval would say nothing");
    }
    LeftOutOptions options =
        new LeftOutOptions(
            Optional.ofNullable(rb),
            Optional.ofNullable(ab),
            Optional.ofNullable(augment),
            also(),
            ablated(),
            Optional.ofNullable(families),
            out,
            arms(),
            trees,
            withoutEmbeddings ? Optional.empty() : Optional.of(flags.embeddingModel()),
            new LeftOutSettings(seeds, seed, replicates, parallelism, allEqual));
    System.out.print(LeftOutFiles.run(options, System.err::println));
    System.out.flush();
    System.err.println("written: " + out.resolve(LeftOutFiles.TABLE));
    return 0;
  }

  private Map<String, Path> also() {
    for (String name : also.keySet()) {
      if (!name.matches("[a-z0-9][a-z0-9-]*")
          || name.endsWith("-equal")
          || Arm.OF_A_BACKFILL.stream().anyMatch(arm -> arm.nameFor("").equals("+" + name))) {
        throw refused(
            "--also %s: a name is of lower-case letters, digits and hyphens, and no arm"
                .formatted(name));
      }
    }
    return also;
  }

  private List<Ingredient> ablated() {
    List<Ingredient> chosen = new ArrayList<>();
    for (String name : ablate) {
      Ingredient ingredient =
          Arrays.stream(Ingredient.values())
              .filter(one -> one.label().equals(name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      refused(
                          "--ablate %s: there are %s"
                              .formatted(name, String.join(", ", new Ingredients()))));
      if (withoutEmbeddings && ingredient.needsEmbeddings()) {
        throw refused(
            "--ablate %s: with --without-embeddings there is nothing of it".formatted(name));
      }
      chosen.add(ingredient);
    }
    return chosen;
  }

  private Set<Arm> arms() {
    if (arms == null) {
      return LeftOutOptions.DEFAULT_ARMS;
    }
    Set<Arm> chosen = EnumSet.noneOf(Arm.class);
    for (String name : arms) {
      chosen.add(
          Arm.OF_A_BACKFILL.stream()
              .filter(arm -> arm != Arm.BASE && arm.nameFor("").equals("+" + name.strip()))
              .findFirst()
              .orElseThrow(
                  () ->
                      refused(
                          "--arms %s: no arm; there are %s"
                              .formatted(
                                  name,
                                  Arm.OF_A_BACKFILL.stream()
                                      .filter(arm -> arm != Arm.BASE)
                                      .map(arm -> arm.nameFor("").substring(1))
                                      .collect(Collectors.joining(", "))))));
    }
    return chosen;
  }

  private ParameterException refused(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
