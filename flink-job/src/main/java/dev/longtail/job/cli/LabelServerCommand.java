package dev.longtail.job.cli;

import dev.longtail.labeler.demo.LocalLabelServer;
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

  @Mixin private RulesArgument rules;

  @Override
  public void run() {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(command.commandLine(), "--port must be from 0 to 65535");
    }
    LocalLabelServer server = LocalLabelServer.start(port, rules.rules());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    System.out.println(server.url());
    System.err.println("model " + LocalLabelServer.MODEL + ": rules, not a model; end with Ctrl-C");
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
