package dev.longtail.labeler.flink;

import dev.longtail.labeler.client.LabelClient;
import dev.longtail.labeler.client.LabelJournal;
import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.SpentByWindow;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/** The folders of a labeler, on any file system that Flink knows. */
public final class LabelFolders {
  private LabelFolders() {}

  /**
   * Takes over the journal; empty if the options name none, or nobody is paid.
   *
   * @param atLeast what the job's state says was spent
   * @throws IOException if it cannot be read or written
   */
  public static Optional<LabelJournal> journal(LabelerOptions options, SpentByWindow atLeast)
      throws IOException {
    if (options.journal().isEmpty() || !options.asksServer()) {
      return Optional.empty();
    }
    return Optional.of(
        LabelJournal.open(
            new FolderJournalStore(new Path(options.journal())),
            atLeast,
            options.longestCall(),
            System::currentTimeMillis));
  }

  /**
   * A client that answers what is kept in the folder of verdicts, and asks {@code client} about the
   * rest; {@code client} itself if the options name no folder, or nobody is paid.
   *
   * @throws IOException if the folder cannot be read; {@code client} is closed then
   */
  public static LabelClient withKept(LabelerOptions options, LabelClient client)
      throws IOException {
    if (options.cache().isEmpty() || !options.asksServer()) {
      return client;
    }
    try {
      return options.withKept(client, new FolderJournalStore(new Path(options.cache())));
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }
}
