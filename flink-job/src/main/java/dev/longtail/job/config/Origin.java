package dev.longtail.job.config;

/** The place that an option's value comes from. */
public sealed interface Origin {
  /** In words, for {@code longtail explain}. */
  String text();

  /** The name of {@code option} at this place, for messages. */
  String name(Option<?> option);

  /** A valid value as it is written at this place. */
  default String example(Option<?> option) {
    return option.key() + ": " + option.example();
  }

  /** No place sets the option. */
  record Default() implements Origin {
    @Override
    public String text() {
      return "default";
    }

    @Override
    public String name(Option<?> option) {
      return "key " + option.name();
    }
  }

  /** The command's own default. */
  record Preset(String command) implements Origin {
    @Override
    public String text() {
      return "default of " + command;
    }

    @Override
    public String name(Option<?> option) {
      return "key " + option.name();
    }
  }

  /** A line of a file; 0 if no line is known. */
  record File(String file, int line) implements Origin {
    @Override
    public String text() {
      return line == 0 ? file : file + ":" + line;
    }

    @Override
    public String name(Option<?> option) {
      return text() + ": key " + option.name();
    }
  }

  /** The environment variable of the option. */
  record Environment(String variable) implements Origin {
    @Override
    public String text() {
      return "environment " + variable;
    }

    @Override
    public String name(Option<?> option) {
      return "environment variable " + variable;
    }

    @Override
    public String example(Option<?> option) {
      return variable + "=" + option.example();
    }
  }

  /** The flag of the option. */
  record Flag(String flag) implements Origin {
    @Override
    public String text() {
      return "flag " + flag;
    }

    @Override
    public String name(Option<?> option) {
      return flag;
    }

    @Override
    public String example(Option<?> option) {
      return option.type().form() == OptionType.Form.SWITCH ? flag : flag + " " + option.example();
    }
  }

  /** An argument {@code name=value}. */
  record Argument(String name) implements Origin {
    @Override
    public String text() {
      return "argument " + name;
    }

    @Override
    public String name(Option<?> option) {
      return "argument " + name;
    }

    @Override
    public String example(Option<?> option) {
      return name + "=" + option.example();
    }
  }
}
