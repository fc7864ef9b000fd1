package dev.longtail.job.run;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.connect.TextLinesFormat;
import dev.longtail.job.graph.Output;
import dev.longtail.udfs.io.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSource;

/**
 * Files of exemplars of earlier runs.
 *
 * @param files the files
 * @param exemplars number of exemplars in all files
 */
record EarlierFiles(List<Path> files, long exemplars) {
  /**
   * Finds the files and reads each line once, so that a line that is no exemplar is found before
   * the work.
   *
   * @param results results of backfills, or folders or files of exemplars
   */
  static EarlierFiles in(List<Path> results, DetectorWindows windows) {
    List<Path> files = new ArrayList<>();
    long[] count = {0};
    for (Path result : results) {
      Path exemplars = result.resolve(Output.EXEMPLARS.folder());
      Path folder = Files.isDirectory(exemplars) ? exemplars : result;
      EarlierExemplar.read(folder, windows, exemplar -> count[0]++);
      files.addAll(JsonLines.files(folder));
    }
    return new EarlierFiles(List.copyOf(files), count[0]);
  }

  /** A source of the files; null if there are none. */
  FileSource<String> source() {
    return files.isEmpty()
        ? null
        : FileSource.forBulkFileFormat(new TextLinesFormat(), FlinkPaths.of(files)).build();
  }
}
