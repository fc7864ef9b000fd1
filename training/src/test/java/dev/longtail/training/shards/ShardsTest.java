package dev.longtail.training.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void aLineHasItsShardForEver() {
    assertThat(Shards.of("git status", 8)).isEqualTo(4);
    assertThat(Shards.of("certutil -urlcache -f http://10.0.0.9/a a.exe", 8)).isEqualTo(6);
    assertThat(Shards.place("git status")).isEqualTo(8_944_871_038_324_658_471L);
  }

  @Test
  void shardsAreBalanced() {
    int shards = 7;
    int lines = 70_000;
    int[] sizes = new int[shards];
    IntStream.range(0, lines).forEach(i -> sizes[Shards.of("cmd /c job" + i, shards)]++);

    // Binomial: 10,000 lines each with a standard deviation of 93.
    assertThat(IntStream.of(sizes).allMatch(size -> Math.abs(size - 10_000) < 400))
        .as("%s", IntStream.of(sizes).boxed().toList())
        .isTrue();
  }

  @Test
  void theFirstLinesOfAShardAreARandomSampleOfIt() {
    int shards = 4;
    long median = Long.MAX_VALUE / 2;
    long[] before = new long[shards];
    int[] sizes = new int[shards];
    IntStream.range(0, 20_000)
        .mapToObj(i -> "cmd /c job" + i)
        .forEach(
            line -> {
              int shard = Shards.of(line, shards);
              sizes[shard]++;
              before[shard] += Shards.place(line) < median ? 1 : 0;
            });

    for (int shard = 0; shard < shards; shard++) {
      assertThat((double) before[shard] / sizes[shard]).isBetween(0.46, 0.54);
    }
  }

  @Test
  void thereIsNoSetOfNoShards() {
    assertThatThrownBy(() -> Shards.of("git status", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 shards");
  }
}
