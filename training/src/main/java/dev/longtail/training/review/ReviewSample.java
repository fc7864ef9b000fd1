package dev.longtail.training.review;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stratified random sample of judged lines, in random order. It is a function of the lines, its
 * size and the seed: of each stratum it takes the lines of the smallest hashes. So the lines of a
 * stratum come in the order of their draw, and the first m of them are a random sample as well.
 *
 * @param id differs where any line, size or seed does
 * @param items the lines, in the order in which they are asked
 */
public record ReviewSample(String id, List<SampleItem> items) {
  /** The most lines of a sample: more than an analyst reads, and a page that a browser holds. */
  public static final int MOST = 10_000;

  public ReviewSample {
    items = List.copyOf(items);
  }

  /**
   * Draws a sample.
   *
   * @param lines all judged lines
   * @param size lines to draw; a sample has at least one of each stratum, and at most all lines
   * @throws InputException if there are more than {@link #MOST} strata
   */
  public static ReviewSample draw(List<JudgedLine> lines, int size, long seed) {
    Map<Stratum, List<JudgedLine>> strata = new TreeMap<>();
    Map<String, Long> ranks = new HashMap<>();
    for (JudgedLine line : lines) {
      strata.computeIfAbsent(line.stratum(), stratum -> new ArrayList<>()).add(line);
      ranks.put(line.id(), CommandHash.mix(CommandHash.of(line.id()), seed));
    }
    if (strata.size() > MOST) {
      throw new InputException("more than %,d strata".formatted(MOST));
    }
    Comparator<JudgedLine> byRank =
        Comparator.<JudgedLine, Long>comparing(line -> ranks.get(line.id()), Long::compareUnsigned)
            .thenComparing(JudgedLine::id);
    Map<Stratum, Integer> sizes = new TreeMap<>();
    strata.forEach((stratum, some) -> sizes.put(stratum, some.size()));
    Map<Stratum, Integer> taken = Allocation.of(sizes, size);
    Map<Stratum, Integer> numbers = new HashMap<>();
    List<JudgedLine> drawn = new ArrayList<>();
    strata.forEach(
        (stratum, some) -> {
          numbers.put(stratum, numbers.size() + 1);
          some.stream().sorted(byRank).limit(taken.get(stratum)).forEach(drawn::add);
        });
    drawn.sort(byRank);
    String id = id(drawn, sizes, seed);
    List<SampleItem> items = new ArrayList<>();
    for (JudgedLine line : drawn) {
      Stratum stratum = line.stratum();
      items.add(
          new SampleItem(
              id,
              line.id(),
              items.size() + 1,
              stratum,
              numbers.get(stratum),
              sizes.get(stratum),
              taken.get(stratum),
              line));
    }
    return new ReviewSample(id, items);
  }

  private static String id(List<JudgedLine> drawn, Map<Stratum, Integer> sizes, long seed) {
    StringBuilder text = new StringBuilder();
    text.append(seed).append('\n');
    sizes.forEach((stratum, size) -> text.append(stratum).append('\0').append(size).append('\n'));
    drawn.forEach(line -> text.append(line.id()).append('\n'));
    return Sha256.hex(text.toString()).substring(0, 16);
  }

  /** The number of strata. */
  public int strata() {
    return (int) items.stream().map(SampleItem::stratum).distinct().count();
  }
}
