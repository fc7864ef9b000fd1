package dev.longtail.job.config;

import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.net.Reach;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads options from files, the environment and the command line, in any order, and collects all
 * problems. One reader makes one {@link Settings}.
 */
public final class SettingsReader {
  private static final String VARIABLES = "LONGTAIL_";

  /** Variables that are no options: the key of a provider, and the launcher's own. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(LabelerOptions.API_KEY_VARIABLE, Reach.PASSWORD_VARIABLE, "LONGTAIL_JAVA_OPTS");

  private final List<Option<?>> taken;
  private final Map<Layer, Map<Option<?>, Settings.Setting<?>>> layers = new EnumMap<>(Layer.class);
  private final Set<Option<?>> broken = new HashSet<>();

  /** Options that take their default, whatever a place says. */
  private final Set<Option<?>> withdrawn = new HashSet<>();

  private final List<Problem> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private String fileName;

  /** The places of values; the first place in this order wins. */
  private enum Layer {
    COMMAND_LINE,
    ENVIRONMENT,
    FILE,
    PRESET
  }

  /** A reader of all options. */
  public SettingsReader() {
    this(Catalogue.ALL);
  }

  /** A reader for a command that takes {@code taken}; other options are read only from a file. */
  public SettingsReader(List<Option<?>> taken) {
    this.taken = List.copyOf(taken);
  }

  /** Sets a command's own default for {@code option}. */
  public SettingsReader preset(String command, Option<?> option, String text) {
    take(Layer.PRESET, option, new YamlValue.Text(text, 0), new Origin.Preset(command));
    return this;
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for messages
   * @param yaml its content
   * @throws InvalidOptions if it is no YAML
   */
  public SettingsReader file(String name, String yaml) {
    fileName = name;
    YamlTree tree = YamlTree.of(yaml);
    for (YamlTree.Mistake mistake : tree.mistakes()) {
      problems.add(new Problem("%s:%d: %s".formatted(name, mistake.line(), mistake.text()), true));
    }
    if (tree.root() instanceof YamlValue.Mapping mapping) {
      section("", mapping);
    } else if (!tree.mistakes().isEmpty()) {
      // Nothing of the file was read, so all that is needed would be missing.
      throw new InvalidOptions(problems);
    } else {
      String wrong = tree.root() instanceof YamlValue.Nothing ? "is empty" : "holds no keys";
      problems.add(new Problem(name + ": " + wrong + ", e.g. job: {top-k: 300}", true));
    }
    return this;
  }

  /** Reads the variables {@code LONGTAIL_...} of the environment; empty ones are ignored. */
  public SettingsReader environment(Map<String, String> variables) {
    for (Option<?> option : taken) {
      String text = variables.get(option.variable());
      if (text != null && !text.isBlank()) {
        take(
            Layer.ENVIRONMENT,
            option,
            new YamlValue.Text(text, 0),
            new Origin.Environment(option.variable()));
      }
    }
    noteMisspelt(variables.keySet());
    return this;
  }

  /** Reads flags; several texts belong to one flag that takes several. */
  public SettingsReader flags(Map<Option<?>, List<String>> flags) {
    flags.forEach(
        (option, texts) ->
            take(
                Layer.COMMAND_LINE,
                option,
                texts.size() == 1
                    ? new YamlValue.Text(texts.get(0), 0)
                    : new YamlValue.Items(
                        texts.stream().<YamlValue>map(t -> new YamlValue.Text(t, 0)).toList(), 0),
                new Origin.Flag(option.flag())));
    return this;
  }

  /**
   * Reads arguments {@code name=value}; a name is the file's, or the flag without its dashes. An
   * empty value takes the default, whatever other places say.
   */
  public SettingsReader arguments(List<String> arguments) {
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      if (sign < 1) {
        problems.add(
            new Problem(
                "argument %s: name=value is wanted, e.g. job.top-k=300".formatted(argument),
                false));
        continue;
      }
      String name = argument.substring(0, sign).strip();
      Catalogue.named(name)
          .ifPresentOrElse(
              option -> argument(option, name, argument.substring(sign + 1)),
              () -> {
                Option<?> nearest = Nearest.to(name);
                problems.add(
                    new Problem(
                        "argument %s: there is no such option; nearest is %s, e.g. %s=%s"
                            .formatted(name, nearest, nearest, nearest.example()),
                        false));
              });
    }
    return this;
  }

  private void argument(Option<?> option, String name, String value) {
    if (value.isBlank()) {
      withdrawn.add(option);
    } else {
      withdrawn.remove(option);
      take(Layer.COMMAND_LINE, option, new YamlValue.Text(value, 0), new Origin.Argument(name));
    }
  }

  /** The settings read so far. */
  public Settings settings() {
    Map<Option<?>, Settings.Setting<?>> values = new HashMap<>();
    for (Layer layer : Layer.values()) {
      layers.getOrDefault(layer, Map.of()).forEach(values::putIfAbsent);
    }
    withdrawn.forEach(values::remove);
    return new Settings(values, broken, problems, notes, fileName);
  }

  private void section(String path, YamlValue.Mapping mapping) {
    mapping.entries().forEach((key, entry) -> key(path.isEmpty() ? key : path + "." + key, entry));
  }

  private void key(String path, YamlValue.Entry entry) {
    Origin.File here = new Origin.File(fileName, entry.line());
    if (Catalogue.at(path).isPresent()) {
      take(Layer.FILE, Catalogue.at(path).get(), entry.value(), here);
    } else if (Catalogue.below(path).findAny().isEmpty()) {
      unknown(path, here);
    } else if (entry.value() instanceof YamlValue.Mapping mapping) {
      section(path, mapping);
    } else if (!(entry.value() instanceof YamlValue.Nothing)) {
      problems.add(
          new Problem(
              "%s: key %s is a section: its keys stand below it, e.g. %s: {%s}"
                  .formatted(here.text(), path, path, exampleBelow(path)),
              true));
    }
  }

  private static String exampleBelow(String path) {
    Option<?> first = Catalogue.below(path).findFirst().orElseThrow();
    String below = first.name().substring(path.length() + 1);
    return below.replace(".", ": {") + ": " + first.example() + "}".repeat(dots(below));
  }

  private static int dots(String text) {
    return (int) text.chars().filter(c -> c == '.').count();
  }

  private void unknown(String path, Origin.File here) {
    Option<?> nearest = Nearest.to(path);
    problems.add(
        new Problem(
            "%s: key %s: there is no such option; nearest is %s, e.g. %s"
                .formatted(here.text(), path, nearest, here.example(nearest)),
            true));
  }

  private <T> void take(Layer layer, Option<T> option, YamlValue raw, Origin origin) {
    T value;
    try {
      value = option.type().read(raw);
    } catch (IllegalArgumentException e) {
      refuse(option, origin, e.getMessage());
      return;
    }
    if (option.range().allowed().test(value)) {
      layers
          .computeIfAbsent(layer, l -> new HashMap<>())
          .put(option, new Settings.Setting<>(value, origin));
    } else {
      refuse(option, origin, option.type().show(value) + ": " + option.range().text());
    }
  }

  private void refuse(Option<?> option, Origin origin, String wrong) {
    broken.add(option);
    problems.add(Problem.of(option, origin, wrong));
  }

  /**
   * Notes variables whose name is nearly that of an option. Other unknown variables are no mistake,
   * because a cluster sets variables that begin like ours (Kubernetes does for every service).
   */
  private void noteMisspelt(Set<String> variables) {
    Set<String> known = taken.stream().map(Option::variable).collect(Collectors.toSet());
    for (String variable : new TreeSet<>(variables)) {
      if (!variable.startsWith(VARIABLES)
          || known.contains(variable)
          || OTHER_VARIABLES.contains(variable)
          || Catalogue.ALL.stream().anyMatch(option -> option.variable().equals(variable))) {
        continue;
      }
      known.stream()
          .filter(option -> Nearest.edits(letters(option), letters(variable)) <= 1)
          .findFirst()
          .ifPresent(
              option ->
                  notes.add(
                      "environment variable %s is no option; is %s meant?"
                          .formatted(variable, option)));
    }
  }

  private static String letters(String variable) {
    return variable.replace("_", "");
  }
}
