package dev.longtail.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.features.ExpertFeatures;
import dev.longtail.udfs.features.Feature;
import dev.longtail.udfs.features.FullScaleFeatures;
import dev.longtail.udfs.features.TokenVocabulary;
import dev.longtail.udfs.features.Tokens;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.JsonLines.Location;
import dev.longtail.udfs.text.CommandHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code longtail features}: the features that the full scale computes for a line. The input is one
 * window. It is read once to fit the token vocabulary on its unique commands, and again for the
 * features.
 */
@Command(
    name = "features",
    description = {
      "Computes the full-scale features and the tokens of command lines.",
      "The input counts as one window: TF-IDF and presence are those of its most common tokens."
          + " Characters and tokens that are not in the line are left out."
    },
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  What what;

  /** Either input or the description. */
  static final class What {
    @ArgGroup(exclusive = false, multiplicity = "1")
    StageIo io;

    @ArgGroup(exclusive = false, multiplicity = "1")
    Description description;
  }

  /** The list of features. */
  static final class Description {
    @Option(
        names = "--describe",
        required = true,
        description = "list every feature with its family and meaning")
    boolean describe;

    @Option(names = "--markdown", description = "as the page docs/features.md")
    boolean markdown;
  }

  private record Features(String cmd, Map<String, Double> features, List<String> tokens) {}

  @Override
  public Integer call() {
    if (what.description != null) {
      FeatureList list = new FeatureList(described());
      System.out.print(what.description.markdown ? list.markdown() : list.table());
      return 0;
    }
    try (RereadableInput twice = RereadableInput.of(what.io.input)) {
      what.io.input = twice.path();
      FullScaleFeatures features = new FullScaleFeatures(fit(what.io.input));
      what.io.mapCommands(cmd -> new Features(cmd, features.named(cmd), Tokens.of(cmd)));
    }
    return 0;
  }

  private static List<Feature> described() {
    List<Feature> features = new ArrayList<>(ExpertFeatures.describe());
    features.add(FullScaleFeatures.tfidf("<token>"));
    features.add(FullScaleFeatures.presence("<token>"));
    return features;
  }

  private static TokenVocabulary fit(Path input) {
    TokenVocabulary.Fit fit = new TokenVocabulary.Fit();
    Set<Long> seen = new HashSet<>();
    JsonLines.forEach(
        input,
        new JsonLines.Visitor() {
          @Override
          public void visit(JsonNode record, Location where) {
            String cmd;
            try {
              cmd = JsonLines.commandLine(record, where);
            } catch (InputException e) {
              broken(where, e.getMessage());
              return;
            }
            if (seen.add(CommandHash.of(cmd))) {
              fit.add(cmd);
            }
          }

          @Override
          public void broken(Location where, String reason) {
            // The second reading reports the error.
          }
        });
    return fit.vocabulary(TokenVocabulary.SIZE);
  }
}
