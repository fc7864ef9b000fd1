package dev.longtail.training.families;

import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.evaluation.Trainer;
import dev.longtail.training.evasion.EvasionResult;
import dev.longtail.training.families.LeftOutTable.Side;
import dev.longtail.training.metrics.Measure;
import dev.longtail.training.metrics.Ranking;
import dev.longtail.training.metrics.Resampling;
import dev.longtail.training.metrics.Sampled;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Trains every training set without the families of every fold, and tests it on them.
 *
 * <p>A base set with exemplars and with random lines is also compared at equal numbers: both are
 * cut to the smaller number of added lines that the fold leaves, drawn by hash anew for each seed
 * ({@code +full-equal}, {@code +random-equal}). If the settings say so, all sets of the base are.
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

  private final Map<Population, ScoreBook> books = new EnumMap<>(Population.class);

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

  /** The scores of a design with one population. */
  private record Tested(Population population, String design, FoldScores scores) {}

  /** A training set in a fold, and its scores once it is trained. */
  private record Pending(Fold.Rest rest, TrainingSet set, long seed, Future<List<Tested>> tests) {}

  /**
   * The results of {@code sets} in all folds of {@code families}.
   *
   * @param progress gets a line for a person now and then
   * @throws InputException if a fold leaves a training set without lines of a class
   */
  public static LeftOutTable run(
      LeftOutFamilies families,
      List<TrainingSet> sets,
      KnownLines known,
      Trainer trainer,
      LeftOutSettings settings,
      Consumer<String> progress) {
    LeftOutRun run = new LeftOutRun(families, known, trainer, settings, progress);
    run.all(sets);
    List<LeftOutTable.View> views = new ArrayList<>();
    run.books.forEach(
        (population, scores) ->
            views.add(new LeftOutResult(population, families, scores, settings).view()));
    return new LeftOutTable(
        settings.seeds(),
        settings.seed(),
        settings.replicates(),
        new TreeMap<>(families.untested()),
        run.trainings,
        views);
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
    Map<List<LabelledCommand>, Future<List<Tested>>> trained = new LinkedHashMap<>();
    List<Pending> pending = new ArrayList<>();
    for (Map.Entry<String, Fold.Rest> entry : rests.entrySet()) {
      TrainingSet set = entry.getValue().set();
      Future<List<Tested>> tests = trained.get(set.rows());
      if (tests == null) {
        tests = workers.submit(() -> test(fold, set, seed));
        trained.put(set.rows(), tests);
      }
      pending.add(new Pending(entry.getValue(), set, seed, tests));
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

  /** Adds the sets cut to equal numbers, for each base that has several. */
  private void addEqual(Map<String, Fold.Rest> rests, long seed) {
    Map<String, List<Fold.Rest>> ofBases = new LinkedHashMap<>();
    rests.values().stream()
        .filter(rest -> isCompared(rest.set()))
        .forEach(
            rest -> ofBases.computeIfAbsent(rest.set().base(), b -> new ArrayList<>()).add(rest));
    for (List<Fold.Rest> compared : ofBases.values()) {
      int count = compared.stream().mapToInt(rest -> rest.set().added()).min().orElse(0);
      for (Fold.Rest rest : compared.size() > 1 ? compared : List.<Fold.Rest>of()) {
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

  private boolean isCompared(TrainingSet set) {
    return set.arm() != Arm.BASE
        && (settings.allEqual() || set.arm() == Arm.FULL || set.arm() == Arm.RANDOM);
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
      for (Tested test : one.tests().get()) {
        books
            .computeIfAbsent(test.population(), p -> new ScoreBook())
            .add(new Side(set, test.design()), fold.name(), test.scores());
      }
    }
    for (Population population : fold.tests().keySet()) {
      progress.accept(
          "fold %s, benign lines %s: %s"
              .formatted(fold.name(), population.field(), summary(fold, books.get(population))));
    }
  }

  /** The AUC of each training set with the product's own design. */
  private static String summary(Fold fold, ScoreBook book) {
    String product = book.designs().get(0);
    return book.trainingSets().stream()
        .map(
            set ->
                String.format(
                    Locale.ROOT,
                    "%s %.3f",
                    set,
                    book.of(new Side(set, product)).get(fold.name()).stream()
                        .mapToDouble(LeftOutRun::auc)
                        .average()
                        .orElseThrow()))
        .collect(Collectors.joining(", "));
  }

  private static double auc(FoldScores scores) {
    return scores.measures().get(Measure.AUC.ordinal()).value();
  }

  private List<Tested> test(Fold fold, TrainingSet set, long seed) {
    List<Tested> tests = new ArrayList<>();
    trainer
        .train(set, seed)
        .forEach(
            (design, classifier) -> {
              // The attacks, as they are and rewritten, are the same for all populations.
              Map<String, Double> scored = new HashMap<>();
              CommandClassifier once = line -> scored.computeIfAbsent(line, classifier::score);
              fold.tests()
                  .forEach(
                      (population, tested) ->
                          tests.add(
                              new Tested(
                                  population, design, scores(fold.name(), tested.lines(), once))));
            });
    return tests;
  }

  private FoldScores scores(
      String fold, List<LabelledCommand> lines, CommandClassifier classifier) {
    boolean[] malicious = new boolean[lines.size()];
    double[] scores = new double[lines.size()];
    for (int i = 0; i < scores.length; i++) {
      malicious[i] = lines.get(i).isMalicious();
      scores[i] = classifier.score(lines.get(i).cmd());
    }
    // A function of lines, fold and seed, so that all sets and designs meet the same replicates.
    Resampling resampling =
        Resampling.ofLines(malicious, CommandHash.mix(CommandHash.of(fold), settings.seed()));
    return new FoldScores(
        Sampled.of(
            Ranking.of(scores, malicious), settings.replicates(), resampling, Optional.empty()),
        EvasionResult.of(classifier, lines, scores, settings.seed()));
  }
}
