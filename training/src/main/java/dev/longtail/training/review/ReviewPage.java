package dev.longtail.training.review;

import dev.longtail.training.page.OfflinePage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page on which an analyst reviews a sample. */
public final class ReviewPage {
  private ReviewPage() {}

  private record Item(
      String item,
      int position,
      String judge,
      String promptVersion,
      String verdict,
      boolean admitted,
      String rule,
      String reason,
      int stratum,
      int stratumSize,
      int stratumSampled,
      String cmd,
      LineContext context) {}

  private record Data(String sample, long population, int strata, List<Item> items) {}

  /** The page of a sample. */
  public static String of(ReviewSample sample) {
    List<Item> items = sample.items().stream().map(ReviewPage::item).toList();
    Map<Integer, Integer> sizes = new HashMap<>();
    sample.items().forEach(item -> sizes.put(item.stratumNumber(), item.stratumSize()));
    long population = sizes.values().stream().mapToLong(Integer::longValue).sum();
    return OfflinePage.of(
        ReviewPage.class, "review", new Data(sample.id(), population, sizes.size(), items));
  }

  private static Item item(SampleItem item) {
    Stratum stratum = item.stratum();
    return new Item(
        item.item(),
        item.position(),
        stratum.judge().model(),
        stratum.judge().promptVersion(),
        stratum.verdict(),
        stratum.admitted(),
        stratum.rule(),
        item.line().reason(),
        item.stratumNumber(),
        item.stratumSize(),
        item.stratumSampled(),
        item.line().cmd(),
        item.line().context());
  }
}
