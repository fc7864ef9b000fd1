package dev.longtail.job.cli;

import dev.longtail.udfs.template.CommandTemplate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "template",
    description = "Replaces the volatile parts of command lines by placeholders.",
    mixinStandardHelpOptions = true)
final class TemplateCommand implements Callable<Integer> {
  @Mixin StageIo io;

  private record Template(String cmd, String template) {}

  @Override
  public Integer call() {
    io.mapCommands(cmd -> new Template(cmd, CommandTemplate.of(cmd)));
    return 0;
  }
}
