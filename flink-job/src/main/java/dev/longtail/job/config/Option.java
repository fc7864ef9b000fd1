package dev.longtail.job.config;

import java.util.List;
import java.util.Locale;

/**
 * An option: all that the file reader, the command line and the documentation have to know about
 * it.
 *
 * @param section the section it belongs to
 * @param name its place in the file, with dots, e.g. {@code job.top-k}
 * @param flag its name on the command line, e.g. {@code --top-k}
 * @param formerFlags names that it had, or has elsewhere; they are accepted too
 * @param type of its values
 * @param range of its values
 * @param fallback its default; null if it has none
 * @param absent what holds without a value, in words; empty if it has a default
 * @param unit of its values, or empty
 * @param meaning in one line
 * @param example a valid value other than the default, as it is written
 * @param bindsState whether a job's state loses its meaning when the value changes
 */
public record Option<T>(
    Section section,
    String name,
    String flag,
    List<String> formerFlags,
    OptionType<T> type,
    OptionRange<T> range,
    T fallback,
    String absent,
    String unit,
    String meaning,
    String example,
    boolean bindsState) {
  /** The {@code absent} text of options that the streaming job requires. */
  public static final String NEEDED = "needed";

  /** Its environment variable, e.g. {@code LONGTAIL_TOP_K}. */
  public String variable() {
    return "LONGTAIL_" + word().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Its flag without the dashes: the short name in {@code name=value}. */
  public String word() {
    return flag.substring(2);
  }

  /** The last part of its name: its key in the file. */
  public String key() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Its default as it is shown. */
  public String shownDefault() {
    return fallback == null ? absent : type.show(fallback);
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Begins an option. Its flag is section and key; in the sections job and labeler, the key alone.
   */
  static <T> Builder<T> of(Section section, String key, OptionType<T> type) {
    return new Builder<>(section, key, type);
  }

  /** Builds an option. */
  static final class Builder<T> {
    private final Section section;
    private final String key;
    private final OptionType<T> type;
    private String flag;
    private List<String> formerFlags = List.of();
    private OptionRange<T> range = OptionRange.any();
    private T fallback;
    private String absent = "none";
    private String unit = "";
    private String example;
    private boolean bindsState;

    private Builder(Section section, String key, OptionType<T> type) {
      this.section = section;
      this.key = key;
      this.type = type;
      boolean alone = section == Section.JOB || section == Section.LABELER;
      this.flag = "--" + (alone ? "" : section.key() + "-") + key.replace('.', '-');
      this.example = type.sample();
    }

    Builder<T> flag(String name, String... former) {
      this.flag = name;
      this.formerFlags = List.of(former);
      return this;
    }

    Builder<T> range(OptionRange<T> allowed) {
      this.range = allowed;
      return this;
    }

    Builder<T> fallback(T value) {
      this.fallback = value;
      this.absent = "";
      return this;
    }

    Builder<T> absent(String words) {
      this.absent = words;
      return this;
    }

    Builder<T> unit(String words) {
      this.unit = words;
      return this;
    }

    Builder<T> example(String text) {
      this.example = text;
      return this;
    }

    Builder<T> bindsState() {
      this.bindsState = true;
      return this;
    }

    Option<T> meaning(String words) {
      return new Option<>(
          section,
          section.key() + "." + key,
          flag,
          formerFlags,
          type,
          range,
          fallback,
          absent,
          unit,
          words,
          example,
          bindsState);
    }
  }
}
