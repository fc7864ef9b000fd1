package dev.longtail.job.page;

import dev.longtail.job.graph.Output;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Outputs that a test writes. */
final class FakeOutputs implements OutputReader {
  private record Written(Output output, String json, Instant at) {}

  private final BlockingQueue<Written> written = new LinkedBlockingQueue<>();
  volatile Reading reading = Reading.NOTHING;

  void write(Output output, String json) {
    write(output, json, Instant.now());
  }

  void write(Output output, String json, Instant at) {
    written.add(new Written(output, json, at));
  }

  @Override
  public Reading read(Taker taker) {
    try {
      Written next = written.poll(50, TimeUnit.MILLISECONDS);
      if (next != null) {
        taker.take(next.output, next.json, next.at);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reading;
  }

  @Override
  public void close() {}
}
