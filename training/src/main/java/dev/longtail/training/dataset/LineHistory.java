package dev.longtail.training.dataset;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * When and where a line was seen in the telemetry. The same events give the same history in any
 * order. Takes at most about one kilobyte.
 */
final class LineHistory {
  /** So many different hosts are counted; it may have been on more. */
  static final int MOST_HOSTS = 100;

  private static final List<String> SYSTEMS = List.of("linux", "macos", "windows");

  private long events;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;
  private long firstInTest = Long.MAX_VALUE;
  private long[] hosts = new long[2];
  private int hostCount;
  private final int[] systems = new int[SYSTEMS.size()];
  private final List<BaselineRule> rules;

  /**
   * No event yet.
   *
   * @param rules the rules that are about the line
   */
  LineHistory(List<BaselineRule> rules) {
    this.rules = rules;
  }

  /** The rules that are about the line, without {@link BaselineRule#FREQUENT}. */
  List<BaselineRule> rules() {
    return rules;
  }

  /** An event of the training period. */
  void add(LocalDate day, long host, String os) {
    events++;
    first = Math.min(first, day.toEpochDay());
    last = Math.max(last, day.toEpochDay());
    addHost(host);
    int system = SYSTEMS.indexOf(os);
    if (system >= 0) {
      systems[system]++;
    }
  }

  /** An event of the test period: of it only the day is kept. */
  void addTest(LocalDate day) {
    firstInTest = Math.min(firstInTest, day.toEpochDay());
  }

  private void addHost(long host) {
    for (int i = 0; i < hostCount; i++) {
      if (hosts[i] == host) {
        return;
      }
    }
    if (hostCount == MOST_HOSTS) {
      return;
    }
    if (hostCount == hosts.length) {
      hosts = Arrays.copyOf(hosts, Math.min(MOST_HOSTS, 2 * hostCount));
    }
    hosts[hostCount++] = host;
  }

  /** Events of the training period. */
  long events() {
    return events;
  }

  /** Different hosts of the training period, at most {@link #MOST_HOSTS}. */
  int hosts() {
    return hostCount;
  }

  /** The first day of the training period. */
  Optional<LocalDate> first() {
    return events == 0 ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(first));
  }

  /** The last day of the training period. */
  Optional<LocalDate> last() {
    return events == 0 ? Optional.empty() : Optional.of(LocalDate.ofEpochDay(last));
  }

  /** The first day of the test period. */
  Optional<LocalDate> firstInTest() {
    return firstInTest == Long.MAX_VALUE
        ? Optional.empty()
        : Optional.of(LocalDate.ofEpochDay(firstInTest));
  }

  /** The system of most events; of equals the first by name; empty if none says. */
  String os() {
    int most = 0;
    for (int i = 1; i < systems.length; i++) {
      most = systems[i] > systems[most] ? i : most;
    }
    return systems[most] == 0 ? "" : SYSTEMS.get(most);
  }
}
