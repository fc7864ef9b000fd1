package dev.longtail.job.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.longtail.labeler.redaction.Pseudonyms;
import dev.longtail.labeler.redaction.Redaction;
import dev.longtail.labeler.redaction.Redactor;
import dev.longtail.labeler.redaction.SecretRules;
import java.util.List;
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

  @Option(
      names = "--pseudonyms",
      description =
          "replace hosts, addresses and accounts too, by names made with the key in "
              + Pseudonyms.VARIABLE)
  private boolean pseudonyms;

  @Option(
      names = "--internal-zones",
      split = ",",
      paramLabel = "ZONE",
      description = "zones whose hosts get pseudonyms too, e.g. acme.example")
  private List<String> zones = List.of();

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
    if (pseudonyms) {
      redactor = redactor.with(new Pseudonyms(System.getenv(Pseudonyms.VARIABLE), zones));
    }
    Redactor all = redactor;
    io.mapCommands(cmd -> Redacted.of(cmd, all.read(cmd)));
  }
}
