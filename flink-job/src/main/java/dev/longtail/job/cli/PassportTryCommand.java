package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.training.passport.ExceptionSet;
import dev.longtail.training.passport.LineSighting;
import dev.longtail.training.passport.PassportLimits;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code longtail passport try}: what exceptions hide. */
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Adds to each record the ids of the exceptions that hide it: \"sigma\" and \"elastic\".",
      "A record may say os, host, user, image and parent. What it does not say counts as matching:"
          + " a line alone is hidden if it is on any host."
    })
final class PassportTryCommand implements Callable<Integer> {
  @Option(
      names = "--passport",
      required = true,
      paramLabel = "DIR",
      description = "what longtail passport wrote")
  private Path passport;

  @Option(
      names = "--host-field",
      paramLabel = "NAME",
      description = "field of the host in the Sigma filters (default: ${DEFAULT-VALUE})")
  private String hostField = PassportLimits.DEFAULT.hostField();

  @Mixin private StageIo io;

  @Override
  public Integer call() {
    ExceptionSet exceptions = ExceptionSet.read(passport, hostField);
    io.map(
        (record, where) -> {
          LineSighting event =
              new LineSighting(
                  JsonLines.commandLine(record, where),
                  "",
                  record.path("host").asText(""),
                  record.path("user").asText(""),
                  record.path("os").asText(""),
                  record.path("image").asText(""),
                  record.path("parent").asText(""),
                  1);
          return added(record, exceptions, event);
        });
    return 0;
  }

  private static JsonNode added(JsonNode record, ExceptionSet exceptions, LineSighting event) {
    ObjectNode tried = (ObjectNode) record;
    exceptions.sigma(event).forEach(tried.putArray("sigma")::add);
    exceptions.elastic(event).forEach(tried.putArray("elastic")::add);
    return tried;
  }
}
