package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.Model;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Scores command lines with a trained model. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Adds \"score\" to each record: 0 to 1, higher is more malicious.")
final class ScoreCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "F",
      description = "folder of a model, e.g. out/models/ab+full, or a file in it")
  private Path model;

  @Mixin private StageIo io;

  @Override
  public Integer call() {
    CommandClassifier classifier = Model.load(model).classifier();
    io.map(
        (record, where) ->
            ((ObjectNode) record)
                .put("score", classifier.score(JsonLines.commandLine(record, where))));
    return 0;
  }
}
