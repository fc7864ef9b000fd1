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
import org.junit.jupiter.api.Test;

class LabelJournalTest {
  private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

  private final MemoryStore store = new MemoryStore();
  private long now = 1_000_000;

  private LabelJournal open() throws IOException {
    return open(Spent.NOTHING);
  }

  private LabelJournal open(Spent state) throws IOException {
    return LabelJournal.open(store, state, LONGEST_CALL, () -> now);
  }

  @Test
  void whatWasInFlightAtACrashIsSpentAtItsUpperBound() throws IOException {
    var unused = open().reserve("question", 500);
    LabelJournal after = open();
    assertThat(after.spent()).isEqualTo(new Spent(1, 500));
    assertThat(after.answers()).isEmpty();
  }

  @Test
  void anAnswerThatWasPaidForIsThereAfterACrash() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", 500), 20, benign());
    journal.settle(journal.reserve("b", 500), 500, passing("http 503", Again.FAILED));
    LabelJournal after = open();
    assertThat(after.spent()).isEqualTo(new Spent(2, 520));
    assertThat(after.answers()).containsOnlyKeys("a").containsEntry("a", benign());
  }

  @Test
  void anEntryThatWasCutOffCountsAsUnsettled() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", 500), 20, benign());
    store.texts.replaceAll((name, text) -> text.substring(0, text.length() / 2));
    assertThat(open().spent()).isEqualTo(new Spent(1, 500));
  }

  @Test
  void aCallThatReachedNobodyIsNotSpent() throws IOException {
    LabelJournal journal = open();
    journal.cancel(journal.reserve("a", 500));
    assertThat(journal.spent()).isEqualTo(Spent.NOTHING);
    assertThat(open().spent()).isEqualTo(Spent.NOTHING);
  }

  @Test
  void aCompletedCheckpointFoldsWhatItNoLongerNeeds() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("delivered", 500), 20, benign());
    journal.settle(journal.reserve("waiting", 500), 30, benign());
    var open = journal.reserve("open", 500);
    journal.snapshot(1, Set.of("waiting"));
    journal.settle(journal.reserve("after", 500), 40, benign());
    journal.completed(1);
    assertThat(store.texts).hasSize(4).containsKey("totals-1");
    assertThat(journal.spent()).isEqualTo(new Spent(4, 590));
    assertThat(open().spent()).isEqualTo(new Spent(4, 590));
    assertThat(open().answers()).containsOnlyKeys("waiting", "after");
    journal.settle(open, 10, benign());
    journal.snapshot(2, Set.of());
    journal.completed(2);
    assertThat(store.texts).containsOnlyKeys("totals-2");
    assertThat(open().spent()).isEqualTo(new Spent(4, 100));
  }

  @Test
  void aCheckpointThatNeverCompletesFoldsNothing() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", 500), 20, benign());
    journal.completed(1);
    journal.snapshot(2, Set.of());
    journal.completed(1);
    assertThat(store.texts).hasSize(1);
    assertThat(open().answers()).containsOnlyKeys("a");
  }

  @Test
  void anEntryThatCouldNotBeDeletedIsNotCountedTwice() throws IOException {
    LabelJournal journal = open();
    journal.settle(journal.reserve("a", 500), 20, benign());
    journal.snapshot(1, Set.of());
    store.breakFor(name -> name.startsWith("call-"));
    assertThatThrownBy(() -> journal.completed(1)).isInstanceOf(IOException.class);
    store.breakFor(name -> false);
    assertThat(store.texts).hasSize(2);
    LabelJournal after = open();
    assertThat(after.spent()).isEqualTo(new Spent(1, 20));
    after.snapshot(5, Set.of());
    after.completed(5);
    assertThat(store.texts).containsOnlyKeys("totals-2");
    assertThat(open().spent()).isEqualTo(new Spent(1, 20));
  }

  @Test
  void totalsThatWereCutOffLeaveTheFormerOnes() throws IOException {
    LabelJournal journal = open(new Spent(3, 300));
    journal.settle(journal.reserve("a", 500), 20, benign());
    store.texts.put("totals-2", "{\"calls\":");
    store.reversed = true; // a store lists in any order
    assertThat(open().spent()).isEqualTo(new Spent(4, 320));
    LabelJournal after = open();
    after.snapshot(1, Set.of());
    after.completed(1);
    assertThat(store.texts).containsOnlyKeys("totals-3");
    assertThat(open().spent()).isEqualTo(new Spent(4, 320));
  }

  @Test
  void theStateOfAnOlderSavepointLowersNothingAndAnEmptyJournalIsRaised() throws IOException {
    LabelJournal journal = open(new Spent(10, 900));
    journal.settle(journal.reserve("a", 500), 20, benign());
    assertThat(open(new Spent(2, 100)).spent()).isEqualTo(new Spent(11, 920));
    assertThat(open(new Spent(12, 100)).spent()).isEqualTo(new Spent(12, 920));
    assertThat(open().spent()).isEqualTo(new Spent(12, 920));
  }

  @Test
  void aCallOfAnAttemptThatStillLivesIsNotDeletedBeforeItEnds() throws IOException {
    LabelJournal zombie = open();
    var call = zombie.reserve("a", 500);
    LabelJournal journal = open();
    journal.snapshot(1, Set.of());
    journal.completed(1);
    zombie.settle(call, 20, benign());
    assertThat(open().spent()).isEqualTo(new Spent(1, 20));
    now += LONGEST_CALL.toMillis();
    journal.snapshot(2, Set.of());
    journal.completed(2);
    // The attempt that folds had read it as unsettled: the upper bound is what it knows.
    assertThat(open().spent()).isEqualTo(new Spent(1, 500));
  }

  @Test
  void aCallThatCannotBeEnteredIsNotSent() throws IOException {
    LabelJournal journal = open();
    store.breakFor(name -> true);
    Budget budget = new Budget(10, 10_000);
    try (Ledger ledger = new Ledger(budget, journal, 1)) {
      assertThat(ledger.book("a", 500).join())
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

  /**
   * A job that crashes again and again, whose store fails and whose checkpoints are lost: what it
   * really sent is never more than the cap, nor more than the journal says.
   */
  @Property(tries = 300)
  void theCapIsNeverPassed(Any any) throws Exception {
    MemoryStore folder = new MemoryStore();
    long maxCalls = any.between(0, 40);
    long maxTokens = any.between(0, 4_000);
    long sentCalls = 0;
    long sentTokens = 0;
    Set<String> answered = new HashSet<>();
    Spent state = Spent.NOTHING;
    long checkpoint = 0;
    for (int life = 0; life < 4; life++) {
      LabelJournal journal = LabelJournal.open(folder, state, LONGEST_CALL, () -> now);
      assertThat(journal.answers().keySet()).isSubsetOf(answered);
      Budget budget = new Budget(maxCalls, maxTokens);
      try (Ledger ledger = new Ledger(budget, journal, 4)) {
        assertThat(budget.calls()).isGreaterThanOrEqualTo(sentCalls);
        assertThat(budget.tokens()).isGreaterThanOrEqualTo(sentTokens);
        List<Ledger.Booked> open = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (int step = any.between(0, 40); step > 0; step--) {
          switch (any.between(0, 5)) {
            case 0, 1 -> {
              String key = "q" + any.between(0, 9);
              if (ledger.book(key, any.between(1, 200)).join() instanceof Ledger.Booked booked) {
                open.add(booked);
                keys.add(key);
                sentCalls++; // sent now, answered later or never
              }
            }
            case 2, 3 -> {
              if (!open.isEmpty()) {
                Ledger.Booked call = open.remove(0);
                long used = any.between(0, (int) call.upperBound());
                sentTokens += used;
                answered.add(keys.get(0));
                var unused = call.settle(used, benign()).get();
                var unusedToo = keys.remove(0);
              }
            }
            case 4 -> {
              checkpoint++;
              journal.snapshot(checkpoint, Set.copyOf(keys));
              state = new Spent(budget.calls(), budget.tokens());
              if (any.between(0, 2) > 0) {
                try {
                  journal.completed(checkpoint);
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
          assertThat(sentCalls).isLessThanOrEqualTo(maxCalls);
          assertThat(sentTokens).isLessThanOrEqualTo(maxTokens);
        }
      }
      folder.breakFor(name -> false);
      now += any.between(0, 2) * LONGEST_CALL.toMillis();
    }
  }
}
