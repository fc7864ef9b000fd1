package dev.longtail.training.passport;

import dev.longtail.training.page.OfflinePage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The passport as a page to search: every exception as it is written, and every refused family. */
final class PassportPage {
  private PassportPage() {}

  private record Item(PassportEntry entry, String sigma, String elastic) {}

  private record Data(
      Passport.Totals totals,
      Map<String, Integer> refusedBy,
      List<Item> items,
      List<RefusedView> refused) {}

  static String of(Passport passport) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < passport.entries().size(); i++) {
      items.add(
          new Item(passport.entries().get(i), passport.sigma().get(i), passport.elastic().get(i)));
    }
    return OfflinePage.of(
        PassportPage.class,
        "passport",
        new Data(passport.totals(), passport.refusedBy(), items, RefusedView.of(passport)));
  }
}
