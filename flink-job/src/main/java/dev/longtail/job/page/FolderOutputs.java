package dev.longtail.job.page;

import dev.longtail.job.graph.Output;
import dev.longtail.job.storage.Location;
import dev.longtail.udfs.io.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Reads the folders of the outputs: each file once, when it is complete. Of anomalies, exemplars
 * and verdicts the newest days are looked at, of the counts all; a day that is no longer among the
 * newest is not looked at again.
 */
final class FolderOutputs implements OutputReader {
  private static final int NEWEST_DAYS = 3;
  private static final int FILES_AT_ONCE = 50;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** S3 takes money for each look into a folder, and results come with checkpoints only. */
  private static final Duration REMOTE_PAUSE = Duration.ofSeconds(15);

  private final Location root;

  /** A complete file that is not read yet, and the day of its folder; empty if it has none. */
  private record Fresh(String day, FileStatus file) {}

  /** Names of the files that were read, by day; null for a day that is closed. */
  private final Map<Output, Map<String, Set<String>>> read = new EnumMap<>(Output.class);

  /** A reader of the folders below {@code root}, on any file system that Flink knows. */
  FolderOutputs(Location root) {
    this.root = root;
  }

  @Override
  public Reading read(Taker taker) {
    Reading reading;
    try {
      reading = new Reading(readSome(taker), Optional.empty());
    } catch (IOException e) {
      reading =
          Reading.failed("the results at " + root + " cannot be read: " + InputException.reason(e));
    }
    if (reading.unread() == 0) {
      pause();
    }
    return reading;
  }

  private void pause() {
    try {
      Thread.sleep((root.isRemote() ? REMOTE_PAUSE : PAUSE).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads some files; returns how many are left. */
  private long readSome(Taker taker) throws IOException {
    int left = FILES_AT_ONCE;
    long unread = 0;
    for (Output output : SHOWN) {
      for (Fresh file : fresh(output)) {
        if (left > 0) {
          left--;
          read(output, file, taker);
        } else {
          unread++;
        }
      }
    }
    return unread;
  }

  /** The files that are complete and not read, the oldest first. */
  private List<Fresh> fresh(Output output) throws IOException {
    Path folder = root.resolve(output.folder()).path();
    FileSystem files = folder.getFileSystem();
    if (!files.exists(folder)) {
      return List.of();
    }
    Map<String, Set<String>> known = read.computeIfAbsent(output, o -> new HashMap<>());
    List<Fresh> fresh = new ArrayList<>();
    List<Path> days = new ArrayList<>();
    collect(files, "", folder, known, fresh, days);
    days.sort(Comparator.comparing(Path::getName));
    for (int i = 0; i < days.size(); i++) {
      boolean newest = i >= days.size() - NEWEST_DAYS;
      String name = days.get(i).getName();
      boolean closed = known.containsKey(name) && known.get(name) == null;
      int before = fresh.size();
      if (newest || (output == Output.FUNNEL && !closed)) {
        collect(files, name, days.get(i), known, fresh, new ArrayList<>());
      }
      if (!newest && fresh.size() == before) {
        known.put(name, null);
      }
    }
    fresh.sort(Comparator.comparingLong(each -> each.file.getModificationTime()));
    return fresh;
  }

  private static void collect(
      FileSystem files,
      String day,
      Path folder,
      Map<String, Set<String>> known,
      List<Fresh> fresh,
      List<Path> days)
      throws IOException {
    Set<String> names = known.computeIfAbsent(day, name -> new HashSet<>());
    for (FileStatus each : files.listStatus(folder)) {
      String name = each.getPath().getName();
      if (each.isDir()) {
        days.add(each.getPath());
      } else if (!name.startsWith(".") && !name.startsWith("_") && !names.contains(name)) {
        fresh.add(new Fresh(day, each));
      }
    }
  }

  private void read(Output output, Fresh fresh, Taker taker) throws IOException {
    Path path = fresh.file.getPath();
    Instant at = Instant.ofEpochMilli(fresh.file.getModificationTime());
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem().open(path), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        taker.take(output, line, at);
      }
    }
    read.get(output).get(fresh.day).add(path.getName());
  }

  @Override
  public void close() {}
}
