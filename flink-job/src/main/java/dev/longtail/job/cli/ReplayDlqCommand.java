package dev.longtail.job.cli;

import static java.util.stream.Collectors.joining;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.Option;
import dev.longtail.job.config.Settings;
import dev.longtail.job.graph.Output;
import dev.longtail.job.preflight.Cluster;
import dev.longtail.job.replay.DeadLetterReplay;
import dev.longtail.job.replay.ReplayCounts;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.Counted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail replay-dlq}: dead letters through the present parsers again. */
@Command(
    name = "replay-dlq",
    description = {
      "Reads dead letters again, by the parsers of this release.",
      "What is an event by now goes into files for a backfill, or into the topic of events for the"
          + " stream. What is none stays a dead letter, with its present reason."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Each run adds a folder to DIR. Keep DIR: what its runs have replayed is never replayed"
          + " again."
    })
final class ReplayDlqCommand implements Callable<Integer>, OptionFlags.Taker {
  private static final int SHOWN = 20;

  @Spec private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  From from;

  /** Either files or the topic. */
  static final class From {
    @picocli.CommandLine.Option(
        names = "--input",
        paramLabel = "F",
        description =
            "dead letters: a file, the folder dead-letters, or the result that holds it, also"
                + " s3://BUCKET/KEY; - is the standard input")
    String input;

    @picocli.CommandLine.Option(
        names = "--from-topic",
        description = "all that the topic of dead letters holds (sink.kafka)")
    boolean topic;
  }

  @picocli.CommandLine.Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "folder of this replay and of later ones")
  Path out;

  @picocli.CommandLine.Option(
      names = "--to-topic",
      description = "send the events to the topic of events (source.topic), for the stream")
  boolean toTopic;

  @picocli.CommandLine.Option(
      names = "--config",
      paramLabel = "F",
      description = "configuration of the stream, YAML; only its source and sink are used")
  Path config;

  @picocli.CommandLine.Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "folder with Flink's config.yaml, for its file systems (default: flink-conf beside the"
              + " launcher)")
  Path flinkConf = RunCommand.defaultFlinkConf();

  private final OptionFlags flags =
      OptionFlags.of(
          Catalogue.SOURCE_SERVERS,
          Catalogue.SOURCE_TOPIC,
          Catalogue.SOURCE_PROPERTIES,
          Catalogue.SINK_SERVERS,
          Catalogue.SINK_PREFIX,
          Catalogue.SINK_PROPERTIES);

  private final Progress progress = new Progress();

  @Override
  public OptionFlags flags() {
    return flags;
  }

  @Override
  public Integer call() {
    Settings settings = flags.orBadUsage(() -> flags.reader(config).settings().checked());
    Optional<DeadLetterReplay.Topic> target =
        toTopic ? Optional.of(events(settings)) : Optional.empty();
    DeadLetterReplay replay = new DeadLetterReplay(out, target, progress::say);
    if (from.topic) {
      say(replay.run(DeadLetterReplay.Source.of(letters(settings))));
      return 0;
    }
    try (RereadableInput kept = rereadable()) {
      Location input = kept == null ? new Location(from.input) : Location.of(kept.path());
      say(replay.run(DeadLetterReplay.Source.of(files(input))));
    }
    return 0;
  }

  /** Null for what is no path of this machine. */
  private RereadableInput rereadable() {
    Location input = new Location(from.input);
    return input.isRemote() ? null : RereadableInput.of(input.local());
  }

  private Location files(Location input) {
    FileSystems.prepare(
        () -> RunCommand.flinkSettings(flinkConf),
        List.of(new FileSystems.Use("--input", input, false)));
    Location folder = input.resolve(Output.DEAD_LETTERS.folder());
    Location letters = FileSystems.exists(folder) ? folder : input;
    if (Location.of(out).isIn(letters)) {
      throw new InputException("the folder " + out + " lies in the input's, " + letters);
    }
    return letters;
  }

  private DeadLetterReplay.Topic events(Settings settings) {
    String servers = needed(settings, Catalogue.SOURCE_SERVERS, "--to-topic");
    String name = needed(settings, Catalogue.SOURCE_TOPIC, "--to-topic");
    return reachable(
        servers, name, settings, Catalogue.SOURCE_SERVERS, Catalogue.SOURCE_PROPERTIES);
  }

  private DeadLetterReplay.Topic letters(Settings settings) {
    String servers = needed(settings, Catalogue.SINK_SERVERS, "--from-topic");
    String name = settings.get(Catalogue.SINK_PREFIX) + Output.DEAD_LETTERS.folder();
    return reachable(servers, name, settings, Catalogue.SINK_SERVERS, Catalogue.SINK_PROPERTIES);
  }

  private String needed(Settings settings, Option<String> option, String by) {
    String value = settings.get(option);
    if (value == null) {
      throw new ParameterException(
          command.commandLine(),
          "%s: %s is missing; name it by %s or in the file of --config"
              .formatted(by, option.name(), option.flag()));
    }
    return value;
  }

  private static DeadLetterReplay.Topic reachable(
      String servers,
      String name,
      Settings settings,
      Option<String> serversOption,
      Option<Map<String, String>> propertiesOption) {
    Map<String, String> given = settings.get(propertiesOption);
    Map<String, String> properties = given == null ? Map.of() : given;
    new Cluster(servers, properties, serversOption, propertiesOption)
        .unreachable()
        .ifPresent(
            problem -> {
              throw new InputException(problem);
            });
    return new DeadLetterReplay.Topic(servers, name, properties);
  }

  private void say(DeadLetterReplay.Result result) {
    ReplayCounts.Form counts = result.counts();
    progress.say(
        "%s: %,d are no longer dead; %s%s; %,d still dead; %,d replayed before, %,d came again"
            .formatted(
                Counted.of(counts.letters(), "dead letter"),
                counts.replayed(),
                Counted.of(counts.events(), "process start"),
                joined(", skipped: ", counts.skippedByReason()),
                counts.stillDead(),
                counts.replayedBefore(),
                counts.repeated()));
    if (counts.unreadable() > 0) {
      progress.say(
          "warning: "
              + Counted.of(
                  counts.unreadable(), "record is no dead letter", "records are no dead letters"));
    }
    if (counts.stillDead() > 0) {
      progress.say("still dead: " + joined("", counts.stillDeadByReason()));
    }
    if (result.folder().isEmpty()) {
      progress.say("nothing new");
      return;
    }
    progress.say("result in " + result.folder().get());
    if (counts.replayed() > 0) {
      sayWhereTheyAreCounted(counts, result.folder().get());
    }
  }

  private void sayWhereTheyAreCounted(ReplayCounts.Form counts, Path folder) {
    if (toTopic) {
      progress.say("the stream takes them out of its dead letters when it reads the events");
    } else if (counts.events() > 0) {
      progress.say(
          "longtail look --input %s says which days these events are of, and how to mine them"
              .formatted(folder.resolve("events")));
    }
    if (toTopic && counts.ofOtherRuns() == 0) {
      return;
    }
    progress.say(
        "the funnel of the run that wrote %s still counts them as unparsable; there, by window:"
            .formatted(
                toTopic
                    ? Counted.of(counts.ofOtherRuns(), "of these letters", "of these letters")
                    : "these letters"));
    counts.windows().entrySet().stream()
        .limit(SHOWN)
        .forEach(
            each ->
                progress.say(
                    "  %s: take %,d from unparsable; they are %s, and %,d skipped"
                        .formatted(
                            each.getKey(),
                            each.getValue().letters(),
                            Counted.of(each.getValue().events(), "event"),
                            each.getValue().skipped())));
    if (counts.windows().size() > SHOWN) {
      progress.say("  ... and more, in " + folder.resolve("counts.json"));
    }
  }

  private static String joined(String before, Map<String, Long> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .limit(5)
            .map(each -> "%,d %s".formatted(each.getValue(), each.getKey()))
            .collect(joining(", ", before, counts.size() > 5 ? ", ..." : ""));
  }
}
