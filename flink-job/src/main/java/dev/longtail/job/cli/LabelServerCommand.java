package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.labeler.demo.JudgedSet;
import dev.longtail.labeler.demo.LabelRules;
import dev.longtail.labeler.demo.LocalLabelServer;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code longtail label-server}: runs the local label server alone, until it is killed. */
@Command(
    name = "label-server",
    mixinStandardHelpOptions = true,
    description = {
      "Serves labels on loopback over the chat-completions protocol of OpenAI.",
      "It answers by transparent rules, not by a model, and abstains when they are not sure."
    })
final class LabelServerCommand implements Runnable {
  @Spec private CommandSpec command;

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "N",
      description = "the port on loopback (default: a free one)")
  private int port;

  @Option(
      names = "--measure",
      paramLabel = "F",
      description = {
        "do not serve; judge the command lines of F, a file or a folder, against --truth,",
        "and print how many get an answer and how many benign answers are right"
      })
  private Path measured;

  @Option(
      names = "--truth",
      paramLabel = "F",
      description = "records of {cmd,label} (default: those of --measure)")
  private Path truth;

  @Mixin private RulesArgument rules;

  @Override
  public void run() {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(command.commandLine(), "--port must be from 0 to 65535");
    }
    if (measured != null) {
      System.out.print(measure(LabelRules.with(rules.rules())).text());
      System.out.flush();
      return;
    }
    if (truth != null) {
      throw new ParameterException(command.commandLine(), "--truth needs --measure");
    }
    LocalLabelServer server = LocalLabelServer.start(port, rules.rules());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.url());
    System.err.printf(
        "rules, not a model: --endpoint %s --model %s%nend with Ctrl-C%n",
        server.url(), server.model());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every different line counts once. */
  private JudgedSet measure(LabelRules judge) {
    Map<String, Boolean> labels = new HashMap<>();
    JsonLines.forEach(
        truth == null ? measured : truth,
        (record, where) ->
            labels.put(JsonLines.commandLine(record, where), isMalicious(record, where)));
    JudgedSet judged = new JudgedSet();
    Set<String> seen = new HashSet<>();
    JsonLines.forEach(
        measured,
        (record, where) -> {
          String line = JsonLines.commandLine(record, where);
          Boolean malicious = labels.get(line);
          if (malicious == null) {
            throw new InputException(where + ": " + truth + " has no label of this command line");
          }
          if (seen.add(line)) {
            judged.add(malicious, judge.judgementOn(line).verdict());
          }
        });
    return judged;
  }

  private static boolean isMalicious(JsonNode record, JsonLines.Location where) {
    String label = record.path("label").asText();
    return switch (label) {
      case "malicious" -> true;
      case "benign" -> false;
      default ->
          throw new InputException(where + ": field label must be benign or malicious: " + label);
    };
  }
}
