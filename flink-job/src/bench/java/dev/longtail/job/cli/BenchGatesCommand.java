package dev.longtail.job.cli;

import dev.longtail.job.bench.AnswerGates;
import dev.longtail.job.bench.GateCount;
import dev.longtail.job.bench.GatePlot;
import dev.longtail.job.bench.VerdictGates;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.EmbeddingMemory;
import dev.longtail.training.classify.Model;
import dev.longtail.udfs.embedding.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code longtail bench-gates}: precision, coverage and cost of every gate, on recorded answers.
 */
@Command(
    name = "bench-gates",
    mixinStandardHelpOptions = true,
    description = {
      "Measures every gate between a line and the training data, on recorded answers.",
      "Precision, coverage and cost: the tables of docs/concepts/labels.md go to stdout."
    })
final class BenchGatesCommand implements Callable<Integer> {
  @Option(
      names = "--verdicts",
      paramLabel = "F",
      description = "verdicts of one model: records of cmd, verdict, label")
  Path verdicts;

  @Option(
      names = "--classifier",
      paramLabel = "M",
      description = "with --verdicts: what it costs if this model must agree; may be repeated")
  List<Path> classifiers = List.of();

  @Option(
      names = "--answers",
      paramLabel = "F",
      description = "answers of several models: records of cmd, label, model, scored, in_tokens")
  Path answers;

  @Option(
      names = "--plot",
      paramLabel = "F",
      description = "write precision against coverage of --answers to this file, as SVG")
  Path plot;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (verdicts == null && answers == null) {
      throw new ParameterException(spec.commandLine(), "needs --verdicts or --answers");
    }
    if (verdicts != null) {
      System.out.print(GateCount.head("gates"));
      VerdictGates gates = new VerdictGates(verdicts);
      gates.rows().forEach(row -> System.out.print(row.row()));
      if (!classifiers.isEmpty()) {
        agreeing(gates);
      }
    }
    if (answers != null) {
      agreement(new AnswerGates(answers));
    }
    return 0;
  }

  private void agreeing(VerdictGates gates) {
    try (EmbeddingMemory vectors =
        new EmbeddingMemory(EmbeddingModel.MINILM, 2, EmbeddingMemory.TABLE_BYTES)) {
      for (Path folder : classifiers) {
        Model model = Model.load(folder);
        CommandClassifier classifier = model.withIfNeeded(vectors).classifier();
        System.out.print("\n" + GateCount.head("gates, with the classifier " + folder));
        gates.agreeing(classifier, 0.1, 0.5, 0.9, 0.99).forEach(row -> System.out.print(row.row()));
      }
    }
  }

  private void agreement(AnswerGates gates) throws IOException {
    System.out.print("\n" + GateCount.head("gates"));
    gates.single().forEach(row -> System.out.print(row.row()));
    System.out.println("\n" + gates.marksBesideModels());
    System.out.println("Not asked about attacks: " + String.join(", ", gates.incomplete()));
    System.out.print(
        "\n"
            + "| judges | sets | attacks admitted | precision of BENIGN | benign kept | calls a"
            + " line |\n"
            + "|---|---|---|---|---|---|\n");
    List<List<GateCount>> byNumber = new ArrayList<>();
    for (int number = 1; number <= gates.models(); number++) {
      List<GateCount> sets = gates.agreeing(number);
      byNumber.add(sets);
      System.out.print(range(number == 1 ? "one" : number + " agree", sets));
    }
    System.out.print(range("two; where they differ, a third decides", gates.cascades()));
    if (plot != null) {
      Files.writeString(plot, GatePlot.of(byNumber));
    }
  }

  /** The least, the median and the largest of each figure, each by itself. */
  private static String range(String name, List<GateCount> sets) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s | %s | %s |%n",
        name,
        sets.size(),
        figures("%.0f", sets.stream().mapToDouble(GateCount::attacks).toArray()),
        figures("%.3f", sets.stream().mapToDouble(GateCount::precision).toArray()),
        figures("%.1f %%", sets.stream().mapToDouble(set -> 100 * set.coverage()).toArray()),
        figures(
            "%.2f",
            sets.stream()
                .mapToDouble(set -> set.calls() / (set.allBenign() + set.allAttacks()))
                .toArray()));
  }

  private static String figures(String format, double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    String all =
        String.format(
            Locale.ROOT,
            format + " / " + format + " / " + format,
            sorted[0],
            median,
            sorted[sorted.length - 1]);
    return sorted.length == 1 ? String.format(Locale.ROOT, format, median) : all;
  }
}
