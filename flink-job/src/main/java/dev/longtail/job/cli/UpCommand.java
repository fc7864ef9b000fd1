package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.job.up.BrokerProcess;
import dev.longtail.job.up.EventDays;
import dev.longtail.job.up.EventFiles;
import dev.longtail.job.up.GeneratedEvents;
import dev.longtail.job.up.Replayer;
import dev.longtail.job.up.WorkFolder;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryDays;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Runs everything on this machine: Kafka, a replay of days, labels and the job.",
      "Prints ready: and an address. Ctrl-C stops all with a savepoint; the next start in the same"
          + " folder goes on from it."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --input it replays generated days and computes as longtail demo does, with it as",
      "longtail backfill. Without --endpoint and --labels the local label server answers, by rules."
    })
final class UpCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final String NAME = "up";
  private static final String TOPIC = "command-events";
  private static final String GROUP = "longtail";

  /** A day passes in a minute: a checkpoint a minute would be one a day. */
  private static final String CHECKPOINT_INTERVAL = "PT10S";

  /** Alignment looks at partitions each second; what passes in ten must be allowed to differ. */
  private static final Duration DRIFT_OF = Duration.ofSeconds(10);

  private static final Duration LEAST_DRIFT = Duration.ofHours(1);
  private static final Duration MOST_DRIFT = Duration.ofDays(366);

  /** The default of Flink is 10 s: figures of half a day before. */
  private static final Duration METRICS = Duration.ofSeconds(1);

  /** The job's default of {@code source.max-ahead}. */
  private static final Duration AHEAD = Duration.ofHours(1);

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "folder of the broker's data and the job's state; one for each input (default:"
              + " ${DEFAULT-VALUE})")
  Path dir = Path.of("longtail-up");

  @Option(
      names = "--input",
      paramLabel = "DIR",
      description =
          "events to replay as JSON Lines or CSV, a file or a folder, also s3://BUCKET/KEY"
              + " (default: generated days from 2025-01-01 on)")
  String input;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "event time that passes in the same time; 1440: a day in a minute (default:"
              + " ${DEFAULT-VALUE})")
  double speed = 1440;

  @Option(
      names = "--stop-after-days",
      paramLabel = "N",
      description =
          "stop once the first N days of the folder are closed and labelled (default: go on until"
              + " Ctrl-C)")
  Integer stopAfterDays;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "port of the address that ready: prints (default: a free one)")
  Integer port;

  @Option(
      names = "--events-per-day",
      paramLabel = "N",
      description = "mean number of generated events a day (default: ${DEFAULT-VALUE})")
  int eventsPerDay = GeneratorOptions.DEFAULT_EVENTS_PER_DAY;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "another seed generates another site (default: ${DEFAULT-VALUE})")
  long seed = GeneratorOptions.DEFAULT_SEED;

  private final OptionFlags flags =
      OptionFlags.of(Section.JOB, Section.LABELER, Section.SCORING)
          .without(Catalogue.FROM, Catalogue.TO)
          .and(Catalogue.CHECKPOINT_INTERVAL);

  @Spec CommandSpec spec;

  private final Progress progress = new Progress();

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() throws Exception {
    refuseBadUsage();
    refusePortInUse();
    Optional<StoredFiles> files = files();
    try (UpLabels labels = UpLabels.of(flags.reader().settings(), progress)) {
      refuseWrongOptions(labels);
      try (WorkFolder work = WorkFolder.open(dir, events());
          BrokerProcess broker = BrokerProcess.start(work.broker(), progress::say)) {
        return run(work, broker, files, labels);
      }
    }
  }

  private int run(
      WorkFolder work, BrokerProcess broker, Optional<StoredFiles> files, UpLabels labels)
      throws Exception {
    // The broker needs some seconds to start.
    EventDays days = files.isPresent() ? read(files.get()) : generated();
    LongtailOptions options =
        flags.options(reader(broker.servers(), work.checkpoints(), labels), Purpose.STREAMING);
    Configuration flink =
        LocalFlink.streaming(RunCommand.defaultFlinkConf(), options.parallelism());
    flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS);
    broker.awaitReady();
    return new UpRun(work, broker, options, progress)
        .run(
            new Replayer.Plan(
                days,
                speed,
                stopAfterDays == null ? OptionalInt.empty() : OptionalInt.of(stopAfterDays),
                options.topology().events().outOfOrderness()),
            flink,
            port == null ? 0 : port);
  }

  private void refuseBadUsage() {
    try {
      var unused =
          new GeneratorOptions(
              GeneratorOptions.DEFAULT_FROM, GeneratorOptions.DEFAULT_DAYS, eventsPerDay, seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (!(speed > 0 && speed <= 1e9)) {
      throw badUsage("--speed must be more than 0 and at most 1000000000, e.g. --speed 1440");
    }
    if (stopAfterDays != null && stopAfterDays < 1) {
      throw badUsage("--stop-after-days must be 1 or more, e.g. --stop-after-days 2");
    }
    if (port != null && (port < 1 || port > 65_535)) {
      throw badUsage("--port must be from 1 to 65535, e.g. --port 8081");
    }
    if ("-".equals(input)) {
      throw badUsage("--input: the standard input cannot be read again by the next start");
    }
  }

  private ParameterException badUsage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }

  private void refusePortInUse() {
    if (port == null) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new InputException(
          "--port %d: cannot be used on this machine: %s; name another"
              .formatted(port, e.getMessage()),
          e);
    }
  }

  /** The files of the input; looked at before anything is made. */
  private Optional<StoredFiles> files() {
    if (input == null) {
      return Optional.empty();
    }
    Location location = new Location(input);
    if (Location.of(dir).isIn(location)) {
      throw new InputException(
          "--dir %s lies in the input's folder, %s: its files would be read as events"
              .formatted(dir, input));
    }
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(RunCommand.defaultFlinkConf()),
        List.of(new FileSystems.Use("--input", location, false)));
    StoredFiles found = StoredFiles.checked(location);
    found.warning().ifPresent(progress::say);
    return Optional.of(found);
  }

  /** The events in words, by which the folder knows them again. */
  private String events() {
    if (input == null) {
      return "generated days, %d events a day, seed %d".formatted(eventsPerDay, seed);
    }
    Location location = new Location(input);
    return location.isRemote()
        ? location.path().toString()
        : location.local().toAbsolutePath().normalize().toString();
  }

  private EventDays read(StoredFiles files) {
    EventFiles days = EventFiles.of(files, Instant.now().plus(AHEAD));
    progress.say("%d days of events in %s".formatted(days.count(), input));
    return days;
  }

  private EventDays generated() {
    return new GeneratedEvents(
        new TelemetryDays(eventsPerDay, seed),
        GeneratorOptions.DEFAULT_FROM,
        LocalDate.now(ZoneOffset.UTC));
  }

  /** Before anything is made. */
  private void refuseWrongOptions(UpLabels labels) {
    Settings settings = reader("127.0.0.1:1", dir.resolve("any").toString(), labels).settings();
    ModelPlace.prepare(settings, RunCommand.defaultFlinkConf());
    var unused = flags.orBadUsage(() -> LongtailOptions.of(settings, Purpose.STREAMING));
  }

  private SettingsReader reader(String servers, String checkpoints, UpLabels labels) {
    SettingsReader reader =
        flags
            .reader()
            .preset(NAME, Catalogue.SOURCE_SERVERS, servers)
            .preset(NAME, Catalogue.SOURCE_TOPIC, TOPIC)
            .preset(NAME, Catalogue.SOURCE_GROUP, GROUP)
            .preset(NAME, Catalogue.MAX_AHEAD, AHEAD.toString())
            .preset(NAME, Catalogue.MAX_DRIFT, drift().toString())
            .preset(NAME, Catalogue.SINK_SERVERS, servers)
            .preset(NAME, Catalogue.CHECKPOINT_FOLDER, checkpoints)
            .preset(NAME, Catalogue.CHECKPOINT_INTERVAL, CHECKPOINT_INTERVAL);
    if (input == null) {
      var unused = DemoCommand.presets(reader, NAME);
    }
    return labels.presets(reader, NAME);
  }

  private Duration drift() {
    Duration wanted = Duration.ofMillis((long) (DRIFT_OF.toMillis() * speed));
    return wanted.compareTo(LEAST_DRIFT) < 0
        ? LEAST_DRIFT
        : wanted.compareTo(MOST_DRIFT) > 0 ? MOST_DRIFT : wanted;
  }
}
