package dev.longtail.labeler.admission;

import dev.longtail.udfs.text.CommandHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where and when a line and its near-duplicates were seen: hosts, as hashes, and days in UTC. No
 * more of either is kept than {@link AdmissionLimits} ask for, the smallest of them, so its size is
 * bounded and it does not depend on the order in which they came. Immutable: it lies in state.
 */
public final class Evidence {
  /** Nothing was seen. */
  public static final Evidence NONE = new Evidence(new TreeSet<>(), new TreeSet<>());

  private final SortedSet<Long> hosts;
  private final SortedSet<Long> days;

  private Evidence(SortedSet<Long> hosts, SortedSet<Long> days) {
    this.hosts = hosts;
    this.days = days;
  }

  /**
   * This and another sighting; a host that is not known counts for nothing.
   *
   * @param window start of its window; its day counts
   */
  public Evidence and(String host, long window, AdmissionLimits limits) {
    Evidence more = new Evidence(new TreeSet<>(hosts), new TreeSet<>(days));
    if (host != null && !host.isEmpty()) {
      keep(CommandHash.of(host), limits.minHosts(), more.hosts);
    }
    keep(Math.floorDiv(window, AdmissionLimits.DAY), limits.minDays(), more.days);
    return more;
  }

  private static void keep(long value, int most, SortedSet<Long> values) {
    values.add(value);
    if (values.size() > most) {
      values.remove(values.last());
    }
  }

  /** Whether the line was seen often enough. */
  public boolean isEnough(AdmissionLimits limits) {
    return (limits.minHosts() <= 1 || hosts.size() >= limits.minHosts())
        && (limits.minDays() <= 1 || days.size() >= limits.minDays());
  }

  /** The reason why the line is kept out, if it is not seen more often. */
  public String missing(AdmissionLimits limits) {
    return "%sseen on %d of %d hosts and %d of %d days, within %d days"
        .formatted(
            AdmissionLimits.AGE,
            hosts.size(),
            limits.minHosts(),
            days.size(),
            limits.minDays(),
            limits.waitDays());
  }

  /** Writes it as state. */
  public void write(DataOutput out) throws IOException {
    write(hosts, out);
    write(days, out);
  }

  private static void write(SortedSet<Long> values, DataOutput out) throws IOException {
    out.writeInt(values.size());
    for (long value : values) {
      out.writeLong(value);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Evidence read(DataInput in) throws IOException {
    Evidence read = new Evidence(new TreeSet<>(), new TreeSet<>());
    for (SortedSet<Long> values : List.of(read.hosts, read.days)) {
      for (int left = in.readInt(); left > 0; left--) {
        values.add(in.readLong());
      }
    }
    return read;
  }
}
