package dev.longtail.training.families;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Trainer;
import dev.longtail.training.evasion.EvasionResult;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Ranking;
import dev.longtail.training.metrics.Resampling;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Trains every training set without the families of every fold, and tests it on them.
 *
 * <p>A base set with exemplars and with random lines is also compared at equal numbers: both are
 * cut to the smaller number of added lines that the fold leaves, drawn by hash anew for each seed
 * ({@code +full-equal}, {@code +random-equal}).
 */
public final class LeftOutRun {
  /** Behind the name of a training set that was cut. */
  static final String EQUAL = "-equal";

  private static final int FEWEST_OF_A_CLASS = 20;

  private final LeftOutFamilies families;
  private final KnownLines known;
  private final Trainer trainer;
  private final LeftOutSettings settings;
  private final Consumer<String> progress;
  private final Map<String, String> templates = new ConcurrentHashMap<>();

  /** Results by training set, design, fold and seed. */
  private final Map<String, Map<String, Map<String, List<FoldScores>>>> scores =
      new LinkedHashMap<>();

  private final Map<String, List<FoldTraining>> trainings = new LinkedHashMap<>();

  private LeftOutRun(
      LeftOutFamilies families,
      KnownLines known,
      Trainer trainer,
      LeftOutSettings settings,
      Consumer<String> progress) {
    this.families = families;
    this.known = known;
    this.trainer = trainer;
    this.settings = settings;
    this.progress = progress;
  }

  /** A training set in a fold, and its scores by design once it is trained. */
  private record Pending(
      Fold fold,
      Fold.Rest rest,
      TrainingSet set,
      long seed,
      Future<Map<String, FoldScores>> scores) {}

  /**
   * The results of {@code sets} in all folds of {@code families}.
   *
   * @param progress gets a line for a person now and then
   * @throws InputException if a fold leaves a training set without lines of a class
   */
  public static LeftOutResult run(
      LeftOutFamilies families,
      List<TrainingSet> sets,
      KnownLines known,
      Trainer trainer,
      LeftOutSettings settings,
      Consumer<String> progress) {
    LeftOutRun run = new LeftOutRun(families, known, trainer, settings, progress);
    run.all(sets);
    return new LeftOutResult(families, run.trainings, run.scores, settings);
  }

  private void all(List<TrainingSet> sets) {
    ExecutorService workers = Executors.newFixedThreadPool(settings.parallelism());
    try {
      for (Fold fold : families.folds()) {
        List<Pending> pending = new ArrayList<>();
        for (int s = 0; s < settings.seeds(); s++) {
          pending.addAll(submit(fold, sets, settings.seed() + s, workers));
        }
        collect(fold, pending);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InputException problem) {
        throw problem;
      }
      throw new IllegalStateException("training failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
  }

  private List<Pending> submit(
      Fold fold, List<TrainingSet> sets, long seed, ExecutorService workers) {
    Map<String, Fold.Rest> rests = new LinkedHashMap<>();
    for (TrainingSet set : sets) {
      Fold.Rest rest = fold.without(set, known, templates);
      requireBothClasses(fold, rest.set());
      rests.put(set.name(), rest);
    }
    addEqual(rests, seed);
    // Two sets may hold the same lines here: where nothing had to be cut, or nothing is added.
    Map<List<LabelledCommand>, Future<Map<String, FoldScores>>> trained = new LinkedHashMap<>();
    List<Pending> pending = new ArrayList<>();
    for (Map.Entry<String, Fold.Rest> entry : rests.entrySet()) {
      TrainingSet set = entry.getValue().set();
      Future<Map<String, FoldScores>> scores = trained.get(set.rows());
      if (scores == null) {
        scores = workers.submit(() -> test(fold, set, seed));
        trained.put(set.rows(), scores);
      }
      pending.add(new Pending(fold, entry.getValue(), set, seed, scores));
    }
    return pending;
  }

  private static void requireBothClasses(Fold fold, TrainingSet set) {
    long malicious = set.rows().stream().filter(LabelledCommand::isMalicious).count();
    long benign = set.rows().size() - malicious;
    if (malicious < FEWEST_OF_A_CLASS || benign < FEWEST_OF_A_CLASS) {
      throw new InputException(
          "%s without the families %s: %s and %s are left; training needs %d of each. More families are needed in the sets, or --families must tell them apart"
              .formatted(
                  set.name(),
                  String.join(", ", fold.leftOut()),
                  Counted.of(malicious, "malicious line"),
                  Counted.of(benign, "benign line"),
                  FEWEST_OF_A_CLASS));
    }
  }

  /** Adds the sets cut to equal numbers, for each base that has both arms. */
  private static void addEqual(Map<String, Fold.Rest> rests, long seed) {
    for (Fold.Rest full : List.copyOf(rests.values())) {
      if (full.set().arm() != Arm.FULL) {
        continue;
      }
      Fold.Rest random = rests.get(Arm.RANDOM.nameFor(full.set().base()));
      if (random != null) {
        int count = Math.min(full.set().added(), random.set().added());
        for (Fold.Rest rest : List.of(full, random)) {
          String name = rest.set().name() + EQUAL;
          rests.put(
              name,
              new Fold.Rest(
                  rest.set().withAdded(count, seed, name),
                  rest.ofFamilies(),
                  rest.ofTemplates(),
                  rest.ofUnknownFamily()));
        }
      }
    }
  }

  private void collect(Fold fold, List<Pending> pending)
      throws ExecutionException, InterruptedException {
    for (Pending one : pending) {
      String set = one.set().name();
      if (one.seed() == settings.seed()) {
        trainings
            .computeIfAbsent(set, s -> new ArrayList<>())
            .add(
                new FoldTraining(
                    fold.name(),
                    one.set().rows().size(),
                    one.set().added(),
                    one.rest().ofFamilies(),
                    one.rest().ofTemplates(),
                    one.rest().ofUnknownFamily()));
      }
      one.scores()
          .get()
          .forEach(
              (design, result) ->
                  scores
                      .computeIfAbsent(set, s -> new LinkedHashMap<>())
                      .computeIfAbsent(design, d -> new LinkedHashMap<>())
                      .computeIfAbsent(fold.name(), f -> new ArrayList<>())
                      .add(result));
    }
    progress.accept("fold " + fold.name() + ": " + summary(fold));
  }

  private String summary(Fold fold) {
    List<String> parts = new ArrayList<>();
    scores.forEach(
        (set, designs) ->
            designs.entrySet().stream()
                .limit(1)
                .forEach(
                    design ->
                        parts.add(
                            String.format(
                                Locale.ROOT,
                                "%s %.3f",
                                set,
                                design.getValue().get(fold.name()).stream()
                                    .mapToDouble(LeftOutRun::auc)
                                    .average()
                                    .orElseThrow()))));
    return String.join(", ", parts);
  }

  private static double auc(FoldScores scores) {
    return scores.measures().get(Measure.AUC.ordinal()).value();
  }

  private Map<String, FoldScores> test(Fold fold, TrainingSet set, long seed) {
    boolean[] malicious = new boolean[fold.tested().size()];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = fold.tested().get(i).isMalicious();
    }
    // A function of fold and seed alone, so that all sets and designs meet the same replicates.
    Resampling lines =
        Resampling.ofLines(malicious, CommandHash.mix(CommandHash.of(fold.name()), settings.seed()));
    Map<String, FoldScores> results = new LinkedHashMap<>();
    trainer
        .train(set, seed)
        .forEach((design, classifier) -> results.put(design, scores(fold, classifier, malicious, lines)));
    return results;
  }

  private FoldScores scores(
      Fold fold, CommandClassifier classifier, boolean[] malicious, Resampling lines) {
    double[] scores =
        fold.tested().stream().mapToDouble(row -> classifier.score(row.cmd())).toArray();
    return new FoldScores(
        Sampled.of(
            Ranking.of(scores, malicious), settings.replicates(), lines, Optional.empty()),
        EvasionResult.of(classifier, fold.tested(), scores, settings.seed()));
  }
}
