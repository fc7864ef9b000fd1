package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.embedding.BatchingEmbedder.Limits;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchingEmbedderTest {
  /** So long that nothing is overdue. */
  private static final Limits PATIENT = new Limits(Duration.ofHours(1), 1 << 20);

  private final FakeEmbedder fake = new FakeEmbedder();

  /** Lets the one worker take {@code text} and stay at it, so that what follows waits. */
  private void occupy(BatchingEmbedder embedder, String text) throws InterruptedException {
    fake.permits.drainPermits();
    CompletableFuture<float[]> unused = embedder.embed(text);
    fake.begun.acquire();
  }

  @Test
  void anIdleWorkerTakesAtOnceWhatThereIs() throws Exception {
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, PATIENT)) {
      assertThat(embedder.embed("lone").get(30, TimeUnit.SECONDS))
          .isEqualTo(FakeEmbedder.vectorOf("lone"));
    }
  }

  @Test
  void whatComesMeanwhileGoesInBatchesOfOneLengthTheFullOnesFirst() throws Exception {
    List<CompletableFuture<float[]>> vectors = new ArrayList<>();
    List<String> texts = List.of("rare", "aaa", "bbb", "ccc", "ddd", "eee", "xx");
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, PATIENT)) {
      occupy(embedder, "first");
      texts.forEach(text -> vectors.add(embedder.embed(text)));
      fake.permits.release(100);
      for (int i = 0; i < texts.size(); i++) {
        assertThat(vectors.get(i).get()).isEqualTo(FakeEmbedder.vectorOf(texts.get(i)));
      }
      assertThat(fake.batches())
          .containsExactly(
              List.of("first"),
              List.of("aaa", "bbb", "ccc", "ddd"),
              List.of("rare"),
              List.of("eee"),
              List.of("xx"));
      assertThat(embedder.computed()).isEqualTo(8);
      assertThat(embedder.batches()).isEqualTo(5);
    }
  }

  @Test
  void withoutPatienceTheOldestGoesFirst() throws Exception {
    Limits impatient = new Limits(Duration.ZERO, 0);
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, impatient)) {
      occupy(embedder, "first");
      CompletableFuture<float[]> rare = embedder.embed("rare");
      for (String text : List.of("aaa", "bbb", "ccc", "ddd")) {
        CompletableFuture<float[]> unused = embedder.embed(text);
      }
      fake.permits.release(100);
      rare.get();
      assertThat(fake.batches().get(1)).containsExactly("rare");
    }
  }

  @Test
  void anErrorFailsItsBatchAndNoOther() throws Exception {
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, PATIENT)) {
      occupy(embedder, "first");
      List<CompletableFuture<float[]>> failing =
          List.of(embedder.embed("broken"), embedder.embed("beside"));
      CompletableFuture<float[]> other = embedder.embed("good");
      fake.permits.release(100);
      for (CompletableFuture<float[]> vector : failing) {
        assertThatThrownBy(vector::get)
            .isInstanceOf(ExecutionException.class)
            .hasRootCauseMessage("no vector for this");
      }
      assertThat(other.get()).isEqualTo(FakeEmbedder.vectorOf("good"));
      assertThat(embedder.embed("beside").get())
          .as("a failure is not remembered")
          .isEqualTo(FakeEmbedder.vectorOf("beside"));
      assertThatThrownBy(embedder.embed("unreadable")::get)
          .hasCauseInstanceOf(InputException.class);
    }
  }

  @Test
  void closingEndsTheThreadsAndFailsWhatWaits() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(fake, 2, PATIENT);
    fake.permits.drainPermits();
    List<CompletableFuture<float[]>> begun = List.of(embedder.embed("long"), embedder.embed("bb"));
    fake.begun.acquire(2);
    CompletableFuture<float[]> waiting = embedder.embed("ccc");
    Thread closing = new Thread(embedder::close);
    closing.start();
    assertThatThrownBy(waiting::get).hasRootCauseMessage("the embedder was closed");
    assertThat(closing.isAlive()).as("it waits for the batches under way").isTrue();
    assertThat(begun).noneMatch(CompletableFuture::isDone);
    fake.permits.release(100);
    closing.join();
    assertThat(embedder.threads()).isZero();
    assertThat(begun.get(1).get()).isEqualTo(FakeEmbedder.vectorOf("bb"));
    assertThatThrownBy(embedder.embed("late")::get).hasRootCauseMessage("the embedder is closed");
    assertThatThrownBy(() -> embedder.setWorkers(1)).isInstanceOf(IllegalStateException.class);
    embedder.close();
  }

  @Test
  void aTextUnderWayIsNotComputedTwice() throws Exception {
    Limits noMemory = new Limits(Duration.ofHours(1), 0);
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, noMemory)) {
      occupy(embedder, "first");
      CompletableFuture<float[]> one = embedder.embed("same");
      CompletableFuture<float[]> two = embedder.embed("same");
      one.cancel(true);
      fake.permits.release(100);
      assertThat(two.get()).isEqualTo(FakeEmbedder.vectorOf("same"));
      assertThat(embedder.computed()).isEqualTo(2);
    }
  }

  @Test
  void aRememberedVectorCannotBeChangedByWhoGotIt() throws Exception {
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 1, PATIENT)) {
      embedder.embed("same").get()[0] = 42;
      assertThat(embedder.embed("same").get()).isEqualTo(FakeEmbedder.vectorOf("same"));
      assertThat(embedder.computed()).isOne();
    }
  }

  @Test
  void remembersNoMoreBytesThanAllowed() throws Exception {
    long limit = 100_000;
    int texts = 2_000;
    try (BatchingEmbedder embedder =
        new BatchingEmbedder(fake, 1, new Limits(Duration.ZERO, limit))) {
      for (int i = 0; i < texts; i++) {
        embedder.embed("text " + i).get();
        assertThat(embedder.remembered()).isLessThanOrEqualTo(limit);
      }
      assertThat(embedder.remembered()).as("the room is used").isGreaterThan(limit * 9 / 10);
      for (int i = 0; i < texts; i++) {
        embedder.embed("text " + i).get();
      }
      assertThat(embedder.computed()).isBetween(texts + 1000L, 2L * texts);
    }
  }

  @Test
  void workersComeAndGo() throws Exception {
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 0, PATIENT)) {
      CompletableFuture<float[]> early = embedder.embed("early");
      assertThat(early.isDone()).isFalse();
      embedder.setWorkers(3);
      assertThat(early.get()).isEqualTo(FakeEmbedder.vectorOf("early"));
      embedder.setWorkers(1);
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (embedder.threads() > 1 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(embedder.threads()).isOne();
      assertThat(embedder.embed("after").get()).isEqualTo(FakeEmbedder.vectorOf("after"));
    }
  }

  @Test
  void manyThreadsGetEachTheirOwn() throws Exception {
    try (BatchingEmbedder embedder = new BatchingEmbedder(fake, 3, Limits.DEFAULT)) {
      List<Thread> callers = new ArrayList<>();
      List<Integer> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int caller = 0; caller < 4; caller++) {
        int first = caller * 500;
        Thread thread =
            new Thread(
                () ->
                    IntStream.range(first, first + 1000)
                        .mapToObj(i -> "text " + i)
                        .map(text -> embedder.embed(text).thenApply(v -> v[0] == text.hashCode()))
                        .toList()
                        .forEach(
                            right -> {
                              if (!right.join()) {
                                wrong.add(first);
                              }
                            }));
        callers.add(thread);
        thread.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(embedder.computed()).as("each of the 2,500 texts once").isEqualTo(2500);
    }
  }
}
