package dev.longtail.job.cli;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.job.bench.LabelChoices;
import dev.longtail.job.bench.LabelChoices.Way;
import dev.longtail.job.config.Catalogue;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.LineSources;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.ModelClassifier;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Augmentation;
import dev.longtail.training.data.Experiment;
import dev.longtail.training.data.KnownLines;
import dev.longtail.training.data.LabelLineage;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LabelledSet;
import dev.longtail.training.data.MinedCommand;
import dev.longtail.training.data.TrainingSet;
import dev.longtail.training.families.Fold;
import dev.longtail.training.families.LeftOutFamilies;
import dev.longtail.training.metrics.Auc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code longtail bench-select}: AUC against the number of labels, by what chooses them. */
@Command(
    name = "bench-select",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what labels teach a classifier, by what chooses the labelled commands.",
      "By left-out families: the classifier that chooses never saw the families of the fold either."
          + " All ways of a budget are cut to the same number of new rows. Writes a tab-separated"
          + " line for each base, fold, way, budget and seed. Models score by the text alone."
    })
final class BenchSelectCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final LabelledSet NO_TEST_SET = new LabelledSet("none", List.of());

  @Option(names = "--ab", required = true, paramLabel = "F", description = "aggregated baseline")
  private Path ab;

  @Option(names = "--rb", required = true, paramLabel = "F", description = "regex baseline")
  private Path rb;

  @Option(
      names = "--base",
      paramLabel = "NAME",
      defaultValue = "rb",
      description = "the base that is added to: ab or rb (default: ${DEFAULT-VALUE})")
  private String baseName;

  @Option(
      names = "--families",
      required = true,
      paramLabel = "F",
      description = "label and family of every line of telemetry")
  private Path families;

  @Option(names = "--telemetry", required = true, paramLabel = "DIR", description = "the events")
  private Path telemetry;

  @Option(
      names = "--mined",
      required = true,
      paramLabel = "DIR",
      description = "the result of a backfill of them")
  private Path backfill;

  @Option(
      names = "--budgets",
      split = ",",
      paramLabel = "N,M",
      defaultValue = "10,30,100,300",
      description = "commands of a day, at most the backfill's top-k (default: ${DEFAULT-VALUE})")
  private List<Integer> budgets;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "A,B",
      defaultValue = "random,anomaly,value,both",
      description = "what chooses; also: score (default: ${DEFAULT-VALUE})")
  private List<String> ways;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "of draws and trainings (default: ${DEFAULT-VALUE})")
  private int seeds;

  private final OptionFlags flags = OptionFlags.of(Catalogue.VECTOR_STORE);
  private final LineSources text = LineSources.TEXT.rememberingMarks();
  private final Map<String, String> templates = new HashMap<>();
  private final Map<String, LabelledCommand> truth = new HashMap<>();
  private KnownLines known;
  private LabelledSet base;

  /** Lines of a way: what was asked, what was malicious of it, and what a fold is trained on. */
  private record Taught(int asked, int malicious, TrainingSet set) {}

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    known = KnownLines.read(families);
    known.all().forEach(line -> truth.putIfAbsent(line.cmd(), line));
    List<LabelledSet> bases = List.of(LabelledSet.read("ab", ab), LabelledSet.read("rb", rb));
    base = bases.stream().filter(one -> one.name().equals(baseName)).findFirst().orElseThrow();
    List<Fold> folds = LeftOutFamilies.of(bases, Augmentation.read(backfill), known).folds();
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(flags.embeddingModel(), 1, EmbeddingMemory.TABLE_BYTES)) {
      LabelChoices choices = new LabelChoices(telemetry, backfill, vectors);
      vectors.remember(choices.commands());
      System.out.println(
          "base\tfold\tway\tbudget\tseed\tasked\tmalicious\tadded\tcut to\tAUC of each population");
      folds.forEach(fold -> measure(fold, choices));
    }
    return 0;
  }

  private void measure(Fold fold, LabelChoices choices) {
    TrainingSet alone = set(fold, Arm.BASE, List.of());
    Map<String, Double> logOdds = new HashMap<>();
    ModelClassifier chooser = trained(alone, 1);
    choices.commands().forEach(line -> logOdds.put(line, chooser.textLogOdds(line)));
    for (long seed : LongStream.rangeClosed(1, seeds).toArray()) {
      print(fold, "base", 0, seed, new Taught(0, 0, alone), alone);
      for (int budget : budgets) {
        Map<Way, Taught> taught = new EnumMap<>(Way.class);
        for (String name : ways) {
          Way way = Way.valueOf(name.toUpperCase(Locale.ROOT));
          taught.put(way, taught(fold, choices.exemplars(way, budget, logOdds::get, seed)));
        }
        int least = taught.values().stream().mapToInt(t -> t.set().added()).min().orElse(0);
        taught.forEach(
            (way, lines) ->
                print(
                    fold,
                    way.label(),
                    budget,
                    seed,
                    lines,
                    lines.set().withAdded(least, seed, lines.set().name())));
      }
    }
  }

  private Taught taught(Fold fold, List<Exemplar> exemplars) {
    List<MinedCommand> benign = new ArrayList<>();
    for (Exemplar exemplar : exemplars) {
      String line = exemplar.command().commandLine();
      LabelledCommand label = truth.get(line);
      if (label != null && !label.isMalicious()) {
        benign.add(
            new MinedCommand(
                line,
                "",
                exemplar.scale(),
                exemplar.detectors(),
                label.origin(),
                LabelLineage.UNKNOWN));
      }
    }
    return new Taught(
        exemplars.size(), exemplars.size() - benign.size(), set(fold, Arm.FULL, benign));
  }

  private TrainingSet set(Fold fold, Arm arm, List<MinedCommand> benign) {
    Experiment experiment =
        new Experiment(NO_TEST_SET, NO_TEST_SET, Augmentation.NONE.with(benign, List.of()));
    TrainingSet whole =
        arm == Arm.BASE
            ? experiment.trainingSet(base, arm).orElseThrow()
            : experiment.trainingSet(base, "chosen");
    return fold.without(whole, known, templates).set();
  }

  private ModelClassifier trained(TrainingSet set, long seed) {
    return Model.train(set, new ModelSettings(1, seed), text).classifier();
  }

  private void print(
      Fold fold, String way, int budget, long seed, Taught taught, TrainingSet trainedOn) {
    ToDoubleFunction<String> scorer = trained(trainedOn, seed)::textLogOdds;
    StringBuilder row = new StringBuilder();
    row.append(
        String.format(
            Locale.ROOT,
            "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d",
            base.name(),
            fold.name(),
            way,
            budget,
            seed,
            taught.asked(),
            taught.malicious(),
            taught.set().added(),
            trainedOn.added()));
    fold.tests()
        .forEach(
            (population, tested) ->
                row.append(
                    String.format(
                        Locale.ROOT,
                        "\t%s=%.5f",
                        population.field(),
                        auc(tested.lines(), scorer))));
    System.out.println(row);
  }

  private static double auc(List<LabelledCommand> lines, ToDoubleFunction<String> scorer) {
    double[] scores = lines.stream().map(LabelledCommand::cmd).mapToDouble(scorer).toArray();
    boolean[] malicious = new boolean[scores.length];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = lines.get(i).isMalicious();
    }
    return Auc.of(scores, malicious).value();
  }
}
