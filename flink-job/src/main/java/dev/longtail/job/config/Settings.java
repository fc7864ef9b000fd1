package dev.longtail.job.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was said about the options, and where: each option's value is that of the flag, else of the
 * environment, else of the file, else its default.
 */
public final class Settings {
  private final Map<Option<?>, Setting<?>> values;
  private final Set<Option<?>> broken;
  private final List<Problem> problems;
  private final List<String> notes;
  private final String file;

  Settings(
      Map<Option<?>, Setting<?>> values,
      Set<Option<?>> broken,
      List<Problem> problems,
      List<String> notes,
      String file) {
    this.values = Map.copyOf(values);
    this.broken = Set.copyOf(broken);
    this.problems = List.copyOf(problems);
    this.notes = List.copyOf(notes);
    this.file = file;
  }

  /** A value and where it comes from. */
  record Setting<T>(T value, Origin origin) {}

  /** An option was asked for of which no value could be read; its problem has been told. */
  static final class Broken extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Broken(Option<?> option) {
      super(option + " has no valid value");
    }
  }

  /** The defaults. */
  public static Settings defaults() {
    return new SettingsReader().settings();
  }

  /** The value of {@code option}; null if it has none. */
  public <T> T get(Option<T> option) {
    if (broken.contains(option)) {
      throw new Broken(option);
    }
    @SuppressWarnings("unchecked") // a value is put in beside an option of its type
    Setting<T> setting = (Setting<T>) values.get(option);
    return setting == null ? option.fallback() : setting.value();
  }

  /** Where the value of {@code option} comes from. */
  public Origin origin(Option<?> option) {
    Setting<?> setting = values.get(option);
    return setting == null ? new Origin.Default() : setting.origin();
  }

  /** Whether anybody said something about {@code option}. */
  public boolean says(Option<?> option) {
    return values.containsKey(option) || broken.contains(option);
  }

  /** Whether what was said about {@code option} has to be mended. */
  public boolean isBroken(Option<?> option) {
    return broken.contains(option);
  }

  /** What is wrong with single options. */
  public List<Problem> problems() {
    return problems;
  }

  /** What is odd but no mistake for certain. */
  public List<String> notes() {
    return notes;
  }

  /**
   * These settings, if nothing is wrong with any of them.
   *
   * @throws InvalidOptions if something is
   */
  public Settings checked() {
    if (!problems.isEmpty()) {
      throw new InvalidOptions(problems);
    }
    return this;
  }

  /** The problem that some options have together: told where the first of them was said. */
  Problem conflict(OptionConflict conflict) {
    Option<?> first =
        conflict.options().stream()
            .filter(this::says)
            .findFirst()
            .orElse(conflict.options().get(0));
    return problem(first, conflict.getMessage());
  }

  /** The problem that {@code option} has, told where it was said. */
  Problem problem(Option<?> option, String wrong) {
    if (says(option)) {
      return Problem.of(option, origin(option), wrong);
    }
    // Where nobody said anything, it belongs into the file, if there is one.
    Origin place = file == null ? new Origin.Flag(option.flag()) : new Origin.File(file, 0);
    return Problem.of(option, place, wrong);
  }
}
