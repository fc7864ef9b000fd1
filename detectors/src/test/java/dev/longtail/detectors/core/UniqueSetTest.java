package dev.longtail.detectors.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class UniqueSetTest {
  @Property
  void behavesLikeASet(@ForAll List<@LongRange(min = -20, max = 20) Long> hashes) {
    UniqueSet set = new UniqueSet();
    Set<Long> reference = new HashSet<>();
    for (long hash : hashes) {
      assertThat(set.add(hash)).isEqualTo(reference.add(hash));
    }
    assertThat(set.size()).isEqualTo(reference.size());
  }

  @Test
  void staysBelowTwelveBytesAHashAtAnySize() {
    UniqueSet set = new UniqueSet();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 1; i <= 1_000_000; i++) {
      assertThat(set.add(random.nextLong())).isTrue();
      if (i > 1000 && i % 997 == 0) {
        assertThat(set.bytes()).isLessThan(12L * i);
      }
    }
  }

  @Test
  void survivesItsState() throws IOException {
    UniqueSet set = new UniqueSet();
    List<Long> hashes = List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 42L);
    hashes.forEach(set::add);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    set.write(new DataOutputStream(bytes));
    UniqueSet restored =
        UniqueSet.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(restored.size()).isEqualTo(set.size());
    hashes.forEach(hash -> assertThat(restored.add(hash)).isFalse());
    assertThat(restored.add(43)).isTrue();
  }
}
