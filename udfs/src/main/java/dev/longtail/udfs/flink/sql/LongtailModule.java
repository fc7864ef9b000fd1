package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.module.Module;

/**
 * The functions that {@code LOAD MODULE longtail} adds to Flink SQL. They are used like built-in
 * functions. docs/sql.md has their types and examples.
 */
public final class LongtailModule implements Module {
  private final Map<String, FunctionDefinition> functions;

  /** The functions. The embedding function uses {@code model}. */
  public LongtailModule(EmbeddingModel model) {
    functions =
        Map.of(
            "COMMAND_FEATURES", new CommandFeaturesFunction(),
            "COMMAND_TEMPLATE", new CommandTemplateFunction(),
            "COMMAND_SHAPE", new CommandShapeFunction(),
            "SHANNON_ENTROPY", new ShannonEntropyFunction(),
            "COMMAND_EMBEDDING", new CommandEmbeddingFunction(model),
            "COSINE_SIMILARITY", new CosineSimilarityFunction());
  }

  @Override
  public Set<String> listFunctions() {
    return functions.keySet();
  }

  @Override
  public Optional<FunctionDefinition> getFunctionDefinition(String name) {
    return Optional.ofNullable(functions.get(name.toUpperCase(Locale.ROOT)));
  }
}
