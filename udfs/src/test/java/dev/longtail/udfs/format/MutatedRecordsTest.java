package dev.longtail.udfs.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EpochUnit;
import dev.longtail.udfs.event.ParsedRecord.Untimed;
import dev.longtail.udfs.event.SkipReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records that something has damaged: nothing throws, and each record is told exactly once. {@code
 * -Dlongtail.mutations=1000000} tries so many for each format.
 */
class MutatedRecordsTest {
  private static final int MUTATIONS = Integer.getInteger("longtail.mutations", 3_000);
  private static final String PIECES = "\"\\{}[]:,<>&;=()'0179aAeEuxZ \t\u001d\u0000é-+./#@";

  private static final class Told implements EventReader.Sink {
    private long count;

    @Override
    public void start(CommandEvent event, EpochUnit unit) {
      assertThat(event.commandLine()).isNotBlank();
      count++;
    }

    @Override
    public void untimed(Untimed start) {
      count++;
    }

    @Override
    public void skipped(SkipReason reason) {
      count++;
    }

    @Override
    public void rejected(String reason) {
      assertThat(reason).isNotBlank();
      count++;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingThrowsAndNothingIsLost(EventFormat format) {
    List<byte[]> samples = new ArrayList<>();
    for (EventFormat each : EventFormat.values()) {
      if (each != EventFormat.AUTO && (format == EventFormat.AUTO || each == format)) {
        FormatsPage.samples(each)
            .forEach(sample -> samples.add(sample.getBytes(StandardCharsets.UTF_8)));
      }
    }
    long seed = Long.getLong("longtail.seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    Told told = new Told();
    EventReader reader = new EventReader(format, told);
    byte[] record = samples.get(0);
    try {
      for (int i = 0; i < MUTATIONS; i++) {
        record = mutated(samples, random);
        reader.read(record);
      }
      reader.end();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "-Dlongtail.seed=" + seed + ": " + new String(record, StandardCharsets.UTF_8), e);
    }
    assertThat(told.count).as("seed %d", seed).isGreaterThanOrEqualTo(MUTATIONS);
  }

  private static byte[] mutated(List<byte[]> samples, SplittableRandom random) {
    byte[] record = samples.get(random.nextInt(samples.size())).clone();
    for (int n = 1 + random.nextInt(4); n > 0 && record.length > 1; n--) {
      int at = random.nextInt(record.length);
      byte[] piece =
          PIECES
              .substring(random.nextInt(PIECES.length()))
              .substring(0, 1)
              .getBytes(StandardCharsets.UTF_8);
      switch (random.nextInt(6)) {
        case 0 -> record = Arrays.copyOf(record, at);
        case 1 -> record[at] = piece[0];
        case 2 -> record = spliced(record, at, piece, at);
        case 3 ->
            record =
                spliced(
                    record, at, new byte[0], Math.min(record.length, at + 1 + random.nextInt(20)));
        case 4 -> record[at] = (byte) random.nextInt(256);
        default -> {
          byte[] other = samples.get(random.nextInt(samples.size()));
          int from = random.nextInt(other.length);
          int to = Math.min(other.length, from + random.nextInt(60));
          record = spliced(record, at, Arrays.copyOfRange(other, from, to), at);
        }
      }
    }
    return record;
  }

  private static byte[] spliced(byte[] record, int from, byte[] piece, int to) {
    byte[] result = new byte[from + piece.length + record.length - to];
    System.arraycopy(record, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(record, to, result, from + piece.length, record.length - to);
    return result;
  }
}
