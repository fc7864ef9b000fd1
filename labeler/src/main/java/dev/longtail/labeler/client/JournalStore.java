package dev.longtail.labeler.client;

import java.io.IOException;
import java.util.List;

/**
 * Small named texts that outlive the machine: the files of a {@link LabelJournal}. Several threads
 * may use a store at once, each with its own names.
 */
public interface JournalStore {
  /** The names of all texts. */
  List<String> names() throws IOException;

  /**
   * The text under {@code name}. After a crash it may be a part of what was written.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  String read(String name) throws IOException;

  /** Writes or overwrites a text. It is durable when this method returns. */
  void write(String name, String text) throws IOException;

  /** Deletes a text; nothing happens if there is none. */
  void delete(String name) throws IOException;
}
