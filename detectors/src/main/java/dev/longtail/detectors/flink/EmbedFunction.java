package dev.longtail.detectors.flink;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.udfs.core.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Embeds the command line of each anomaly, on the subtask's own thread. */
public final class EmbedFunction extends RichMapFunction<Anomaly, EmbeddedAnomaly> {
  private static final long serialVersionUID = 1L;

  private final EmbeddingModel model;
  private transient SharedEmbedder.Lease embedder;

  /** Embeds with {@code model}, which the subtasks of a JVM share. */
  public EmbedFunction(EmbeddingModel model) {
    this.model = model;
  }

  @Override
  public void open(OpenContext context) {
    embedder = SharedEmbedder.lease(model);
  }

  @Override
  public EmbeddedAnomaly map(Anomaly anomaly) {
    String commandLine = anomaly.scored().command().commandLine();
    return new EmbeddedAnomaly(anomaly, embedder.get().embed(commandLine));
  }

  @Override
  public void close() {
    if (embedder != null) {
      embedder.close();
    }
  }
}
