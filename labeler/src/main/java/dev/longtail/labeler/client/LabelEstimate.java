package dev.longtail.labeler.client;

import dev.longtail.udfs.text.CommandHash;
import dev.longtail.udfs.text.Counted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What labelling lines would cost, before anything is sent. The likely cost takes a token for four
 * characters, 200 tokens for an answer, every line for harmless, and so one shared canary for as
 * many lines as are under way at once. The upper bound holds without retries.
 */
public final class LabelEstimate {
  private final SpendingPlan plan;
  private final boolean namesModel;
  private final int concurrency;

  /**
   * Hashes of questions: of a million questions, two share one with a chance of 1 to 10 million.
   */
  private final Set<Long> keys = new HashSet<>();

  private long lines;
  private long questions;
  private long equal;
  private long known;
  private long notAsked;
  private Spent likely = Spent.NOTHING;
  private Spent likelyShared = Spent.NOTHING;
  private Spent most = Spent.NOTHING;

  /** An estimate for the labeler of {@code options}. */
  public LabelEstimate(LabelerOptions options) {
    this.plan = options.spending();
    this.concurrency = options.concurrency();
    this.namesModel =
        !(options.source() instanceof LabelerOptions.Server server) || !server.model().isEmpty();
  }

  /** Adds a line, by the quotes of {@link LabelClient#quotes}. */
  public void add(List<Quote> quotes) {
    lines++;
    Optional<Quote> asked =
        quotes.stream().filter(quote -> quote.kind() == Quote.Kind.ASKED).findFirst();
    if (asked.isEmpty()) {
      boolean isKnown = quotes.stream().anyMatch(quote -> quote.kind() == Quote.Kind.KNOWN);
      known += isKnown ? 1 : 0;
      notAsked += isKnown ? 0 : 1;
    } else if (!keys.add(CommandHash.of(asked.get().key()))) {
      equal++;
    } else {
      questions++;
      quotes.forEach(this::count);
    }
  }

  private void count(Quote quote) {
    most = most.plus(quote.most());
    if (quote.kind() == Quote.Kind.SHARED_CANARY) {
      likelyShared = likelyShared.plus(quote.likely());
    } else {
      likely = likely.plus(quote.likely());
    }
  }

  /** What is likely. */
  public Spent likely() {
    return likely.plus(
        new Spent(
            share(likelyShared.calls()),
            share(likelyShared.promptTokens()),
            share(likelyShared.answerTokens()),
            share(likelyShared.cost())));
  }

  private long share(long all) {
    return (all + concurrency - 1) / concurrency;
  }

  /** The upper bound, without retries. */
  public Spent most() {
    return most;
  }

  /** Lines that are asked about; equal questions are asked once. */
  public long questions() {
    return questions;
  }

  /** Questions that others have asked already in this estimate. */
  public long equal() {
    return equal;
  }

  /** Lines whose verdict is kept. */
  public long known() {
    return known;
  }

  /** Lines of which a judge would see too little, or that are too long. */
  public long notAsked() {
    return notAsked;
  }

  /** All lines. */
  public long lines() {
    return lines;
  }

  /** The estimate for people. */
  public List<String> text() {
    List<String> text = new ArrayList<>();
    text.add(
        "%s: %s, %,d equal to others, %,d known, %,d not asked (hidden or too long)"
            .formatted(
                Counted.of(lines, "line"),
                Counted.of(questions, "question"),
                equal,
                known,
                notAsked));
    text.add("likely %s, canaries included".formatted(words(likely())));
    text.add("at most %s, without retries".formatted(words(most)));
    if (!plan.total().hold(likely())) {
      text.add("warning: that is beyond a cap; what it has no room for waits");
    }
    if (!namesModel) {
      text.add("no model is named: kept verdicts are not looked up, and its price is not known");
    }
    text.add("nothing was sent");
    return text;
  }

  private String words(Spent spent) {
    return SpendingText.of(spent, plan.prices().any());
  }
}
