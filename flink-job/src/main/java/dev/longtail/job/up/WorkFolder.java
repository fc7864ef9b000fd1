package dev.longtail.job.up;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.longtail.job.local.FolderLock;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder in which everything of one replayed stream stays: the broker's data, checkpoints and
 * savepoints. It belongs to one input, and to one run at a time.
 */
public final class WorkFolder implements AutoCloseable {
  /** The form of the folder; a later release that writes another one can tell. */
  private static final int FORM = 1;

  private static final String NAME = "up.json";

  /** The least free space: the broker's files of all topics, and some checkpoints. */
  private static final long LEAST_FREE = 256L << 20;

  private final Path folder;
  private final FolderLock lock;
  private Content content;

  /**
   * What the folder says of itself.
   *
   * @param form of the folder
   * @param events that it was made for, in words
   * @param over whether all windows were closed at the end of the input
   */
  private record Content(int form, String events, boolean over) {}

  private WorkFolder(Path folder, FolderLock lock, Content content) {
    this.folder = folder;
    this.lock = lock;
    this.content = content;
  }

  /**
   * Opens {@code folder}, which is made if it is missing.
   *
   * @param events to replay, in words: another start must name the same
   * @throws InputException if it is in use, not ours, of other events or of another release, or if
   *     there is no space
   */
  public static WorkFolder open(Path folder, String events) {
    if (folder.toString().indexOf(',') >= 0) {
      throw new InputException(folder + ": the broker takes no folder with a comma in its name");
    }
    try {
      refuseOthers(folder);
      Optional<FolderLock> lock = FolderLock.ifFree(folder);
      if (lock.isEmpty()) {
        throw new InputException(
            folder + ": another longtail up runs there; stop it, or name another folder by --dir");
      }
      try {
        return new WorkFolder(folder, lock.get(), content(folder, events));
      } catch (IOException | RuntimeException e) {
        lock.get().close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot be used: %s".formatted(folder, InputException.reason(e)), e);
    }
  }

  private static void refuseOthers(Path folder) throws IOException {
    if (!Files.exists(folder) || FolderLock.wasIn(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + ": is no folder; name another by --dir");
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new InputException(
            folder + ": holds files, and no longtail up has made it; name another by --dir");
      }
    }
  }

  private static Content content(Path folder, String events) throws IOException {
    Path file = folder.resolve(NAME);
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < LEAST_FREE) {
      throw new InputException(
          "%s: %d MiB are free on its disk, and %d are needed; make room, or name another folder by"
                  .formatted(folder, free >> 20, LEAST_FREE >> 20)
              + " --dir");
    }
    if (!Files.exists(file)) {
      refuseMadeByOthers(folder);
      Content made = new Content(FORM, events, false);
      write(folder, made);
      return made;
    }
    Content found;
    try {
      found = Json.MAPPER.readValue(Files.readString(file), Content.class);
    } catch (JsonProcessingException e) {
      throw new InputException(
          folder + ": its file " + NAME + " cannot be read; name another folder by --dir", e);
    }
    if (found.form != FORM) {
      throw new InputException(
          "%s: made by another release of longtail (form %d, and this one reads %d); name another"
                  .formatted(folder, found.form, FORM)
              + " folder by --dir");
    }
    if (!found.events.equals(events)) {
      throw new InputException(
          "%s: holds the stream of %s, and this start asks for %s; name another folder by --dir"
              .formatted(folder, found.events, events));
    }
    if (found.over) {
      throw new InputException(
          "%s: its stream is over, all windows were closed at the end of %s; name another folder"
                  .formatted(folder, events)
              + " by --dir, or remove this one");
    }
    return found;
  }

  /** A lock alone may be that of a backfill. */
  private static void refuseMadeByOthers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.anyMatch(file -> !file.getFileName().toString().equals(FolderLock.NAME))) {
        throw new InputException(
            folder + ": holds files, and no longtail up has made it; name another by --dir");
      }
    }
  }

  /** All of it or nothing: a kill may come at any time. */
  private static void write(Path folder, Content content) throws IOException {
    Path draft = folder.resolve("." + NAME);
    Files.writeString(draft, Json.line(content) + "\n");
    var unused =
        Files.move(
            draft,
            folder.resolve(NAME),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
  }

  /** The folder, as it was named. */
  public Path folder() {
    return folder;
  }

  /** The folder of the broker. */
  public Path broker() {
    return folder.resolve("kafka");
  }

  /** The folder of checkpoints and savepoints, as a URI. */
  public String checkpoints() {
    return folder.resolve("checkpoints").toAbsolutePath().toUri().toString();
  }

  /** Remembers that the stream is over: events after a drain would come too late. */
  public void over() {
    content = new Content(FORM, content.events, true);
    try {
      write(folder, content);
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot be written: %s".formatted(folder, InputException.reason(e)), e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
