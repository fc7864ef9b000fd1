package dev.longtail.job.cli;

import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names the user's own rules. */
final class RulesArgument {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description = "add the rules of this file, or of a folder's .yaml and .toml (docs/rules.md)")
  private Path path;

  /**
   * The rules that the user named, or none.
   *
   * @throws ParameterException if they cannot be read
   */
  UserRules rules() {
    try {
      return path == null ? UserRules.NONE : UserRules.read(path);
    } catch (InputException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
