package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.local.LocalFlink;
import dev.longtail.job.local.StopSignal;
import dev.longtail.job.preflight.ClusterTopics;
import dev.longtail.job.preflight.NeededTopic;
import dev.longtail.job.preflight.Preflight;
import dev.longtail.job.run.StreamingJob;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.job.up.BrokerProcess;
import dev.longtail.job.up.EventDays;
import dev.longtail.job.up.EventFiles;
import dev.longtail.job.up.GeneratedEvents;
import dev.longtail.job.up.Replayer;
import dev.longtail.job.up.WorkFolder;
import dev.longtail.job.watch.FlinkRest;
import dev.longtail.job.watch.JobWatch;
import dev.longtail.job.watch.RunningJob;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.training.generate.GeneratorOptions;
import dev.longtail.training.generate.TelemetryDays;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "up",
    description = {
      "Runs everything on this machine: a Kafka broker, a replay of days, labels and the job.",
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
  private static final int PARTITIONS = 2;

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

  private static final Duration PAUSE = Duration.ofMillis(300);

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
          "events to replay as JSON Lines, a file or a folder, also s3://BUCKET/KEY (default:"
              + " generated days from 2025-01-01 on)")
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
      description =
          "port of the address that ready: prints (default: the first free one of "
              + LocalFlink.REST_PORTS
              + ")")
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
      OptionFlags.of(Section.JOB, Section.LABELER)
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
    try (Labels labels = Labels.of(flags.reader().settings(), progress)) {
      refuseWrongOptions(labels);
      return call(files, labels);
    }
  }

  private int call(Optional<StoredFiles> files, Labels labels) throws Exception {
    try (WorkFolder work = WorkFolder.open(dir, events());
        BrokerProcess broker = BrokerProcess.start(work.broker(), progress::say)) {
      // The broker needs some seconds to start.
      EventDays days = files.isPresent() ? read(files.get()) : generated();
      SettingsReader reader = reader(broker.servers(), work.checkpoints(), labels);
      LongtailOptions options = flags.options(reader, Purpose.STREAMING);
      Configuration flink =
          LocalFlink.streaming(
              RunCommand.defaultFlinkConf(),
              options.parallelism(),
              port == null ? null : Integer.toString(port));
      flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS);
      broker.awaitReady();
      createTopics(options);
      new Preflight(options).warnings().forEach(progress::say);
      return run(work, broker, days, options, flink);
    }
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
    return input == null
        ? "generated days, %d events a day, seed %d".formatted(eventsPerDay, seed)
        : new Location(input).path().toString();
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
  private void refuseWrongOptions(Labels labels) {
    Settings settings = reader("127.0.0.1:1", dir.resolve("any").toString(), labels).settings();
    ModelPlace.prepare(settings, RunCommand.defaultFlinkConf());
    var unused = flags.orBadUsage(() -> LongtailOptions.of(settings, Purpose.STREAMING));
  }

  private SettingsReader reader(String servers, String checkpoints, Labels labels) {
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
    labels.presets(reader);
    return reader;
  }

  private Duration drift() {
    Duration wanted = Duration.ofMillis((long) (DRIFT_OF.toMillis() * speed));
    return wanted.compareTo(LEAST_DRIFT) < 0
        ? LEAST_DRIFT
        : wanted.compareTo(MOST_DRIFT) > 0 ? MOST_DRIFT : wanted;
  }

  /** As {@code longtail topics --create}; those of an earlier start stay as they are. */
  private static void createTopics(LongtailOptions options) {
    List<NeededTopic> needed = NeededTopic.of(options);
    try (ClusterTopics topics = ClusterTopics.of(needed.get(0).cluster())) {
      for (NeededTopic topic : needed) {
        topics.create(
            topic, topic.use() == NeededTopic.Use.EVENTS ? PARTITIONS : 1, Optional.of((short) 1));
      }
    }
  }

  private int run(
      WorkFolder work,
      BrokerProcess broker,
      EventDays days,
      LongtailOptions options,
      Configuration flink)
      throws Exception {
    LongtailOptions.Checkpoints checkpoints = options.streaming().orElseThrow().checkpoints();
    JobClient job = new StreamingJob(options, flink, progress::say).start();
    RunStop stop = new RunStop(job, checkpoints.savepoints(), progress);
    StopSignal.hear(stop::signalled);
    URI rest = LocalFlink.rest(flink);
    RunningJob running = new RunningJob(new FlinkRest(rest), job.getJobID().toString());
    Preflight preflight = new Preflight(options);
    try (JobWatch watch = JobWatch.of(running, preflight::checkpointProblem, progress::say);
        Replayer replay =
            Replayer.start(
                broker.servers(),
                TOPIC,
                PARTITIONS,
                new Replayer.Plan(
                    days,
                    speed,
                    stopAfterDays == null ? OptionalInt.empty() : OptionalInt.of(stopAfterDays),
                    options.topology().events().outOfOrderness()),
                (day, number, left) ->
                    progress.say("day %d, %s: %,d events to send".formatted(number, day, left)))) {
      // Whoever serves a page of its own starts it here, gives it --port, and says its address.
      say(rest);
      UpEnd end =
          new UpEnd(
              replay,
              running,
              GROUP,
              options.topology().labels().labeler().patience(),
              stopAfterDays,
              progress);
      return awaitEnd(work, broker, job, stop, end);
    }
  }

  /** For people and for programs: nothing but this line is on standard output. */
  private void say(URI address) {
    progress.say("running; data and state are in " + dir + "; stop it with Ctrl-C");
    System.out.println("ready: " + address + "/");
    System.out.flush();
  }

  private int awaitEnd(
      WorkFolder work, BrokerProcess broker, JobClient job, RunStop stop, UpEnd end)
      throws Exception {
    while (!job.getJobExecutionResult().isDone()) {
      Optional<String> broken = broker.failure();
      if (broken.isPresent()) {
        throw new InputException(broken.get() + "; the next start goes on from the newest state");
      }
      if (!stop.wasAsked()) {
        UpEnd.Step step = end.step();
        if (step != UpEnd.Step.GO_ON) {
          stop.done(step == UpEnd.Step.DRAIN);
        }
      }
      Thread.sleep(PAUSE.toMillis());
    }
    try {
      var unused = job.getJobExecutionResult().get();
    } catch (ExecutionException e) {
      if (!stop.wasAsked()) {
        throw RunCommand.failure(e);
      }
    }
    if (!stop.wasAsked()) {
      progress.say("stopped from outside; the next start goes on from the newest state");
      return 0;
    }
    boolean saved = stop.awaitSaved();
    if (saved && end.isDrained()) {
      work.over();
    }
    return saved ? 0 : Longtail.FAILED;
  }

  /** Who labels: the local server, unless the options name somebody. */
  private record Labels(LocalLabelServer server) implements AutoCloseable {
    static Labels of(Settings said, Progress progress) {
      if (said.says(Catalogue.ENDPOINT) || said.says(Catalogue.LABELS)) {
        return new Labels(null);
      }
      LocalLabelServer server = LocalLabelServer.start(0);
      progress.say("labels from " + server.url() + ": rules, not a model");
      return new Labels(server);
    }

    void presets(SettingsReader reader) {
      if (server != null) {
        var unused =
            reader
                .preset(NAME, Catalogue.ENDPOINT, server.url())
                .preset(NAME, Catalogue.MODEL, LocalLabelServer.MODEL);
      }
    }

    @Override
    public void close() {
      if (server != null) {
        server.close();
      }
    }
  }
}
