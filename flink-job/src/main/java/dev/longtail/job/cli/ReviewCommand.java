package dev.longtail.job.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail review}: what analysts say of the judges. */
@Command(
    name = "review",
    description = {
      "Lets an analyst review verdicts, and says how precise the judges are.",
      "sample writes one page that needs no network; score reads what the page exports."
    },
    mixinStandardHelpOptions = true,
    subcommands = {ReviewSampleCommand.class, ReviewScoreCommand.class})
final class ReviewCommand implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "say what to do: sample or score");
  }
}
