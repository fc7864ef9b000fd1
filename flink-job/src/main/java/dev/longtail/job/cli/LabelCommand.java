package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.ClassifierOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.job.scoring.StoredClassifier;
import dev.longtail.labeler.admission.Admission;
import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.PresentClassifier;
import dev.longtail.labeler.admission.Vetoes;
import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelEstimate;
import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.SpendingText;
import dev.longtail.labeler.client.Spent;
import dev.longtail.labeler.client.Verdict;
import dev.longtail.labeler.flink.LabelFolders;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.text.Counted;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail label}: for every command line it asks the labeler, then the admission gate. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description = {
      "Labels command lines and says which of them may become training data.",
      "A request that fails is a record with the verdict ABSTAINED, not a failed command."
    })
final class LabelCommand implements Runnable, OptionFlags.Taker {
  @Spec private CommandSpec command;
  @Mixin private StageIo io;

  private final OptionFlags flags =
      OptionFlags.of(Section.LABELER)
          .and(Catalogue.RULES, Catalogue.EMBEDDING_MODEL, Catalogue.VECTOR_STORE)
          .without(
              Catalogue.CONTROL_ARMS,
              Catalogue.PATIENCE,
              Catalogue.JOURNAL,
              Catalogue.MAX_CALLS_PER_WINDOW,
              Catalogue.MAX_TOKENS_PER_WINDOW,
              Catalogue.MAX_COST_PER_WINDOW,
              Catalogue.PROBE,
              Catalogue.MAX_PER_HOST,
              Catalogue.MAX_PER_USER,
              Catalogue.MAX_PER_CLUSTER,
              Catalogue.CAP_DAYS,
              Catalogue.MIN_HOSTS,
              Catalogue.MIN_DAYS,
              Catalogue.WAIT_DAYS);

  @Option(
      names = "--parallelism",
      defaultValue = "1",
      paramLabel = "N",
      description = "multiplies the requests in flight (default: 1)")
  private int parallelism;

  @Option(
      names = "--dry-run",
      description =
          "say what it would cost, also as one record: requests, tokens and money; nothing is sent")
  private boolean dryRun;

  private record Labelled(
      String cmd,
      Verdict verdict,
      boolean admitted,
      String reason,
      String explanation,
      String model,
      String promptVersion) {}

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public void run() {
    if (parallelism < 1) {
      throw new ParameterException(command.commandLine(), "--parallelism must be at least 1");
    }
    Settings settings = flags.reader().settings();
    LabelerOptions labeler = flags.orBadUsage(() -> LongtailOptions.labeler(settings));
    long calls = (long) labeler.concurrency() * parallelism;
    if (calls > LabelerOptions.MOST_CONCURRENCY) {
      throw new ParameterException(
          command.commandLine(),
          "--parallelism %d: with --concurrency %d that is more than %,d requests in flight"
              .formatted(parallelism, labeler.concurrency(), LabelerOptions.MOST_CONCURRENCY));
    }
    LabelerOptions options =
        flags.orBadUsage(() -> labeler.withConcurrency((int) calls)).withProbe(false);
    if (options.source() instanceof LabelerOptions.None) {
      throw new ParameterException(
          command.commandLine(), "name one labeler: either --labels truth:F or --endpoint URL");
    }
    ClassifierOptions model = LongtailOptions.classifier(settings);
    LabelPlaces.prepare(options, model);
    if (dryRun) {
      estimate(options);
      return;
    }
    StoredClassifier classifier = StoredClassifier.of(model, flags.embeddingModel());
    Tally tally = new Tally();
    try (PresentClassifier agreeing = classifier.open();
        LabelClient client = kept(options, options.open())) {
      AdmissionGate gate = new AdmissionGate(Vetoes.with(options.rules()), agreeing);
      System.err.println("labels by " + client.describe());
      io.mapAsync(
          options.concurrency(),
          (record, where) -> {
            String cmd = JsonLines.commandLine(record, where);
            return client.label(cmd).thenApply(result -> tally.add(labelled(cmd, result, gate)));
          });
      tally.print();
      if (options.asksServer()) {
        System.err.println(
            SpendingText.summary(
                options.spending(),
                Spent.NOTHING,
                options.budget().spent(),
                client.figures().cacheHits()));
      }
    }
  }

  private static LabelClient kept(LabelerOptions options, LabelClient client) {
    try {
      return LabelFolders.withKept(options, client);
    } catch (IOException e) {
      throw new InputException(
          "--cache %s: cannot be read: %s".formatted(options.cache(), InputException.reason(e)), e);
    }
  }

  /** An estimate, for programs. */
  private record Estimate(
      long lines,
      long questions,
      long equal,
      long known,
      long notAsked,
      Cost likely,
      Cost atMost) {}

  private record Cost(long calls, long promptTokens, long answerTokens, Double cost) {
    static Cost of(Spent spent, LabelerOptions options) {
      return new Cost(
          spent.calls(),
          spent.promptTokens(),
          spent.answerTokens(),
          options.spending().prices().any() ? spent.money() : null);
    }
  }

  private void estimate(LabelerOptions options) {
    LabelEstimate estimate = new LabelEstimate(options);
    try (LabelClient client = kept(options, options.openForQuotes())) {
      io.summarize(
          (record, where) -> estimate.add(client.quotes(JsonLines.commandLine(record, where))),
          () ->
              new Estimate(
                  estimate.lines(),
                  estimate.questions(),
                  estimate.equal(),
                  estimate.known(),
                  estimate.notAsked(),
                  Cost.of(estimate.likely(), options),
                  Cost.of(estimate.most(), options)));
    }
    estimate.text().forEach(System.err::println);
  }

  private static Labelled labelled(String cmd, LabelResult result, AdmissionGate gate) {
    Admission admission = gate.admit(cmd, result);
    return new Labelled(
        cmd,
        result.verdict(),
        admission.admitted(),
        admission.reason(),
        result.reason(),
        result.model(),
        result.promptVersion());
  }

  /** The clients' threads count here, so every access is synchronized. */
  private static final class Tally {
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private long admitted;
    private String firstAbstention = "";

    synchronized Labelled add(Labelled labelled) {
      verdicts.merge(labelled.verdict(), 1L, Long::sum);
      admitted += labelled.admitted() ? 1 : 0;
      if (labelled.verdict() == Verdict.ABSTAINED && firstAbstention.isEmpty()) {
        firstAbstention = labelled.explanation();
      }
      return labelled;
    }

    synchronized void print() {
      System.err.printf(
          "%,d benign, %,d malicious, %,d abstained; %,d admitted%n",
          verdicts.getOrDefault(Verdict.BENIGN, 0L),
          verdicts.getOrDefault(Verdict.MALICIOUS, 0L),
          verdicts.getOrDefault(Verdict.ABSTAINED, 0L),
          admitted);
      if (!firstAbstention.isEmpty()) {
        System.err.printf(
            "WARNING: %s no verdict; the first: %s%n",
            Counted.of(verdicts.get(Verdict.ABSTAINED), "record has", "records have"),
            firstAbstention);
      }
    }
  }
}
