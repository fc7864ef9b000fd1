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
 * Takes texts one by one from any thread and computes them in batches on its own threads.
 *
 * <p>While the workers are busy, texts wait and form batches of one length ({@link BatchQueue}). An
 * idle worker takes at once what waits, so the last texts of an input never wait for more.
 *
 * <p>Vectors are cached up to a number of bytes, because many command lines come every day. A text
 * that is being computed is not computed twice. A vector is a function of its text ({@link
 * BatchableEmbedder}), so neither batches nor cache change it.
 *
 * <p>If the model keeps its vectors on disk ({@link EmbeddingModel#vectors}), a text of an earlier
 * run is read from there instead.
 *
 * <p>The queue has no limit: the caller bounds the number of open requests.
 */
public final class BatchingEmbedder implements AutoCloseable {
  /**
   * Limits of delay and memory.
   *
   * @param maxDelay how long a text waits for others of its length before its batch goes first
   * @param cacheBytes bytes of cached vectors and their texts; 0 means no cache, but texts that are
   *     being computed are still shared
   */
  public record Limits(Duration maxDelay, long cacheBytes) {
    /** 50 ms, the time of one batch; 128 MiB, about 70,000 lines with vectors of 384 components. */
    public static final Limits DEFAULT = new Limits(Duration.ofMillis(50), 128L << 20);

    /** Refuses negative limits. */
    public Limits {
      if (maxDelay.isNegative() || cacheBytes < 0) {
        throw new IllegalArgumentException("negative limits: " + maxDelay + ", " + cacheBytes);
      }
    }
  }

  /** Size of the objects around a cached text: entry, key, future, two array headers. */
  private static final int ENTRY_BYTES = 160;

  private record Request(String line, TokenizedText text, CompletableFuture<float[]> vector) {}

  private final BatchableEmbedder embedder;
  private final VectorStore stored;
  private final AsyncCache<String, float[]> vectors;
  private final LongAdder asked = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder readFromDisk = new LongAdder();
  private final LongAdder computed = new LongAdder();
  private final LongAdder batches = new LongAdder();

  /** Guards all fields below. */
  private final Object lock = new Object();

  private final BatchQueue<Request> queue;
  private final Deque<Worker> workers = new ArrayDeque<>();
  private final Set<Worker> alive = new HashSet<>();
  private boolean closed;

  /**
   * Computes with {@code embedder}. The caller closes {@code embedder}, after this one.
   *
   * @param threads workers, each using one core; may be 0 until {@link #setWorkers}
   */
  public BatchingEmbedder(BatchableEmbedder embedder, int threads, Limits limits) {
    this(embedder, threads, limits, null);
  }

  /**
   * Computes with {@code embedder}, which runs {@code model}, and keeps the vectors where the model
   * says. If they cannot be kept, a warning says why, and all is computed.
   */
  public BatchingEmbedder(
      BatchableEmbedder embedder, int threads, Limits limits, EmbeddingModel model) {
    this.embedder = embedder;
    stored = model == null ? null : VectorStore.of(model, embedder);
    queue = new BatchQueue<>(embedder::rowsOf, limits.maxDelay().toNanos());
    vectors =
        Caffeine.newBuilder()
            .maximumWeight(limits.cacheBytes())
            .weigher((String text, float[] vector) -> weigh(text, vector))
            // The cache's upkeep is short, and a pool of its own would outlive this object.
            .executor(Runnable::run)
            .buildAsync();
    setWorkers(threads);
  }

  private static int weigh(String text, float[] vector) {
    long bytes = ENTRY_BYTES + 2L * text.length() + 4L * vector.length;
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** Changes the number of workers. A worker that must leave finishes its batch first. */
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
   * The L2-normalised vector of {@code text}, owned by the caller. The future fails with the
   * embedder's exception. It fails with {@link CancellationException} if this is closed before the
   * text is computed, and with {@link IllegalStateException} if this was closed already.
   */
  public CompletableFuture<float[]> embed(String text) {
    asked.increment();
    CompletableFuture<float[]> shared;
    try {
      shared = vectors.get(text, (line, executor) -> enqueue(line));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return shared.thenApply(float[]::clone);
  }

  private CompletableFuture<float[]> enqueue(String text) {
    missed.increment();
    float[] known = stored == null ? null : stored.get(text);
    if (known != null) {
      readFromDisk.increment();
      return CompletableFuture.completedFuture(known);
    }
    EmbeddingEvent event = new EmbeddingEvent();
    if (event.isEnabled()) {
      event.text = CommandHash.of(text);
      event.commit();
    }
    Request request = new Request(text, embedder.encode(text), new CompletableFuture<>());
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the embedder is closed");
      }
      queue.add(request.text().length(), request, System.nanoTime());
      lock.notify();
    }
    return request.vector();
  }

  /** Number of texts asked for so far, wherever their vectors came from. */
  public long asked() {
    return asked.sum();
  }

  /** Number of texts whose vector was in the cache, or was on its way already. */
  public long shared() {
    return Math.max(0, asked.sum() - missed.sum());
  }

  /** Number of texts whose vector was read from the disk. */
  public long readFromDisk() {
    return readFromDisk.sum();
  }

  /** Number of texts that wait for a worker now. */
  public int waiting() {
    synchronized (lock) {
      return queue.size();
    }
  }

  /** Where all vectors so far came from. */
  public EmbeddingCounts counts() {
    return new EmbeddingCounts(asked(), shared(), readFromDisk(), computed());
  }

  /** Number of texts computed so far. A cached, stored or shared text is not counted again. */
  public long computed() {
    return computed.sum();
  }

  /** Number of batches so far. */
  public long batches() {
    return batches.sum();
  }

  /** Bytes of cached vectors and texts, at most the limit. */
  public long remembered() {
    vectors.synchronous().cleanUp();
    return vectors.synchronous().policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /** Threads that have not ended. */
  int threads() {
    synchronized (lock) {
      return alive.size();
    }
  }

  /** The next batch; empty when {@code worker} must leave. */
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
      // Whatever is thrown, somebody waits for it. An error is rethrown to the waiting caller.
      batch.forEach(request -> request.vector().completeExceptionally(e));
      return;
    }
    computed.add(batch.size());
    batches.increment();
    for (int i = 0; i < results.size(); i++) {
      if (stored != null) {
        stored.put(batch.get(i).line(), results.get(i));
      }
      batch.get(i).vector().complete(results.get(i));
    }
  }

  /**
   * Ends each worker after its current batch; texts that still wait fail. When this returns, no
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
    // The cache logs every failure except a cancellation.
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
    if (stored != null) {
      stored.close();
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
