package dev.longtail.labeler.client;

import static dev.longtail.labeler.client.ScriptedClient.benign;
import static dev.longtail.labeler.client.ScriptedClient.passing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.labeler.client.LabelResult.Again;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LabelJournalTest {
  private static final Duration LONGEST_CALL = Duration.ofMinutes(1);
  private static final long SUNDAY = 1_736_035_200_000L;
  private static final long MONDAY = SUNDAY + 86_400_000;

  private final MemoryStore store = new MemoryStore();
  private long now = 1_000_000;

  private LabelJournal open() throws IOException {
    return open(new SpentByWindow());
  }

  private LabelJournal open(SpentByWindow state) throws IOException {
    return LabelJournal.open(store, state, LONGEST_CALL, () -> now);
  }

  /** What another start would find; the journal keeps its owner. */
  private LabelJournal found() throws IOException {
    String owner = store.texts.get("owner");
    LabelJournal journal = open();
    store.texts.put("owner", owner);
    return journal;
  }

  @Test
  void whatWasInFlightAtACrashIsSpentAtItsUpperBound() throws IOException {
    var unused = open().reserve("question", SUNDAY, Spent.of(1, 500));
    LabelJournal after = open();
    assertThat(after.spent().total()).isEqualTo(Spent.of(1, 500));
    assertThat(after.answers()).isEmpty();
  }

  @Test
  void anAnswerThatWasPaidForIsThereAfterACrash() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    journal.settle(
        journal.reserve("b", SUNDAY, Spent.of(1, 500)),
        Spent.of(1, 500),
        passing("http 503", Again.FAILED));
    LabelJournal after = open();
    assertThat(after.spent().total()).isEqualTo(Spent.of(2, 520));
    assertThat(after.answers()).containsOnlyKeys("a").containsEntry("a", benign());
  }

  @Test
  void aJudgeIsTriedOnceInTheLifeOfAJournal() throws IOException {
    assertThat(open().tries("small model")).isTrue();
    assertThat(open().tries("small model")).isFalse();
    assertThat(open().tries("large model")).isTrue();
    assertThat(open().spent()).isEqualTo(new SpentByWindow());
  }

  @Test
  void anEntryThatWasCutOffCountsAsUnsettled() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    store.texts.replaceAll((name, text) -> text.substring(0, text.length() / 2));
    assertThat(open().spent().total()).isEqualTo(Spent.of(1, 500));
  }

  @Test
  void aCallThatReachedNobodyIsNotSpent() throws IOException {
    LabelJournal journal = open();
    journal.cancel(journal.reserve("a", SUNDAY, Spent.of(1, 500)));
    assertThat(journal.spent().total()).isEqualTo(Spent.NOTHING);
    assertThat(open().spent().total()).isEqualTo(Spent.NOTHING);
  }

  @Test
  void aCompletedCheckpointFoldsWhatItNoLongerNeeds() throws IOException {
    LabelJournal journal = open();
    journal.settle(
        journal.reserve("delivered", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    journal.settle(journal.reserve("waiting", SUNDAY, Spent.of(1, 500)), Spent.of(1, 30), benign());
    var open = journal.reserve("open", SUNDAY, Spent.of(1, 500));
    journal.snapshot(1, Set.of("waiting"));
    journal.settle(journal.reserve("after", SUNDAY, Spent.of(1, 500)), Spent.of(1, 40), benign());
    journal.completed(1);
    assertThat(store.texts).hasSize(5).containsKey("totals-1");
    assertThat(journal.spent().total()).isEqualTo(Spent.of(4, 590));
    assertThat(found().spent().total()).isEqualTo(Spent.of(4, 590));
    assertThat(found().answers()).containsOnlyKeys("waiting", "after");
    journal.settle(open, Spent.of(1, 10), benign());
    journal.snapshot(2, Set.of());
    journal.completed(2);
    assertThat(store.texts).containsOnlyKeys("owner", "totals-2");
    assertThat(found().spent().total()).isEqualTo(Spent.of(4, 100));
  }

  @Test
  void aCheckpointThatNeverCompletesFoldsNothing() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    journal.completed(1);
    journal.snapshot(2, Set.of());
    journal.completed(1);
    assertThat(store.texts).hasSize(2);
    assertThat(found().answers()).containsOnlyKeys("a");
  }

  @Test
  void anEntryThatCouldNotBeDeletedIsNotCountedTwice() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    journal.snapshot(1, Set.of());
    store.breakFor(name -> name.startsWith("call-"));
    assertThatThrownBy(() -> journal.completed(1)).isInstanceOf(IOException.class);
    store.breakFor(name -> false);
    assertThat(store.texts).hasSize(3);
    LabelJournal after = open();
    assertThat(after.spent().total()).isEqualTo(Spent.of(1, 20));
    after.snapshot(5, Set.of());
    after.completed(5);
    assertThat(store.texts).containsOnlyKeys("owner", "totals-2");
    assertThat(found().spent().total()).isEqualTo(Spent.of(1, 20));
  }

  @Test
  void totalsThatWereCutOffLeaveTheFormerOnes() throws IOException {
    LabelJournal journal = open(new SpentByWindow(Spent.of(3, 300)));
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    store.texts.put("totals-2", "{\"calls\":");
    store.reversed = true; // a store lists in any order
    assertThat(open().spent().total()).isEqualTo(Spent.of(4, 320));
    LabelJournal after = open();
    after.snapshot(1, Set.of());
    after.completed(1);
    assertThat(store.texts).containsOnlyKeys("owner", "totals-3");
    assertThat(open().spent().total()).isEqualTo(Spent.of(4, 320));
  }

  @Test
  void theStateOfAnOlderSavepointLowersNothingAndAnEmptyJournalIsRaised() throws IOException {
    LabelJournal journal = open(new SpentByWindow(Spent.of(10, 900)));
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    assertThat(open(new SpentByWindow(Spent.of(2, 100))).spent().total())
        .isEqualTo(Spent.of(11, 920));
    assertThat(open(new SpentByWindow(Spent.of(12, 100))).spent().total())
        .isEqualTo(Spent.of(12, 920));
    assertThat(open().spent().total()).isEqualTo(Spent.of(12, 920));
  }

  @Test
  void aCallOfAnAttemptThatStillLivesIsNotDeletedBeforeItEnds() throws IOException {
    LabelJournal zombie = open();
    var call = zombie.reserve("a", SUNDAY, Spent.of(1, 500));
    LabelJournal journal = open();
    journal.snapshot(1, Set.of());
    journal.completed(1);
    zombie.settle(call, Spent.of(1, 20), benign());
    assertThat(found().spent().total()).isEqualTo(Spent.of(1, 20));
    now += LONGEST_CALL.toMillis();
    journal.snapshot(2, Set.of());
    journal.completed(2);
    // The attempt that folds had read it as unsettled: the upper bound is what it knows.
    assertThat(open().spent().total()).isEqualTo(Spent.of(1, 500));
  }

  @Test
  void aCallThatCannotBeEnteredIsNotSent() throws IOException {
    LabelJournal journal = open();
    store.breakFor(name -> true);
    Budget budget = new Budget(10, 10_000);
    try (Ledger ledger = new Ledger(budget, TokenPrice.UNKNOWN, journal, 1)) {
      assertThat(ledger.book("a", SUNDAY, new TokenUsage(400, 100), () -> {}).join())
          .isInstanceOfSatisfying(
              Ledger.Refused.class,
              refused -> {
                assertThat(refused.again()).isEqualTo(Again.UNSENT);
                assertThat(refused.reason()).contains("no space left");
              });
    }
    assertThat(budget.calls()).isZero();
    assertThat(budget.tokens()).isZero();
  }

  @Test
  void eachWindowKeepsItsShareThroughCrashesAndFolding() throws IOException {
    LabelJournal journal = open();
    Spent most = new Spent(1, 400, 100, 9_000);
    Spent used = new Spent(1, 300, 20, 4_000);
    journal.settle(journal.reserve("a", SUNDAY, most), used, benign());
    journal.settle(journal.reserve("b", MONDAY, most), used, benign());
    var unused = journal.reserve("c", MONDAY, most);
    SpentByWindow spent = found().spent();
    assertThat(spent).isEqualTo(journal.spent());
    assertThat(spent.of(SUNDAY)).isEqualTo(used);
    assertThat(spent.of(MONDAY)).isEqualTo(used.plus(most));
    journal.snapshot(1, Set.of());
    journal.completed(1);
    assertThat(store.texts).hasSize(3);
    assertThat(found().spent()).isEqualTo(spent);
    SpentByWindow state = spent.copy();
    state.add(MONDAY, used);
    assertThat(open(state).spent()).isEqualTo(state);
    assertThat(open().spent()).isEqualTo(state);
  }

  @Test
  void entriesWithoutAWindowAreReadToo() throws IOException {
    store.texts.put("call-0123456789ab-1-500-key_of-a-question", "");
    store.texts.put("call-0123456789ab-2-500-another", "{\"tokens\":20}");
    store.texts.put("totals-1", "{\"calls\":3,\"tokens\":60,\"folded\":[]}");
    assertThat(open().spent().total()).isEqualTo(Spent.of(5, 580));
  }

  @Test
  void whoWasReplacedSendsNothingMore() throws IOException {
    LabelJournal replaced = open();
    var call = replaced.reserve("a", SUNDAY, Spent.of(1, 500));
    LabelJournal journal = open();
    assertThatThrownBy(() -> replaced.reserve("b", SUNDAY, Spent.of(1, 500)))
        .hasMessageContaining("has taken it over");
    replaced.settle(call, Spent.of(1, 20), benign());
    replaced.snapshot(1, Set.of());
    assertThatThrownBy(() -> replaced.completed(1)).hasMessageContaining("has taken it over");
    assertThat(journal.reserve("c", SUNDAY, Spent.of(1, 500))).isNotNull();
    // What it entered in vain counts at the next start: too much, never too little.
    assertThat(open().spent().total()).isEqualTo(Spent.of(3, 1_020));
  }

  @Test
  void whoEmptiesTheFolderLetsTheJobBeginAnew() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", SUNDAY, Spent.of(1, 500)), Spent.of(1, 20), benign());
    store.texts.clear();
    assertThat(journal.reserve("b", SUNDAY, Spent.of(1, 500))).isNotNull();
    assertThat(found().spent().total()).isEqualTo(Spent.of(1, 500));
  }

  /** What was really sent. */
  private static final class Sent {
    private static final TokenPrice PRICE = new TokenPrice(1, 4);

    private final SpentByWindow sent = new SpentByWindow();
    private final Set<String> answered = new HashSet<>();

    void isWithin(Caps total, Caps perWindow) {
      assertThat(total.hold(sent.total())).as("%s in all", sent).isTrue();
      for (Spent each : sent.windows().values()) {
        assertThat(perWindow.hold(each)).as("%s a window", sent).isTrue();
      }
    }
  }

  /** An attempt of the job: it may live on when the next one has begun. */
  private static final class Life {
    private final LabelJournal journal;
    private final Budget budget;
    private final Ledger ledger;
    private final List<Ledger.Booked> open = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<Long> windows = new ArrayList<>();

    Life(LabelJournal journal, Caps total, Caps perWindow) {
      this.journal = journal;
      this.budget = new Budget(total, perWindow);
      this.ledger = new Ledger(budget, Sent.PRICE, journal, 4);
    }

    void send(Any any, Sent sent) {
      String key = "q" + any.between(0, 9);
      long window = any.between(0, 1) == 0 ? SUNDAY : MONDAY;
      TokenUsage most = new TokenUsage(any.between(1, 150), any.between(1, 50));
      CompletableFuture<Ledger.Booking> booking = ledger.book(key, window, most, () -> {});
      // It waits for room that only this thread can give.
      boolean waits = budget.waits();
      if (!waits && booking.join() instanceof Ledger.Booked booked) {
        open.add(booked);
        keys.add(key);
        windows.add(window);
        sent.sent.add(window, new Spent(1, 0, 0, 0)); // sent now, answered later or never
      } else if (waits) {
        var unused =
            booking.thenAccept(
                late -> {
                  if (late instanceof Ledger.Booked booked) {
                    booked.cancel(); // it reached nobody
                  }
                });
      }
    }

    void answer(Any any, Sent sent) throws Exception {
      if (!open.isEmpty()) {
        Ledger.Booked call = open.remove(0);
        long window = windows.remove(0);
        TokenUsage most = call.upperBound();
        TokenUsage used =
            new TokenUsage(
                any.between(0, (int) most.promptTokens()),
                any.between(0, (int) most.answerTokens()));
        long cost = Sent.PRICE.cost(used.promptTokens(), used.answerTokens());
        sent.sent.add(window, new Spent(0, used.promptTokens(), used.answerTokens(), cost));
        sent.answered.add(keys.get(0));
        var unused = call.settle(used, benign()).get();
        var unusedToo = keys.remove(0);
      }
    }
  }

  /** A former attempt takes a call back between the list of the entries and their reading. */
  @Test
  void whatIsTakenBackWhileItIsReadDoesNotCount() throws IOException {
    MemoryStore folder = new MemoryStore();
    LabelJournal former = LabelJournal.open(folder, new SpentByWindow(), LONGEST_CALL, () -> now);
    former.reserve("kept", SUNDAY, new Spent(1, 10, 10, 0));
    LabelJournal.Entry back = former.reserve("back", SUNDAY, new Spent(1, 10, 10, 0));
    JournalStore meanwhile =
        new JournalStore() {
          private boolean first = true;

          @Override
          public List<String> names() throws IOException {
            List<String> names = folder.names();
            if (first) {
              first = false;
              former.cancel(back);
            }
            return names;
          }

          @Override
          public String read(String name) throws IOException {
            return folder.read(name);
          }

          @Override
          public void write(String name, String text) throws IOException {
            folder.write(name, text);
          }

          @Override
          public void delete(String name) throws IOException {
            folder.delete(name);
          }
        };
    LabelJournal later = LabelJournal.open(meanwhile, new SpentByWindow(), LONGEST_CALL, () -> now);
    assertThat(later.spent().total().calls()).isEqualTo(1);
  }

  /**
   * A job that crashes again and again, whose store fails, whose checkpoints are lost, and whose
   * former attempts live on: what they really sent is never more than the caps, nor more than the
   * journal says.
   */
  @Property(tries = 300)
  void noCapIsEverPassed(Any any) throws Exception {
    MemoryStore folder = new MemoryStore();
    Caps total = new Caps(any.between(0, 40), any.between(0, 4_000), any.between(0, 8_000_000));
    Caps perWindow = new Caps(any.between(0, 30), any.between(0, 3_000), Long.MAX_VALUE);
    Sent sent = new Sent();
    SpentByWindow state = new SpentByWindow();
    long checkpoint = 0;
    List<Life> lives = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      Life life =
          new Life(LabelJournal.open(folder, state, LONGEST_CALL, () -> now), total, perWindow);
      lives.add(life);
      assertThat(life.journal.answers().keySet()).isSubsetOf(sent.answered);
      assertThat(life.budget.spent().max(sent.sent.total())).isEqualTo(life.budget.spent());
      for (int step = any.between(0, 40); step > 0; step--) {
        Life one = any.between(0, 3) > 0 ? life : lives.get(any.between(0, lives.size() - 1));
        switch (any.between(0, 5)) {
          case 0, 1 -> one.send(any, sent);
          case 2, 3 -> one.answer(any, sent);
          case 4 -> {
            checkpoint++;
            life.journal.snapshot(checkpoint, Set.copyOf(life.keys));
            state = life.budget.byWindow();
            if (any.between(0, 2) > 0) {
              try {
                life.journal.completed(checkpoint);
              } catch (IOException e) {
                assertThat(e).hasMessage("no space left");
              }
            }
          }
          default -> {
            int letter = any.between(0, 3);
            folder.breakFor(name -> letter == 0 ? name.startsWith("call-") : letter == 1);
          }
        }
        sent.isWithin(total, perWindow);
      }
      folder.breakFor(name -> false);
      now += any.between(0, 2) * LONGEST_CALL.toMillis();
    }
    lives.forEach(life -> life.ledger.close());
  }
}
