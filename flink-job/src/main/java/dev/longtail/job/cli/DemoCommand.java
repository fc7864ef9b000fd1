package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.config.TimeRange;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.job.funnel.Funnel;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.run.Backfill;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratedData;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryGenerator;
import dev.longtail.training.run.TrainingOptions;
import dev.longtail.training.run.TrainingResult;
import dev.longtail.training.run.TrainingRun;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = {
      "Runs everything on generated telemetry, to a report.",
      "Generates a January, mines it with the local label server, trains and evaluates. Takes two"
          + " or three minutes and needs nothing else."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer>, OptionFlags.Taker {
  /** Large enough to show the reduced scale, small enough to finish in two minutes. */
  private static final String SAMPLE_COUNT = "400";

  private static final String TOP_K = "120";
  private static final String CAVEAT =
      "Telemetry, training and test sets were generated, and the labels come from rules, not from"
          + " a language model. So these figures show that the chain works, and not how well it"
          + " does on real data.";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "folder for data and results (default: ${DEFAULT-VALUE})")
  Path out = Path.of("demo-out");

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "days of telemetry (default: ${DEFAULT-VALUE})")
  int days = GeneratorOptions.DEFAULT_DAYS;

  @Option(
      names = "--events-per-day",
      paramLabel = "N",
      description = "mean number of events a day (default: ${DEFAULT-VALUE})")
  int eventsPerDay = GeneratorOptions.DEFAULT_EVENTS_PER_DAY;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed gives another site (default: ${DEFAULT-VALUE})")
  long seed = GeneratorOptions.DEFAULT_SEED;

  private final OptionFlags flags =
      OptionFlags.of(Section.JOB).without(Catalogue.FROM, Catalogue.TO);

  @Spec CommandSpec spec;

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Path mined = out.resolve("mined");
    if (Files.exists(mined.resolve(Backfill.FUNNEL_FILE))) {
      throw new InputException(
          out + " holds a demo already; remove it or name another folder by --out");
    }
    GeneratorOptions options;
    try {
      options = new GeneratorOptions(GeneratorOptions.DEFAULT_FROM, days, eventsPerDay, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    SettingsReader reader = presets(flags.reader(), "demo");
    LongtailOptions job = flags.options(reader, Purpose.ANY);
    TopologyOptions topology = job.topology().with(range(options.from(), options.end()));
    int parallelism = job.parallelism().orElseGet(LocalFlink::usualParallelism);
    Progress progress = new Progress();
    progress.say("1/3 generating " + Counted.of(days, "day") + " of telemetry");
    GeneratedData data =
        new TelemetryGenerator(options).writeTo(out.resolve("data"), progress::say);
    progress.say("2/3 mining benign anomalies");
    mine(data, mined, topology, parallelism, progress);
    progress.say("3/3 training and evaluating");
    TrainingResult result = train(data, mined, parallelism, progress);
    System.out.print(result.markdown());
    System.out.println();
    System.out.println(CAVEAT);
    System.out.flush();
    progress.say("report: " + result.report().toAbsolutePath());
    return 0;
  }

  /** Sets what suits generated days as the defaults of {@code command}. */
  static SettingsReader presets(SettingsReader reader, String command) {
    return reader
        .preset(command, Catalogue.SCALE, "both")
        .preset(command, Catalogue.SAMPLE_COUNT, SAMPLE_COUNT)
        .preset(command, Catalogue.TOP_K, TOP_K);
  }

  private static void mine(
      GeneratedData data,
      Path mined,
      TopologyOptions topology,
      int parallelism,
      Progress progress) {
    try (LocalLabelServer server = LocalLabelServer.start(0)) {
      progress.say("labels from " + server.url() + ": rules, not a model");
      LabelerOptions labeler =
          LabelerOptions.endpoint(server.url(), server.model(), ProviderProfile.PLAIN);
      Funnel funnel =
          new Backfill(
                  data.telemetry(), mined, topology.with(labeler, true), parallelism, progress::say)
              .run();
      progress.say(FunnelTable.of(funnel));
    }
  }

  private static TimeRange range(LocalDate from, LocalDate end) {
    return new TimeRange(
        from.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
        end.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
  }

  private TrainingResult train(GeneratedData data, Path mined, int parallelism, Progress progress) {
    return TrainingRun.run(
        new TrainingOptions(
            Optional.of(data.rbTrain()),
            Optional.of(data.abTrain()),
            Optional.of(mined),
            data.incident(),
            data.timeSplit(),
            out,
            seed,
            parallelism,
            TrainingOptions.DEFAULT_TREES,
            CAVEAT),
        progress::say);
  }
}
