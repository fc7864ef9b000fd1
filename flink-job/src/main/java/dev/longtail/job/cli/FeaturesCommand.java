package dev.longtail.job.cli;

import dev.longtail.udfs.core.ExpertFeatures;
import dev.longtail.udfs.core.Feature;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "features",
    description =
        "Computes the expert features of command lines; characters that are not in the"
            + " line are left out.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  What what;

  /** Either input or the description. */
  static final class What {
    @ArgGroup(exclusive = false, multiplicity = "1")
    StageIo io;

    @Option(
        names = "--describe",
        required = true,
        description = "list every feature with its family and meaning")
    boolean describe;
  }

  private record Features(String cmd, Map<String, Double> features) {}

  @Override
  public Integer call() {
    if (what.describe) {
      for (Feature feature : ExpertFeatures.describe()) {
        System.out.printf("%-24s %-10s %s%n", feature.name(), feature.family(), feature.meaning());
      }
      return 0;
    }
    ExpertFeatures features = new ExpertFeatures();
    what.io.mapCommands(cmd -> new Features(cmd, features.named(cmd)));
    return 0;
  }
}
