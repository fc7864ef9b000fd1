package dev.longtail.udfs.flink.sql;

import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedCatalogModel;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * The provider of {@code CREATE MODEL m INPUT (line STRING) OUTPUT (embedding ARRAY<FLOAT>) WITH
 * ('provider' = 'longtail-onnx', 'model-folder' = 'FOLDER')}, for {@code ML_PREDICT}. Flink finds
 * it by SPI.
 */
public final class EmbeddingModelProviderFactory implements ModelProviderFactory {
  /**
   * Folder with {@code model.onnx} and {@code tokenizer.json}, at the same path on every machine of
   * the cluster. The default is the bundled MiniLM.
   */
  public static final ConfigOption<String> MODEL_FOLDER = ModelFolder.option("model-folder");

  @Override
  public String factoryIdentifier() {
    return "longtail-onnx";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(MODEL_FOLDER);
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.ModelProviderFactoryHelper helper =
        FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validate();
    checkColumns(context.getCatalogModel());
    return new EmbeddingModelProvider(ModelFolder.of(helper.getOptions(), MODEL_FOLDER));
  }

  private static void checkColumns(ResolvedCatalogModel model) {
    LogicalType input = onlyColumn("INPUT", model.getResolvedInputSchema());
    if (!input.is(LogicalTypeRoot.VARCHAR)) {
      throw new ValidationException("INPUT must be a STRING, the command line, not " + input);
    }
    LogicalType output = onlyColumn("OUTPUT", model.getResolvedOutputSchema());
    if (!output.is(LogicalTypeRoot.ARRAY)
        || !output.getChildren().get(0).is(LogicalTypeRoot.FLOAT)) {
      throw new ValidationException("OUTPUT must be an ARRAY<FLOAT>, the vector, not " + output);
    }
    if (input.isNullable() && !output.isNullable()) {
      throw new ValidationException(
          "OUTPUT must not be NOT NULL unless INPUT is: a line that is NULL has no vector");
    }
  }

  private static LogicalType onlyColumn(String which, ResolvedSchema schema) {
    List<Column> columns = schema.getColumns();
    if (columns.size() != 1) {
      throw new ValidationException(
          which + " must have one column, not " + schema.getColumnNames().size() + ": " + schema);
    }
    return columns.get(0).getDataType().getLogicalType();
  }
}
