package dev.longtail.training.run;

import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelFacts;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.TestLines;
import dev.longtail.training.evaluation.TrainedRow;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.recall.Revocations;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Trains and evaluates every row of the table. For each base set there is one row for the base set
 * alone, and one for each kind of line that a backfill found.
 */
public final class TrainingRun {
  private final TrainingOptions options;
  private final Consumer<String> progress;
  private Revocations revocations = Revocations.NONE;
  private final Map<String, String> digests = new HashMap<>();

  private TrainingRun(TrainingOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Reads the sets, trains the models side by side, and writes {@code table.json}, {@code
   * table.md}, {@code lines.json}, {@code lines.md}, {@code report.html} and {@code
   * models/<training set>/} into the output folder. Equal inputs and options give equal files,
   * whatever the parallelism.
   *
   * @param progress gets lines for a person now and then, possibly from several threads
   * @throws InputException if an input cannot be used or the output folder cannot be written
   */
  public static TrainingResult run(TrainingOptions options, Consumer<String> progress) {
    return new TrainingRun(options, progress).run();
  }

  private TrainingResult run() {
    List<LabelledSet> bases = new ArrayList<>();
    options.ab().ifPresent(file -> bases.add(read("ab", file)));
    options.rb().ifPresent(file -> bases.add(read("rb", file)));
    LabelledSet incident = read("incident", options.incident());
    LabelledSet timeSplit = read("time split", options.timeSplit());
    MinedInput mined = MinedInput.read(options.augment(), options.revocations(), progress);
    revocations = mined.revocations();
    Experiment experiment = new Experiment(incident, timeSplit, mined.lines());
    new InputWarnings(progress).say(bases, experiment);
    List<TrainingSet> sets = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (LabelledSet base : bases) {
      for (Arm arm : Arm.OF_A_BACKFILL) {
        experiment
            .trainingSet(base, arm)
            .ifPresentOrElse(sets::add, () -> missing.add(arm.nameFor(base.name())));
      }
    }
    noteMissing(missing);
    try {
      Files.createDirectories(options.out().resolve("models"));
      return new TrainingFiles(options, experiment, revocations)
          .write(evaluate(experiment, bases, sets));
    } catch (IOException e) {
      throw new InputException(options.out() + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private LabelledSet read(String name, Path file) {
    InputFiles.of(file).warning().ifPresent(progress);
    LabelledSet set = LabelledSet.read(name, file);
    digests.put(name, digest(file));
    int repeated = set.rows().size() - set.commands().size();
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %,d records%s from %s",
            name,
            set.rows().size(),
            repeated == 0 ? "" : String.format(Locale.ROOT, " (%,d repeated)", repeated),
            file));
    return set;
  }

  /** A folder and a pipe have none. */
  private static String digest(Path file) {
    try {
      return Files.isRegularFile(file) ? Sha256.ofFile(file) : "";
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  private void noteMissing(List<String> rows) {
    if (options.augment().isPresent() && !rows.isEmpty()) {
      progress.accept(
          "rows without data in " + options.augment().get() + ": " + String.join(", ", rows));
    }
  }

  private TrainedTable evaluate(
      Experiment experiment, List<LabelledSet> bases, List<TrainingSet> sets) throws IOException {
    try (LineMemory lines = LineMemory.open(options.embedding(), options.parallelism())) {
      Set<String> all = new LinkedHashSet<>();
      sets.forEach(set -> set.rows().forEach(row -> all.add(row.cmd())));
      all.addAll(experiment.incident().commands());
      all.addAll(experiment.timeSplit().commands());
      lines.remember(all, progress);
      return evaluate(experiment, bases, sets, lines.sources());
    }
  }

  private TrainedTable evaluate(
      Experiment experiment, List<LabelledSet> bases, List<TrainingSet> sets, LineSources sources)
      throws IOException {
    int replicates = options.depth().replicates();
    TestLines incident = TestLines.of(experiment.incident(), replicates, options.seed());
    TestLines timeSplit = TestLines.of(experiment.timeSplit(), replicates, options.seed());
    ExecutorService workers = Executors.newFixedThreadPool(options.parallelism());
    try {
      RowTraining further =
          new RowTraining(
              incident,
              timeSplit,
              new ModelTrainer(options.trees(), sources, List.of()),
              options,
              workers);
      ComparedModels compared = new ComparedModels(sets, experiment.incident());
      List<Future<Trained>> first = new ArrayList<>();
      List<RowTraining.Pending> rest = new ArrayList<>();
      for (TrainingSet set : sets) {
        first.add(workers.submit(() -> evaluate(incident, timeSplit, set, sources, compared)));
      }
      for (TrainingSet set : sets) {
        LabelledSet base =
            bases.stream().filter(b -> b.name().equals(set.base())).findFirst().orElseThrow();
        rest.add(further.submit(set, sets, base, experiment));
      }
      List<TrainedRow> rows = new ArrayList<>();
      List<ModelFacts> facts = new ArrayList<>();
      for (int i = 0; i < sets.size(); i++) {
        Trained trained = first.get(i).get();
        facts.add(trained.facts());
        rows.add(
            new TrainedRow(
                trained.evaluation(),
                rest.get(i).furtherSeeds(),
                rest.get(i).equalNumbers(),
                rest.get(i).curves()));
      }
      return new TrainedTable(rows, facts, compared.changes(workers));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("training failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }

  /** A trained model's evaluation and facts. */
  private record Trained(Evaluation evaluation, ModelFacts facts) {}

  private Trained evaluate(
      TestLines incident,
      TestLines timeSplit,
      TrainingSet set,
      LineSources sources,
      ComparedModels compared)
      throws IOException {
    Model model = Model.train(set, new ModelSettings(options.trees(), options.seed()), sources);
    Path folder = options.out().resolve("models").resolve(set.name());
    (options.keepLines() ? model : model.withoutLines()).save(folder);
    DataManifest.of(
            set.name(),
            set.base(),
            set.rows().size(),
            model.facts().rowsDigest(),
            set.addedLines(),
            revocations)
        .withBase(digests.getOrDefault(set.base(), ""))
        .write(folder);
    Evaluation evaluation = Evaluation.of(model, set, incident, timeSplit, options.seed());
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %,d rows (%,d added, %,d were in the base, %,d kept out by the leak guard), "
                + "incident AUC %.4f",
            set.name(),
            set.rows().size(),
            set.added(),
            set.alreadyInBase(),
            set.leakGuardDropped(),
            evaluation.incident().auc().value()));
    compared.offer(model, set, evaluation.incident().scores());
    return new Trained(evaluation, model.facts());
  }
}
