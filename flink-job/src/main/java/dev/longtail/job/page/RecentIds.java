package dev.longtail.job.page;

import dev.longtail.udfs.text.CommandHash;
import java.util.Iterator;
import java.util.LinkedHashSet;

/** The latest ids, by hash: tells what comes a second time. */
final class RecentIds {
  private final int most;
  private final LinkedHashSet<Long> hashes = new LinkedHashSet<>();

  RecentIds(int most) {
    this.most = most;
  }

  /** Whether {@code id} is not among the latest; then it is the latest of them. */
  boolean isNew(String id) {
    if (!hashes.add(CommandHash.of(id))) {
      return false;
    }
    if (hashes.size() > most) {
      Iterator<Long> eldest = hashes.iterator();
      eldest.next();
      eldest.remove();
    }
    return true;
  }
}
