package dev.longtail.udfs.flink.sql;

import dev.longtail.udfs.embedding.EmbeddingModel;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModuleFactory;
import org.apache.flink.table.module.Module;

/** {@code LOAD MODULE longtail [WITH ('embedding-model' = 'FOLDER')]}. Flink finds it by SPI. */
public final class LongtailModuleFactory implements ModuleFactory {
  /**
   * Folder with {@code model.onnx} and {@code tokenizer.json}, at the same path on every machine of
   * the cluster. The default is the bundled MiniLM.
   */
  public static final ConfigOption<String> EMBEDDING_MODEL = ModelFolder.option("embedding-model");

  @Override
  public String factoryIdentifier() {
    return "longtail";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(EMBEDDING_MODEL);
  }

  @Override
  public Module createModule(Context context) {
    FactoryUtil.ModuleFactoryHelper helper = FactoryUtil.createModuleFactoryHelper(this, context);
    helper.validate();
    EmbeddingModel model = ModelFolder.of(helper.getOptions(), EMBEDDING_MODEL);
    return new LongtailModule(model);
  }
}
