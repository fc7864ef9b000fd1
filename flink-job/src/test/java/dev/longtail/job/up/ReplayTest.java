package dev.longtail.job.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);
  private static final Duration LATENESS = Duration.ofMinutes(10);
  private static final int A_DAY = 48;
  private static final List<String> NOTHING = List.of();

  /** The records of both partitions. */
  private final List<List<String>> topic = List.of(new ArrayList<>(), new ArrayList<>());

  private final List<String> heard = new ArrayList<>();

  @Test
  void sendsTheDaysInTurnToThePartitions() throws Exception {
    Replay.Ended ended = replay(2, NOTHING, NOTHING, OptionalInt.empty());
    assertThat(ended).isEqualTo(new Replay.Ended(2, Optional.empty()));
    assertThat(topic.get(0)).hasSize(A_DAY).startsWith("2025-01-01 0", "2025-01-01 2");
    assertThat(topic.get(1)).hasSize(A_DAY).startsWith("2025-01-01 1", "2025-01-01 3");
    assertThat(heard).containsExactly("2025-01-01 1 48", "2025-01-02 2 48");
  }

  /** A kill leaves any number of records in each partition. */
  @Test
  void goesOnWhereTheTopicEnds() throws Exception {
    assertThat(replay(3, NOTHING, NOTHING, OptionalInt.empty()).days()).isEqualTo(3);
    List<List<String>> whole = topic.stream().<List<String>>map(ArrayList::new).toList();
    for (int first = 0; first <= whole.get(0).size(); first += 7) {
      for (int second = 0; second <= whole.get(1).size(); second += 5) {
        clear();
        assertThat(
                replay(
                        3,
                        whole.get(0).subList(0, first),
                        whole.get(1).subList(0, second),
                        OptionalInt.empty())
                    .days())
            .isEqualTo(3);
        assertThat(topic).isEqualTo(whole);
      }
    }
  }

  @Test
  void afterTheDaysThatAreWantedOnlyWhatClosesThem() throws Exception {
    Replay.Ended ended = replay(5, NOTHING, NOTHING, OptionalInt.of(2));
    long end = FIRST.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    assertThat(ended).isEqualTo(new Replay.Ended(2, Optional.of(end)));
    // Half an hour from event to event: the first of day 3 is not late enough, the next two are.
    assertThat(topic.get(0)).hasSize(A_DAY + 2).last().isEqualTo("2025-01-03 2");
    assertThat(topic.get(1)).hasSize(A_DAY + 1).last().isEqualTo("2025-01-03 1");
    assertThat(heard).containsExactly("2025-01-01 1 48", "2025-01-02 2 48");

    // The job of the next start has read these, and has no event time until it reads more.
    List<List<String>> sent = topic.stream().<List<String>>map(ArrayList::new).toList();
    clear();
    assertThat(replay(5, sent.get(0), sent.get(1), OptionalInt.of(2))).isEqualTo(ended);
    assertThat(topic.get(0)).hasSize(A_DAY + 3).last().isEqualTo("2025-01-03 4");
    assertThat(topic.get(1)).hasSize(A_DAY + 2).last().isEqualTo("2025-01-03 3");
  }

  @Test
  void withoutAnEventBehindItTheLastDayIsNotClosed() throws Exception {
    assertThat(replay(2, NOTHING, NOTHING, OptionalInt.of(2)))
        .isEqualTo(new Replay.Ended(2, Optional.empty()));
    clear();
    assertThat(replay(2, NOTHING, NOTHING, OptionalInt.of(9)).days()).isEqualTo(2);
  }

  @Test
  void anotherInputIsRefused() {
    assertThatThrownBy(
            () -> replay(2, List.of("2025-01-01 0", "other"), NOTHING, OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds other events than this input");
    List<String> more = Stream.generate(() -> "any").limit(100).toList();
    assertThatThrownBy(() -> replay(2, more, NOTHING, OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds more events than this input");
  }

  @Test
  void waitsForEachEvent() throws Exception {
    List<Long> waits = new ArrayList<>();
    Replay replay =
        new Replay(
            days(1), position(NOTHING, NOTHING), new Pace(1440), OptionalInt.empty(), LATENESS);
    var unused =
        replay.run(
            (partition, line) -> {},
            new Replay.Clock() {
              @Override
              public long nanos() {
                return 5;
              }

              @Override
              public void waitUntil(long nanos) {
                waits.add(nanos - 5);
              }
            },
            (day, number, left) -> {});
    assertThat(waits).hasSize(A_DAY).startsWith(0L, 1_250_000_000L, 2_500_000_000L);
  }

  private Replay.Ended replay(int days, List<String> first, List<String> second, OptionalInt wanted)
      throws Exception {
    topic.get(0).addAll(first);
    topic.get(1).addAll(second);
    Replay replay = new Replay(days(days), position(first, second), new Pace(1), wanted, LATENESS);
    return replay.run(
        (partition, line) -> topic.get(partition).add(new String(line, StandardCharsets.UTF_8)),
        new Replay.Clock() {
          @Override
          public long nanos() {
            return 0;
          }

          @Override
          public void waitUntil(long nanos) {}
        },
        (day, number, left) -> heard.add(day + " " + number + " " + left));
  }

  private void clear() {
    topic.forEach(List::clear);
    heard.clear();
  }

  private static Position position(List<String> first, List<String> second) {
    return new Position(Stream.of(first, second).map(ReplayTest::partition).toList());
  }

  private static Position.Partition partition(List<String> records) {
    return new Position.Partition(
        records.size(),
        records.isEmpty()
            ? null
            : records.get(records.size() - 1).getBytes(StandardCharsets.UTF_8));
  }

  /** Days with an event each half hour, which is named after its number in the day. */
  private static EventDays days(int count) {
    Iterator<LocalDate> dates = FIRST.datesUntil(FIRST.plusDays(count)).iterator();
    return () -> dates.hasNext() ? Optional.of(day(dates.next())) : Optional.<EventDays.Day>empty();
  }

  private static EventDays.Day day(LocalDate date) {
    long start = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    return new EventDays.Day(
        date,
        IntStream.range(0, A_DAY)
            .mapToObj(
                i ->
                    new TimedLine(
                        start + i * Duration.ofMinutes(30).toMillis(),
                        (date + " " + i).getBytes(StandardCharsets.UTF_8)))
            .toList());
  }
}
