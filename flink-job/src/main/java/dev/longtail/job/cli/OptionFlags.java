package dev.longtail.job.cli;

import dev.longtail.job.config.Catalogue;
import dev.longtail.job.config.InvalidOptions;
import dev.longtail.job.config.LongtailOptions;
import dev.longtail.job.config.Option;
import dev.longtail.job.config.OptionType;
import dev.longtail.job.config.Problem;
import dev.longtail.job.config.Purpose;
import dev.longtail.job.config.Section;
import dev.longtail.job.config.Settings;
import dev.longtail.job.config.SettingsReader;
import dev.longtail.job.config.TopologyOptions;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The flags of the options that a command takes, made from {@link Catalogue}. */
final class OptionFlags {
  /** Of a description in the help, which is 110 columns wide. */
  private static final int HELP_COLUMNS = 78;

  private final List<Option<?>> options;
  private CommandSpec command;

  private OptionFlags(Stream<Option<?>> options) {
    this.options = options.toList();
  }

  /** Flags of these options. */
  static OptionFlags of(Option<?>... options) {
    return new OptionFlags(Arrays.stream(options));
  }

  /** Flags of all options of some sections. */
  static OptionFlags of(Section... sections) {
    return new OptionFlags(Catalogue.of(sections).stream());
  }

  /** The flags of these options and of {@code more}. */
  OptionFlags and(Option<?>... more) {
    return new OptionFlags(Stream.concat(options.stream(), Arrays.stream(more)));
  }

  /** The flags of these options except {@code some}. */
  OptionFlags without(Option<?>... some) {
    return new OptionFlags(
        options.stream().filter(option -> !Arrays.asList(some).contains(option)));
  }

  /** A command that takes options of the catalogue. */
  interface Taker {
    /** Its flags. */
    OptionFlags flags();
  }

  /** Adds the flags to all commands of {@code commandLine} that take some. */
  static void addToCommandsOf(CommandLine commandLine) {
    for (CommandLine each : commandLine.getSubcommands().values()) {
      if (each.getCommand() instanceof Taker taker) {
        taker.flags().addTo(each.getCommandSpec());
      }
    }
  }

  private void addTo(CommandSpec spec) {
    command = spec;
    spec.usageMessage().abbreviateSynopsis(true);
    for (Section section : Section.values()) {
      List<Option<?>> members =
          options.stream().filter(option -> option.section() == section).toList();
      if (!members.isEmpty()) {
        spec.addArgGroup(group(section, members));
      }
    }
  }

  private static ArgGroupSpec group(Section section, List<Option<?>> members) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .heading("%n" + section.meaning().replace("%", "%%") + ":%n")
            .order(section.ordinal())
            .exclusive(false)
            .validate(false)
            .multiplicity("0..1");
    members.forEach(option -> group.addArg(spec(option)));
    return group.build();
  }

  private static OptionSpec spec(Option<?> option) {
    List<String> names = new ArrayList<>(List.of(option.flag()));
    names.addAll(option.formerFlags());
    OptionType.Form form = option.type().form();
    OptionSpec.Builder spec =
        OptionSpec.builder(names.toArray(String[]::new))
            .paramLabel(option.type().placeholder())
            .description(lines(description(option).replace("%", "%%")))
            .type(form == OptionType.Form.LIST ? List.class : String.class);
    if (form == OptionType.Form.LIST) {
      spec.auxiliaryTypes(String.class).arity("1..*");
    } else if (form == OptionType.Form.SWITCH) {
      spec.arity("0..1").fallbackValue("true");
    } else {
      spec.arity("1");
    }
    return spec.build();
  }

  /** Broken between words alone: picocli would break an example that somebody wants to copy. */
  private static String[] lines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > HELP_COLUMNS) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines.toArray(String[]::new);
  }

  private static String description(Option<?> option) {
    List<String> facts = new ArrayList<>();
    if (option.range().text().isEmpty()) {
      boolean words = option.type().name().contains(",");
      facts.add(words ? option.type().name() : "e.g. " + option.example());
    } else {
      facts.add(option.range().text());
    }
    boolean needed = option.absent().equals(Option.NEEDED);
    facts.add(needed ? Option.NEEDED : "default: " + option.shownDefault());
    return option.meaning() + " (" + String.join("; ", facts) + ")";
  }

  /** A reader of the environment and of this call's flags. */
  SettingsReader reader() {
    return reader(System.getenv());
  }

  /** A reader of {@code environment} and of this call's flags. */
  SettingsReader reader(Map<String, String> environment) {
    Map<Option<?>, List<String>> said = new HashMap<>();
    for (Option<?> option : options) {
      OptionSpec matched = command.commandLine().getParseResult().matchedOption(option.flag());
      if (matched != null) {
        said.put(option, matched.stringValues());
      }
    }
    return new SettingsReader(options).environment(environment).flags(said);
  }

  /** As {@link #reader}, and of the file {@code config} unless it is null. */
  SettingsReader reader(Path config) {
    SettingsReader reader = reader();
    return config == null ? reader : reader.file(config.toString(), read(config));
  }

  /** The content of a configuration file. */
  static String read(Path config) {
    try {
      return Files.readString(config);
    } catch (IOException e) {
      throw new InputException(config + ": cannot be read: " + InputException.reason(e), e);
    }
  }

  /**
   * The {@link LongtailOptions} of this call.
   *
   * @throws ParameterException if the options are invalid
   */
  LongtailOptions options(SettingsReader reader, Purpose purpose) {
    Settings settings = reader.settings();
    ModelPlace.prepare(settings, flinkConf());
    LongtailOptions options = orBadUsage(() -> LongtailOptions.of(settings, purpose));
    settings.notes().forEach(note -> System.err.println("longtail: " + note));
    return options;
  }

  /** The near-duplicate options alone; warns if the threshold is not calibrated. */
  TopologyOptions.NearDuplicates nearDuplicates() {
    Settings settings = reader().settings();
    ModelPlace.refuseRemote(settings);
    TopologyOptions.NearDuplicates made =
        orBadUsage(() -> LongtailOptions.nearDuplicates(settings));
    NearDuplicateWarning.of(settings, made.model());
    return made;
  }

  /** The embedding model alone. */
  EmbeddingModel embeddingModel() {
    Settings settings = reader().settings();
    ModelPlace.refuseRemote(settings);
    return orBadUsage(() -> LongtailOptions.embeddingModel(settings));
  }

  /** The folder of Flink's settings that this call names, or the default; null if there is none. */
  Path flinkConf() {
    return command
        .commandLine()
        .getParseResult()
        .matchedOptionValue("--flink-conf", RunCommand.defaultFlinkConf());
  }

  /**
   * The result of {@code made}.
   *
   * @throws ParameterException if the options are invalid and the command must be corrected
   * @throws InvalidOptions if the options are invalid and a file must be corrected
   */
  <T> T orBadUsage(Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidOptions e) {
      if (e.problems().stream().anyMatch(Problem::inFile)) {
        throw e;
      }
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
