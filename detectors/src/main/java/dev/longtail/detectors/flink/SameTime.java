package dev.longtail.detectors.flink;

import dev.longtail.detectors.window.Sighting;
import java.util.HashSet;
import java.util.Set;

/**
 * Knows the commands that were first seen at the present time, of one shard after another, whose
 * events come in the order of time. A later event of such a command at the same time may be its
 * first one by event id.
 */
final class SameTime {
  private final Set<Long> first = new HashSet<>();
  private int shard = -1;
  private long time = Long.MIN_VALUE;

  /**
   * Takes the next event.
   *
   * @param unseen whether the window sees the command for the first time
   * @return whether the command was first seen at this very time, by an earlier call
   */
  boolean isTie(int ofShard, Sighting sighting, boolean unseen) {
    if (ofShard != shard || sighting.firstSeen() != time) {
      first.clear();
      shard = ofShard;
      time = sighting.firstSeen();
    }
    return unseen ? !first.add(sighting.hash()) : first.contains(sighting.hash());
  }
}
