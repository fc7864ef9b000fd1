package dev.longtail.job.graph;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.config.Scales;
import dev.longtail.udfs.io.InputException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the output lines of earlier runs as exemplars, for the job's scales.
 *
 * <p>A line that is no exemplar is skipped, counted and logged. At worst, a near-duplicate of the
 * missing exemplar is labelled once more.
 */
final class EarlierExemplarParser extends RichFlatMapFunction<String, EarlierExemplar> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(EarlierExemplarParser.class);

  private final DetectorWindows windows;
  private final Scales scales;
  private final KeptLines kept;
  private transient Counter unusable;

  EarlierExemplarParser(DetectorWindows windows, Scales scales, KeptLines kept) {
    this.kept = kept;
    this.windows = windows;
    this.scales = scales;
  }

  @Override
  public void open(OpenContext context) {
    unusable = getRuntimeContext().getMetricGroup().counter("unusable-earlier-exemplars");
  }

  @Override
  public void flatMap(String line, Collector<EarlierExemplar> out) {
    try {
      EarlierExemplar known = EarlierExemplar.parse(line, windows, "earlier exemplar");
      if (scales.each().stream().anyMatch(scale -> scale.label().equals(known.scale()))) {
        out.collect(
            new EarlierExemplar(
                known.window(), known.scale(), kept.of(known.commandLine()), known.line()));
      }
    } catch (InputException e) {
      unusable.inc();
      LOG.warn("skipped: {}", withoutContent(e.getMessage()));
    }
  }

  /** The field and no more: what follows may quote the line, and a log must not. */
  private static String withoutContent(String message) {
    int field = message.indexOf(": ");
    int content = field < 0 ? -1 : message.indexOf(": ", field + 2);
    return content < 0 ? message : message.substring(0, content);
  }
}
