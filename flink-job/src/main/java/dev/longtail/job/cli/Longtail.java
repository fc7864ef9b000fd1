package dev.longtail.job.cli;

import dev.longtail.udfs.io.InputException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/**
 * The command line of Longtail. Each command is a class, listed here. {@link ToolCommands} may add
 * commands that no user of the product needs.
 *
 * <p>Picocli reads a class by reflection, and the flags of its options are made one by one. For all
 * commands this takes half a second, so a call makes the one that it names.
 */
@Command(
    name = "longtail",
    description = "Mines the benign long tail of process command lines.",
    mixinStandardHelpOptions = true,
    version = "longtail 0.1.0",
    footer = {
      "",
      "Inputs are JSON Lines or CSV, plain or packed by gzip or zstd, a file, a folder, or - for",
      "the standard input; a record's command line is its field cmd or command_line. Exit status:",
      "0 done, 1 failed, 2 bad usage."
    })
public final class Longtail {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          LookCommand.class,
          UpCommand.class,
          RunCommand.class,
          TopicsCommand.class,
          StatusCommand.class,
          PageCommand.class,
          StopCommand.class,
          ValidateCommand.class,
          ExplainCommand.class,
          ScalePlanCommand.class,
          UpgradeCheckCommand.class,
          DryRunCommand.class,
          BackfillCommand.class,
          RelabelCommand.class,
          RevokeCommand.class,
          ReplayDlqCommand.class,
          FiguresCommand.class,
          ReviewCommand.class,
          DatasetCommand.class,
          TrainCommand.class,
          TrainShardedCommand.class,
          EvaluateCommand.class,
          ReleaseCommand.class,
          PassportCommand.class,
          ScoreCommand.class,
          DetectCommand.class,
          ParseCommand.class,
          FeaturesCommand.class,
          TemplateCommand.class,
          EmbedCommand.class,
          DedupCommand.class,
          RedactCommand.class,
          LabelCommand.class,
          ProbeCommand.class,
          LabelServerCommand.class,
          AttackLabelerCommand.class,
          RulesCommand.class,
          GenerateCommand.class);

  /** Exit status of a command that was called correctly but could not do its work. */
  static final int FAILED = 1;

  /** Exit status of a command that was called wrongly. */
  static final int BAD_USAGE = 2;

  /** Runs one command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    System.setErr(EscapedOutput.to(System.err)); // before the first logger keeps it
    System.exit(run(args));
  }

  /** All commands with their flags. */
  static CommandLine commands() {
    CommandLine commandLine = new CommandLine(new Longtail());
    COMMANDS.forEach(commandLine::addSubcommand);
    for (ToolCommands tools : ServiceLoader.load(ToolCommands.class)) {
      tools.commands().forEach(commandLine::addSubcommand);
    }
    commandLine.addSubcommand(HelpCommand.class);
    OptionFlags.addToCommandsOf(commandLine);
    return commandLine;
  }

  /** The command that {@code args} begin with; if there is none of that name, all commands. */
  private static CommandLine commandsFor(String... args) {
    for (Class<?> each : COMMANDS) {
      if (args.length > 0 && each.getAnnotation(Command.class).name().equals(args[0])) {
        CommandLine commandLine = new CommandLine(new Longtail());
        commandLine.addSubcommand(each);
        OptionFlags.addToCommandsOf(commandLine);
        return commandLine;
      }
    }
    return commands();
  }

  /** Runs one command and returns its exit status. */
  static int run(String... args) {
    CommandLine commandLine = commandsFor(args);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    commandLine.setErr(err);
    commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    OptionValues.readBy(commandLine);
    commandLine.setExecutionStrategy(new CommandLine.RunLast());
    commandLine.setUsageHelpWidth(110);
    commandLine.setParameterExceptionHandler(
        (mistake, words) -> {
          String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
          err.println("longtail: " + mistake.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
          err.println("Try '" + command + " --help'.");
          return BAD_USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          err.println("longtail: " + message(failure));
          return FAILED;
        });
    if (args.length == 0) {
      commandLine.usage(err);
      return BAD_USAGE;
    }
    return commandLine.execute(args);
  }

  private static String message(Exception failure) {
    if (failure instanceof InputException) {
      return failure.getMessage();
    }
    java.io.StringWriter trace = new java.io.StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return "internal error, please report it:" + System.lineSeparator() + trace;
  }
}
