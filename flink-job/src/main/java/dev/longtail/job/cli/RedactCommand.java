package dev.longtail.job.cli;

import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code longtail redact}: shows the redacted lines that would leave the process. */
@Command(
    name = "redact",
    mixinStandardHelpOptions = true,
    description = "Replaces the secrets in command lines by typed placeholders.")
final class RedactCommand implements Runnable {
  @Mixin private StageIo io;
  @Mixin private RulesArgument rules;

  private record Redacted(String cmd, String redacted) {}

  @Override
  public void run() {
    Redactor redactor = new Redactor(SecretRules.with(rules.rules()));
    io.mapCommands(cmd -> new Redacted(cmd, redactor.redact(cmd)));
  }
}
