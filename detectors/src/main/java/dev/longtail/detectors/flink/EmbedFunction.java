package dev.longtail.detectors.flink;

import dev.longtail.detectors.core.Anomaly;
import dev.longtail.detectors.core.EmbeddedAnomaly;
import dev.longtail.udfs.core.EmbeddingModel;
import dev.longtail.udfs.flink.SharedEmbedder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/**
 * Embeds the command line of each anomaly, on the subtask's own thread.
 *
 * <p>Many lines are anomalies day after day, so the latest embeddings are kept; the input is keyed
 * by command for the sake of this cache.
 */
public final class EmbedFunction extends RichMapFunction<Anomaly, EmbeddedAnomaly> {
  /** Name of the accumulator that counts the anomalies that have their embedding. */
  public static final String EMBEDDED = "embedded";

  private static final long serialVersionUID = 1L;

  /** With 384 dimensions 1.5 KB each. */
  private static final int REMEMBERED = 8192;

  private final EmbeddingModel model;
  private final LongCounter embedded = new LongCounter();
  private transient Map<String, float[]> remembered;
  private transient SharedEmbedder.Lease embedder;

  /** Embeds with {@code model}, which the subtasks of a JVM share. */
  public EmbedFunction(EmbeddingModel model) {
    this.model = model;
  }

  @Override
  public void open(OpenContext context) {
    getRuntimeContext().addAccumulator(EMBEDDED, embedded);
    embedder = SharedEmbedder.lease(model);
    remembered =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > REMEMBERED;
          }
        };
  }

  @Override
  public EmbeddedAnomaly map(Anomaly anomaly) {
    embedded.add(1);
    String commandLine = anomaly.scored().command().commandLine();
    return new EmbeddedAnomaly(
        anomaly, remembered.computeIfAbsent(commandLine, embedder.get()::embed));
  }

  @Override
  public void close() {
    if (embedder != null) {
      embedder.close();
    }
  }
}
