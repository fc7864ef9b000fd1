package dev.longtail.detectors.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.longtail.detectors.window.UniqueSet.Novelty;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UniqueSetTest {
  private static final int LIMIT = 1 << 24;

  @Property
  void behavesLikeASet(Any any) {
    List<Long> hashes = any.list(0, 255, () -> any.between(-20L, 20L));
    UniqueSet set = new UniqueSet(LIMIT);
    Set<Long> reference = new HashSet<>();
    for (long hash : hashes) {
      assertThat(set.add(hash)).isEqualTo(reference.add(hash) ? Novelty.NEW : Novelty.REPEATED);
    }
    assertThat(set.unique()).isEqualTo(reference.size());
    assertThat(set.notKept()).isZero();
  }

  @Test
  void tenMillionHashesTakeLessThanTwelveBytesEachInMemoryAndAsState() throws IOException {
    int hashes = 10_000_000;
    UniqueSet set = new UniqueSet(LIMIT);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 1; i <= hashes; i++) {
      set.add(random.nextLong());
      if (i > 5000 && i % 9973 == 0) {
        assertThat(set.bytes()).isLessThan(12L * i);
      }
    }
    assertThat(set.unique()).isEqualTo(hashes);
    DataOutputStream state = new DataOutputStream(OutputStream.nullOutputStream());
    set.write(state);
    assertThat((long) state.size()).isLessThan(81L * hashes / 10);
  }

  @Test
  void survivesItsState() throws IOException {
    UniqueSet set = new UniqueSet(LIMIT);
    List<Long> hashes = List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 42L);
    hashes.forEach(set::add);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    set.write(new DataOutputStream(bytes));
    UniqueSet restored =
        UniqueSet.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(restored.unique()).isEqualTo(set.unique());
    hashes.forEach(hash -> assertThat(restored.add(hash)).isEqualTo(Novelty.REPEATED));
    assertThat(restored.add(43)).isEqualTo(Novelty.NEW);
  }

  @Property(tries = 20)
  void beyondItsLimitItEstimatesTheSameInAnyOrder(Any any) {
    long seed = any.number();
    List<Long> hashes = new ArrayList<>(new SplittableRandom(seed).longs(50_000).boxed().toList());
    UniqueSet inOrder = new UniqueSet(4096);
    hashes.forEach(inOrder::add);
    Collections.shuffle(hashes, new Random(seed));
    UniqueSet shuffled = new UniqueSet(4096);
    for (long hash : hashes) {
      shuffled.add(hash);
      assertThat(shuffled.add(hash)).isNotEqualTo(Novelty.NEW);
    }
    assertThat(shuffled.unique()).isEqualTo(inOrder.unique());
    assertThat(shuffled.notKept()).isEqualTo(inOrder.notKept()).isPositive();
    assertThat(shuffled.bytes()).isLessThan(12 * 4096 + 8192);
    // Six standard errors of 1.2 / sqrt(2048), the fewest that it keeps.
    assertThat((double) shuffled.unique()).isCloseTo(50_000, withinPercentage(16));
  }
}
