package dev.longtail.job.run;

import dev.longtail.detectors.duplicates.EarlierExemplar;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.job.connect.TextLinesFormat;
import dev.longtail.job.graph.Output;
import dev.longtail.job.storage.FileSystems;
import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.RecordLines;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;

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
   * @param results results of backfills, or folders or files of exemplars, on any file system
   */
  static EarlierFiles in(List<Location> results, DetectorWindows windows) {
    List<Path> files = new ArrayList<>();
    long[] count = {0};
    for (Location result : results) {
      Location exemplars = result.resolve(Output.EXEMPLARS.folder());
      Location folder = FileSystems.exists(exemplars) ? exemplars : result;
      StoredFiles found = StoredFiles.checked(folder);
      if (folder.isRemote()) {
        found.forEachLine(
            (line, where) -> {
              var unused = EarlierExemplar.parse(text(line, where), windows, where);
              count[0]++;
            });
      } else {
        EarlierExemplar.read(folder.local(), windows, exemplar -> count[0]++);
      }
      files.addAll(found.files());
    }
    return new EarlierFiles(List.copyOf(files), count[0]);
  }

  private static String text(RecordLines.Line line, String where) {
    try {
      return line.text();
    } catch (RecordLines.UnreadableLineException e) {
      throw new InputException(where + ": " + e.getMessage(), e);
    }
  }

  /** A source of the files; null if there are none. */
  FileSource<String> source() {
    return files.isEmpty()
        ? null
        : FileSource.forBulkFileFormat(new TextLinesFormat(), files.toArray(Path[]::new)).build();
  }
}
