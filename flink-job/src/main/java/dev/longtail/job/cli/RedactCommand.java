package dev.longtail.job.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.longtail.labeler.redaction.Redaction;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longtail redact}: shows the redacted lines that would leave the process. */
@Command(
    name = "redact",
    mixinStandardHelpOptions = true,
    description = "Replaces the secrets in command lines by typed placeholders.")
final class RedactCommand implements Runnable {
  @Mixin private StageIo io;
  @Mixin private RulesArgument rules;

  @Option(
      names = "--redact-references",
      description =
          "remove what looks like a variable too, where a program takes a password: -p $$ecret1")
  private boolean references;

  /** {@code hidden}: why no model is asked about the line; absent if one is. */
  private record Redacted(
      String cmd, String redacted, @JsonInclude(JsonInclude.Include.NON_NULL) String hidden) {
    static Redacted of(String cmd, Redaction redaction) {
      return new Redacted(cmd, redaction.shown(), redaction.hidden().orElse(null));
    }
  }

  @Override
  public void run() {
    Redactor redactor = new Redactor(SecretRules.with(rules.rules()), references);
    io.mapCommands(cmd -> Redacted.of(cmd, redactor.read(cmd)));
  }
}
