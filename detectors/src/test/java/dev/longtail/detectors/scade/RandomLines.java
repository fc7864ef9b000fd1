package dev.longtail.detectors.scade;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lines of few words, some of them much more common than others. */
final class RandomLines {
  private RandomLines() {}

  static List<String> of(int count, Random random) {
    return Stream.generate(() -> line(random)).limit(count).toList();
  }

  private static String line(Random random) {
    return IntStream.range(0, random.nextInt(9))
        .mapToObj(i -> "w" + Character.toString('a' + (int) Math.abs(random.nextGaussian() * 6)))
        .collect(Collectors.joining(" "));
  }
}
