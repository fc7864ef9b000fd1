package dev.longtail.job.look;

import dev.longtail.job.storage.Location;
import dev.longtail.job.storage.StoredFiles;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.InputFiles;
import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.io.RecordLines;
import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks into files. A file that cannot be read is named, and the others are read all the same.
 *
 * <p>Not more than a number of records is read. Every file gets its share of them, so that a folder
 * of days shows all its days; what a short file leaves, the files behind it get. Of a plain file
 * that is read in part, the last lines tell the time at which it ends.
 */
public final class FileLook {
  /** Of the end of a file that is read in part. */
  private static final int TAIL = 256 << 10;

  private final String input;
  private final Findings findings;
  private final List<Findings.Bad> refused = new ArrayList<>();
  private long bytes;
  private long bytesRead;
  private int inPart;

  private FileLook(String input, Findings findings) {
    this.input = input;
    this.findings = findings;
  }

  private interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * A file.
   *
   * @param size in bytes; -1 of a pipe
   * @param local its path, null if it is not on this machine
   */
  private record Part(String name, long size, Path local, Opener opener) {}

  /**
   * Reads at most {@code records} records of {@code input}.
   *
   * @param input a file or folder, also of another machine, or {@code -}
   * @throws InputException if there is nothing to read, or no file can be read
   */
  public static Looked look(Location input, long records, Findings findings) {
    FileLook look = new FileLook(input.text(), findings);
    List<Part> parts = new ArrayList<>();
    String warning;
    if (input.isRemote()) {
      StoredFiles found = StoredFiles.found(input);
      found.files().forEach(file -> parts.add(remote(file)));
      warning = found.warning().orElse("");
    } else {
      InputFiles found = InputFiles.of(input.local());
      found.files().forEach(file -> parts.add(local(file)));
      warning = found.warning().orElse("");
    }
    look.readAll(parts, records);
    findings.end();
    return new Looked(
        look.input,
        parts.size(),
        look.inPart,
        look.bytes,
        look.bytesRead,
        List.copyOf(look.refused),
        warning);
  }

  private static Part local(Path file) {
    if (InputFiles.isPipe(file)) {
      boolean standard = file.equals(InputFiles.STANDARD_INPUT);
      return new Part(
          InputFiles.name(file),
          -1,
          null,
          () -> standard ? System.in : new FileInputStream(file.toFile()));
    }
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      size = -1;
    }
    return new Part(InputFiles.name(file), size, file, () -> Files.newInputStream(file));
  }

  private static Part remote(org.apache.flink.core.fs.Path file) {
    long size;
    try {
      size = file.getFileSystem().getFileStatus(file).getLen();
    } catch (IOException e) {
      size = -1;
    }
    return new Part(file.toString(), size, null, () -> file.getFileSystem().open(file));
  }

  private void readAll(List<Part> parts, long records) {
    long left = records;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      int others = parts.size() - i;
      long share = Math.max(1, (left + others - 1) / others);
      bytes = part.size() < 0 || bytes < 0 ? -1 : bytes + part.size();
      left = Math.max(0, left - read(part, share));
    }
    if (refused.size() == parts.size()) {
      String more = refused.size() == 1 ? "" : "; so with %,d more".formatted(refused.size() - 1);
      throw new InputException(refused.get(0).reason() + more);
    }
  }

  /** Reads up to {@code share} records and returns how many it read. */
  private long read(Part part, long share) {
    long taken = 0;
    boolean whole = true;
    CountedBytes raw = null;
    try {
      raw = new CountedBytes(part.opener().open());
      InputStream unpacked = JsonLines.unpack(new BufferedInputStream(raw, 1 << 16), part.name());
      RecordLines lines = JsonLines.records(unpacked, part.name());
      for (RecordLines.Line line = lines.next(); line != null; line = lines.next()) {
        if (line.isBlank()) {
          continue;
        }
        if (taken == share) {
          whole = false;
          break;
        }
        taken++;
        String where = part.name() + ":" + line.number();
        if (line.defect().isEmpty()) {
          findings.read(line.bytes(), where);
        } else {
          findings.defect(line.defect(), where);
        }
      }
    } catch (InputException e) {
      refused.add(new Findings.Bad(part.name(), e.getMessage()));
    } catch (IOException e) {
      refused.add(
          new Findings.Bad(
              part.name(), part.name() + ": cannot be read: " + InputException.reason(e)));
    } finally {
      if (raw != null) {
        bytesRead += whole && part.size() >= 0 ? part.size() : raw.count;
        close(raw);
      }
    }
    if (!whole) {
      inPart++;
      lookAtEnd(part);
    }
    return taken;
  }

  /** What was read is read; a file that cannot be closed takes nothing of it away. */
  private static void close(InputStream raw) {
    try {
      raw.close();
    } catch (IOException e) {
      var unused = e;
    }
  }

  /** Lines of a packed file, or half of one, are no events: they say nothing. */
  private void lookAtEnd(Part part) {
    if (part.local() == null || part.size() < TAIL) {
      return;
    }
    byte[] end = new byte[TAIL];
    try (RandomAccessFile file = new RandomAccessFile(part.local().toFile(), "r")) {
      file.seek(part.size() - TAIL);
      file.readFully(end);
    } catch (IOException e) {
      return; // The end is only asked for its time.
    }
    EventParser parser = new AutoParser();
    int from = -1;
    for (int i = 0; i < end.length; i++) {
      if (end[i] == '\n') {
        if (from >= 0) {
          saw(parser.parse(Arrays.copyOfRange(end, from, i)));
        }
        from = i + 1;
      }
    }
  }

  private void saw(ParsedRecord record) {
    if (record instanceof ParsedRecord.Event start) {
      findings.sawTime(start.event().ts());
    } else if (record instanceof ParsedRecord.Several several) {
      several.records().forEach(this::saw);
    } else if (record instanceof ParsedRecord.Fragment part) {
      findings.sawTime(part.fragment().ts());
    }
  }

  /** Counts what is read of a stored file. */
  private static final class CountedBytes extends FilterInputStream {
    private long count;

    CountedBytes(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      int read = super.read(to, from, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
