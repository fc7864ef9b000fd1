package dev.longtail.udfs.embedding;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.longtail.udfs.text.CommandHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes texts one by one from any thread and computes them in batches on threads of its own.
 *
 * <p>What comes while the workers are busy waits and goes in batches of one length ({@link
 * BatchQueue}); an idle worker takes at once what there is, so the last texts of an input never
 * wait for company. Vectors are remembered up to a number of bytes, because many command lines come
 * day after day, and a text that is under way already is not computed twice. None of this is seen
 * in a vector: it is a function of its text ({@link BatchableEmbedder}).
 *
 * <p>It takes texts without limit; whoever calls bounds what is under way.
 */
public final class BatchingEmbedder implements AutoCloseable {
  /**
   * What it may hold back and remember.
   *
   * @param maxDelay how long a text waits for others of its length before its batch goes first
   * @param cacheBytes bytes of remembered vectors and their texts; with 0 only texts under way are
   *     shared
   */
  public record Limits(Duration maxDelay, long cacheBytes) {
    /** 50 ms, a batch's own time; 128 MiB, some 70,000 lines with vectors of 384 components. */
    public static final Limits DEFAULT = new Limits(Duration.ofMillis(50), 128L << 20);

    /** Refuses negative limits. */
    public Limits {
      if (maxDelay.isNegative() || cacheBytes < 0) {
        throw new IllegalArgumentException("negative limits: " + maxDelay + ", " + cacheBytes);
      }
    }
  }

  /** Objects around a remembered text: entry, key, future, two array headers. */
  private static final int ENTRY_BYTES = 160;

  private record Request(TokenizedText text, CompletableFuture<float[]> vector) {}

  private final BatchableEmbedder embedder;
  private final AsyncCache<String, float[]> vectors;
  private final LongAdder computed = new LongAdder();
  private final LongAdder batches = new LongAdder();

  /** Guards all below. */
  private final Object lock = new Object();

  private final BatchQueue<Request> queue;
  private final Deque<Worker> workers = new ArrayDeque<>();
  private final Set<Worker> alive = new HashSet<>();
  private boolean closed;

  /**
   * Computes with {@code embedder}, which stays the caller's to close, after this one.
   *
   * @param threads workers, each using one core; may be 0 until {@link #setWorkers}
   */
  public BatchingEmbedder(BatchableEmbedder embedder, int threads, Limits limits) {
    this.embedder = embedder;
    queue = new BatchQueue<>(embedder::rowsOf, limits.maxDelay().toNanos());
    vectors =
        Caffeine.newBuilder()
            .maximumWeight(limits.cacheBytes())
            .weigher((String text, float[] vector) -> weigh(text, vector))
            // Its upkeep is short, and a pool of its own would outlive us.
            .executor(Runnable::run)
            .buildAsync();
    setWorkers(threads);
  }

  private static int weigh(String text, float[] vector) {
    long bytes = ENTRY_BYTES + 2L * text.length() + 4L * vector.length;
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** Changes the number of workers; one too many finishes its batch first. */
  public void setWorkers(int threads) {
    synchronized (lock) {
      if (threads < 0 || closed) {
        throw new IllegalStateException(closed ? "closed" : threads + " workers");
      }
      while (workers.size() > threads) {
        workers.removeLast().leaving = true;
      }
      while (workers.size() < threads) {
        Worker worker = new Worker();
        workers.add(worker);
        alive.add(worker);
        worker.start();
      }
      lock.notifyAll();
    }
  }

  /**
   * The L2-normalised vector of {@code text}, the caller's own. It fails with what the embedder
   * threw, with {@link CancellationException} if this is closed before it is computed, and with
   * {@link IllegalStateException} if it was closed already.
   */
  public CompletableFuture<float[]> embed(String text) {
    CompletableFuture<float[]> shared;
    try {
      shared = vectors.get(text, (line, executor) -> enqueue(line));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return shared.thenApply(float[]::clone);
  }

  private CompletableFuture<float[]> enqueue(String text) {
    EmbeddingEvent event = new EmbeddingEvent();
    if (event.isEnabled()) {
      event.text = CommandHash.of(text);
      event.commit();
    }
    Request request = new Request(embedder.encode(text), new CompletableFuture<>());
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the embedder is closed");
      }
      queue.add(request.text().length(), request, System.nanoTime());
      lock.notify();
    }
    return request.vector();
  }

  /** Texts computed until now; those remembered or under way were not computed again. */
  public long computed() {
    return computed.sum();
  }

  /** Batches they were computed in. */
  public long batches() {
    return batches.sum();
  }

  /** Bytes of remembered vectors and texts, at most the limit. */
  long remembered() {
    vectors.synchronous().cleanUp();
    return vectors.synchronous().policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Threads that have not ended. */
  int threads() {
    synchronized (lock) {
      return alive.size();
    }
  }

  /** The next batch, or none once {@code worker} is to leave. */
  private List<Request> take(Worker worker) {
    synchronized (lock) {
      while (!closed && !worker.leaving && queue.size() == 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // Only close and setWorkers end a worker; others may still wait for its results.
        }
      }
      return closed || worker.leaving ? List.of() : queue.poll(System.nanoTime());
    }
  }

  private void compute(List<Request> batch) {
    List<float[]> results;
    try {
      results = embedder.embedBatch(batch.stream().map(Request::text).toList());
      if (results.size() != batch.size()) {
        throw new IllegalStateException(results.size() + " vectors for a batch of " + batch.size());
      }
    } catch (Throwable e) {
      // Whatever it is, somebody waits for it; an error is rethrown where it is waited for.
      batch.forEach(request -> request.vector().completeExceptionally(e));
      return;
    }
    computed.add(batch.size());
    batches.increment();
    for (int i = 0; i < results.size(); i++) {
      batch.get(i).vector().complete(results.get(i));
    }
  }

  /**
   * Ends the workers, after the batch each is at, and fails what still waits. When it returns, no
   * thread uses the embedder any more.
   */
  @Override
  public void close() {
    List<Request> waiting;
    List<Worker> leaving;
    synchronized (lock) {
      closed = true;
      waiting = queue.drain();
      leaving = new ArrayList<>(alive);
      lock.notifyAll();
    }
    // Of other failures the cache would log each.
    CancellationException cancelled = new CancellationException("the embedder was closed");
    waiting.forEach(request -> request.vector().completeExceptionally(cancelled));
    boolean interrupted = false;
    for (Worker worker : leaving) {
      while (worker.isAlive() && worker != Thread.currentThread()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          // Freeing the model's memory under a running batch would crash the JVM.
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Worker extends Thread {
    /** Guarded by {@link #lock}. */
    private boolean leaving;

    Worker() {
      super("embedder");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        for (List<Request> batch = take(this); !batch.isEmpty(); batch = take(this)) {
          compute(batch);
        }
      } finally {
        synchronized (lock) {
          alive.remove(this);
        }
      }
    }
  }
}
