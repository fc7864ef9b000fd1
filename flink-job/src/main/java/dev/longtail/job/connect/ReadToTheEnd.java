package dev.longtail.job.connect;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends no watermark until every partition was read to the end that the broker named when the
 * reader started, and then the last one. Silence is no end: the broker may be away or slow.
 *
 * <p>Only for a source of parallelism 1, because the reader then has all partitions.
 *
 * @param <T> the records
 */
final class ReadToTheEnd<T> implements Watch<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ReadToTheEnd.class);
  private static final Duration PERIOD = Duration.ofMillis(200);
  private static final Duration PERIOD_OF_FAILURE = Duration.ofSeconds(2);

  private final Errands errands;
  private final Supplier<Map<TopicPartition, Long>> positions;
  private final PartitionEnds ends;
  private final Map<TopicPartition, Long> unread = new HashMap<>();
  private Map<TopicPartition, Long> seen = Map.of();
  private boolean started;
  private boolean reached;
  private boolean told;

  /** Watches a reader. */
  ReadToTheEnd(Errands errands, Supplier<Map<TopicPartition, Long>> positions, PartitionEnds ends) {
    this.errands = errands;
    this.positions = positions;
    this.ends = ends;
  }

  @Override
  public void act(ReaderOutput<T> output) {
    if (!started) {
      started = true;
      askForEnds();
    }
    if (reached && !told) {
      told = true;
      output.emitWatermark(Watermark.MAX_WATERMARK);
    }
  }

  private void askForEnds() {
    errands.ask(
        () -> ends.ends(ends.partitions()),
        named -> {
          unread.putAll(named);
          look();
        },
        failure -> {
          LOG.warn("The ends of the topic of exemplars are not known yet: {}", failure.toString());
          errands.after(PERIOD_OF_FAILURE, this::askForEnds);
        });
  }

  private void look() {
    Map<TopicPartition, Long> now = positions.get();
    unread.entrySet().removeIf(end -> now.getOrDefault(end.getKey(), -1L) >= end.getValue());
    if (unread.isEmpty()) {
      reached = true;
      return;
    }
    boolean silent = now.equals(seen);
    seen = now;
    Map<TopicPartition, Long> stuck = new HashMap<>(now);
    stuck.keySet().retainAll(unread.keySet());
    if (!silent || stuck.isEmpty()) {
      errands.after(PERIOD, this::look);
      return;
    }
    // No record came since the last look: perhaps none is left, only markers of transactions.
    errands.ask(
        () -> ends.read(stuck, Map.copyOf(unread)),
        this::proven,
        failure -> {
          LOG.debug("No answer about the topic of exemplars.", failure);
          errands.after(PERIOD_OF_FAILURE, this::look);
        });
  }

  private void proven(Set<TopicPartition> read) {
    unread.keySet().removeAll(read);
    seen = Map.of();
    if (unread.isEmpty()) {
      reached = true;
    } else {
      errands.after(PERIOD, this::look);
    }
  }

  @Override
  public void added(List<TopicPartition> partitions) {}

  @Override
  public void dealt() {}

  @Override
  public void paused(Collection<String> stopped, Collection<String> resumed) {}

  @Override
  public SourceOutput<T> watched(String split, SourceOutput<T> output) {
    return output;
  }

  @Override
  public void close() {
    ends.close();
  }
}
