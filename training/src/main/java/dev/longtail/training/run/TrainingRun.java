package dev.longtail.training.run;

import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Evaluation;
import dev.longtail.training.evaluation.MarkdownTable;
import dev.longtail.training.evaluation.TableRow;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.report.ReportPage;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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

  private TrainingRun(TrainingOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Reads the sets, trains the models side by side, and writes {@code table.json}, {@code
   * table.md}, {@code report.html} and {@code models/<training set>/} into the output folder. Equal
   * inputs and options give equal files, whatever the parallelism.
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
    revocations = revocations();
    Experiment experiment =
        new Experiment(
            read("incident", options.incident()),
            read("time split", options.timeSplit()),
            options.augment().map(this::augmentation).orElse(Augmentation.NONE));
    new InputWarnings(progress).say(bases, experiment);
    List<TrainingSet> sets = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (LabelledSet base : bases) {
      for (Arm arm : Arm.values()) {
        experiment
            .trainingSet(base, arm)
            .ifPresentOrElse(sets::add, () -> missing.add(arm.nameFor(base.name())));
      }
    }
    noteMissing(missing);
    try {
      Files.createDirectories(options.out().resolve("models"));
      return write(experiment, evaluate(experiment, sets));
    } catch (IOException e) {
      throw new InputException(options.out() + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private Revocations revocations() {
    Revocations given = options.revocations().map(Revocations::read).orElse(Revocations.NONE);
    return options
        .augment()
        .map(folder -> folder.resolve(Revocations.FILE))
        .filter(Files::exists)
        .map(file -> given.and(Revocations.read(file)))
        .orElse(given);
  }

  private Augmentation augmentation(Path input) {
    Augmentation read = Augmentation.read(input, revocations);
    Augmentation.Revoked revoked = read.revoked();
    if (options.revocations().isPresent() || revoked.admitted() > 0) {
      progress.accept(
          "%s withdrawn from %s by %s"
              .formatted(
                  Counted.of(revoked.admitted(), "admitted line is", "admitted lines are"),
                  input,
                  Counted.of(revocations.all().size(), "revocation")));
    }
    if (revoked.undecided() > 0) {
      progress.accept(
          "warning: %s not say what a revocation asks for, because an earlier release wrote"
                  .formatted(
                      Counted.of(revoked.undecided(), "admitted line does", "admitted lines do"))
              + " them; they stay");
    }
    return read;
  }

  private LabelledSet read(String name, Path file) {
    InputFiles.of(file).warning().ifPresent(progress);
    LabelledSet set = LabelledSet.read(name, file);
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

  private void noteMissing(List<String> rows) {
    if (options.augment().isPresent() && !rows.isEmpty()) {
      progress.accept(
          "rows without data in " + options.augment().get() + ": " + String.join(", ", rows));
    }
  }

  private List<Evaluation> evaluate(Experiment experiment, List<TrainingSet> sets)
      throws IOException {
    if (options.embedding().isEmpty()) {
      return evaluate(experiment, sets, LineSources.TEXT.rememberingMarks());
    }
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(
            options.embedding().get(), options.parallelism(), EmbeddingMemory.TABLE_BYTES)) {
      Set<String> lines = new LinkedHashSet<>();
      sets.forEach(set -> set.rows().forEach(row -> lines.add(row.cmd())));
      lines.addAll(experiment.incident().commands());
      lines.addAll(experiment.timeSplit().commands());
      progress.accept(String.format(Locale.ROOT, "embedding %,d different lines", lines.size()));
      vectors.remember(lines);
      return evaluate(experiment, sets, LineSources.TEXT.with(vectors).rememberingMarks());
    }
  }

  private List<Evaluation> evaluate(
      Experiment experiment, List<TrainingSet> sets, LineSources sources) throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(options.parallelism());
    try {
      List<Future<Evaluation>> pending = new ArrayList<>();
      for (TrainingSet set : sets) {
        pending.add(workers.submit(() -> evaluate(experiment, set, sources)));
      }
      List<Evaluation> evaluations = new ArrayList<>();
      for (Future<Evaluation> evaluation : pending) {
        evaluations.add(evaluation.get());
      }
      return evaluations;
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

  private Evaluation evaluate(Experiment experiment, TrainingSet set, LineSources sources)
      throws IOException {
    ModelSettings settings = new ModelSettings(options.trees(), options.seed());
    Model model = Model.train(set, settings, sources);
    Path folder = options.out().resolve("models").resolve(set.name());
    model.save(folder);
    DataManifest.of(
            set.name(),
            set.base(),
            set.rows().size(),
            model.facts().rowsDigest(),
            set.addedLines(),
            revocations)
        .write(folder);
    Evaluation evaluation =
        Evaluation.of(model, set, experiment.incident(), experiment.timeSplit());
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
    return evaluation;
  }

  private TrainingResult write(Experiment experiment, List<Evaluation> evaluations)
      throws IOException {
    List<TableRow> table = evaluations.stream().map(TableRow::of).toList();
    String markdown = MarkdownTable.of(table);
    Path out = options.out();
    Files.writeString(
        out.resolve("table.json"),
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(table) + "\n");
    Files.writeString(out.resolve("table.md"), markdown);
    Path report = out.resolve("report.html");
    Files.writeString(report, ReportPage.of(evaluations, experiment, options.caveat()));
    return new TrainingResult(table, markdown, report);
  }
}
