package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Settings;
import dev.longtail.job.look.FileLook;
import dev.longtail.job.look.Findings;
import dev.longtail.job.look.LookReport;
import dev.longtail.job.look.Looked;
import dev.longtail.job.look.NextStep;
import dev.longtail.job.look.TopicLook;
import dev.longtail.job.preflight.Cluster;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail look}: a newcomer's first command. */
@Command(
    name = "look",
    description = {
      "Says what files or a topic hold, and the command to run next.",
      "It reads at most --records records and writes nothing."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Exit status 1: nothing in it can be used."})
final class LookCommand implements Callable<Integer>, OptionFlags.Taker {
  @Spec private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  Where where;

  /** Either files or a topic. */
  static final class Where {
    @Option(
        names = "--input",
        paramLabel = "F",
        description =
            "what a collector wrote: a file or a folder, also s3://BUCKET/KEY; - is the standard"
                + " input")
    String input;

    @Option(
        names = "--topic",
        description =
            "the topic of the events (source.topic): its newest records, without a consumer group")
    boolean topic;
  }

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "read at most so many records; each file or partition gets its share (default:"
              + " ${DEFAULT-VALUE})")
  long records;

  @Option(names = "--json", description = "write one JSON object instead of text")
  boolean json;

  @Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration of a job, YAML; only its source is used")
  Path config;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its file systems (default: flink-conf beside the"
              + " launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  private final OptionFlags flags =
      OptionFlags.of(Catalogue.SOURCE_SERVERS, Catalogue.SOURCE_TOPIC, Catalogue.SOURCE_PROPERTIES);

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    if (records < 1) {
      throw new ParameterException(
          command.commandLine(),
          "--records %d: 1 or more, e.g. --records 100000".formatted(records));
    }
    Findings found = new Findings();
    NextStep.Caller caller =
        new NextStep.Caller(launcher(), config == null ? "" : config.toString());
    LookReport report =
        where.topic
            ? LookReport.ofTopic(topic(found), found, caller)
            : LookReport.ofFiles(files(found), found, caller);
    System.out.print(json ? Json.line(report.json()) + "\n" : report.text());
    return found.isUsable() ? 0 : Longtail.FAILED;
  }

  private Looked files(Findings found) {
    Location input = new Location(where.input);
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(flinkConf),
        List.of(new FileSystems.Use("--input", input, false)));
    return FileLook.look(input, records, found);
  }

  private Looked topic(Findings found) {
    Settings settings = flags.orBadUsage(() -> flags.reader(config).settings().checked());
    for (var needed : List.of(Catalogue.SOURCE_SERVERS, Catalogue.SOURCE_TOPIC)) {
      if (settings.get(needed) == null) {
        throw new ParameterException(
            command.commandLine(),
            "--topic: %s is missing; name it by %s or in the file of --config"
                .formatted(needed.name(), needed.flag()));
      }
    }
    String servers = settings.get(Catalogue.SOURCE_SERVERS);
    Map<String, String> given = settings.get(Catalogue.SOURCE_PROPERTIES);
    Map<String, String> properties = given == null ? Map.of() : given;
    new Cluster(servers, properties, Catalogue.SOURCE_SERVERS, Catalogue.SOURCE_PROPERTIES)
        .unreachable()
        .ifPresent(
            problem -> {
              throw new InputException(problem);
            });
    return TopicLook.look(
        servers, settings.get(Catalogue.SOURCE_TOPIC), properties, records, found);
  }

  /** How this call's launcher can be called again from the same folder. */
  private static String launcher() {
    String home = System.getProperty("longtail.home");
    if (home == null) {
      return "longtail";
    }
    Path folder = Path.of(home).toAbsolutePath().normalize();
    return folder.equals(Path.of("").toAbsolutePath())
        ? "./longtail"
        : folder.resolve("longtail").toString();
  }
}
