package dev.longtail.job.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of all options, and where each comes from. A flag overrides the environment, the
 * environment overrides the file, the file overrides the default.
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

  /** Thrown for an option without a valid value, whose problem has already been reported. */
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
    @SuppressWarnings("unchecked") // Each value is stored under an option of its own type.
    Setting<T> setting = (Setting<T>) values.get(option);
    return setting == null ? option.fallback() : setting.value();
  }

  /** The value of {@code option}, if some place or the default gives a valid one. */
  public <T> Optional<T> known(Option<T> option) {
    return broken.contains(option) ? Optional.empty() : Optional.ofNullable(get(option));
  }

  /** The place that the value of {@code option} comes from. */
  public Origin origin(Option<?> option) {
    Setting<?> setting = values.get(option);
    return setting == null ? new Origin.Default() : setting.origin();
  }

  /** Whether any place other than the default sets {@code option}. */
  public boolean says(Option<?> option) {
    return values.containsKey(option) || broken.contains(option);
  }

  /** Whether a value given for {@code option} is invalid. */
  public boolean isBroken(Option<?> option) {
    return broken.contains(option);
  }

  /** The problems of single options. */
  public List<Problem> problems() {
    return problems;
  }

  /** Notes about input that is unusual and may be a mistake. */
  public List<String> notes() {
    return notes;
  }

  /**
   * These settings, if they have no problem.
   *
   * @throws InvalidOptions if they have
   */
  public Settings checked() {
    if (!problems.isEmpty()) {
      throw new InvalidOptions(problems);
    }
    return this;
  }

  /** The problem of several options together, reported at the place that sets the first of them. */
  Problem conflict(OptionConflict conflict) {
    Option<?> first =
        conflict.options().stream()
            .filter(this::says)
            .findFirst()
            .orElse(conflict.options().get(0));
    return problem(first, conflict.getMessage());
  }

  /** The problem of {@code option}, reported at the place that sets it. */
  Problem problem(Option<?> option, String wrong) {
    if (says(option)) {
      return Problem.of(option, origin(option), wrong);
    }
    // An option that no place sets belongs into the file, if there is a file.
    Origin place = file == null ? new Origin.Flag(option.flag()) : new Origin.File(file, 0);
    return Problem.of(option, place, wrong);
  }
}
