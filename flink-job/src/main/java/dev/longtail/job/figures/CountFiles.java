package dev.longtail.job.figures;

import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;

/**
 * The counts in a folder. They are read twice. This class reads them first: its query must know the
 * days of the figure beforehand, and error messages need file, line and field. The job reads them
 * again, so the counts are never all in memory at once.
 *
 * @param paths the files
 * @param windows the detector windows
 * @param range the days of the counts; empty if no count has a day
 * @param undatedEvents records that belong to no day, because their time is not known
 */
record CountFiles(
    List<Path> paths, DetectorWindows windows, Optional<WindowRange> range, long undatedEvents) {

  /**
   * Reads every count in {@code folder} once.
   *
   * @throws InputException if a count cannot be used
   */
  static CountFiles of(Path folder, DetectorWindows windows) {
    long[] ends = {Long.MAX_VALUE, Long.MIN_VALUE};
    Map<String, Long> undated = new HashMap<>();
    JsonLines.forEach(
        folder,
        (record, where) -> {
          WindowCount count = WindowCount.of(record, where, windows);
          if (count.isDated()) {
            ends[0] = Math.min(ends[0], count.start());
            ends[1] = Math.max(ends[1], count.start());
          } else if (CumulativeFigures.isEvent(count)) {
            undated.merge(count.stage() + ' ' + count.place(), count.count(), Math::max);
          } else if (CumulativeFigures.isReplayed(count)) {
            undated.put(count.stage() + ' ' + count.place(), -count.count());
          }
        });
    return new CountFiles(
        JsonLines.files(folder),
        windows,
        ends[0] > ends[1]
            ? Optional.empty()
            : Optional.of(new WindowRange(windows, ends[0], ends[1])),
        undated.values().stream().mapToLong(Long::longValue).sum());
  }

  /** The counts that have a day, in the form of the query. */
  DataStream<Row> read(StreamExecutionEnvironment env) {
    return env.fromData(paths.stream().map(path -> path.toAbsolutePath().toString()).toList())
        .flatMap(new Reader(windows))
        .returns(CumulativeFigures.COUNT);
  }

  /** Reads files of this machine; the job runs only here. */
  private record Reader(DetectorWindows windows) implements FlatMapFunction<String, Row> {
    @Override
    public void flatMap(String path, Collector<Row> out) {
      JsonLines.forEach(
          Path.of(path),
          (record, where) -> {
            WindowCount count = WindowCount.of(record, where, windows);
            if (count.isDated()) {
              out.collect(count.row());
            }
          });
    }
  }
}
