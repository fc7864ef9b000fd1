package dev.longtail.detectors.flink;

import static dev.longtail.detectors.window.Commands.NEW_YEAR;
import static dev.longtail.detectors.window.Commands.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.detectors.distance.KMeansDistanceDetector;
import dev.longtail.detectors.model.AnomalyModel;
import dev.longtail.detectors.model.Detector;
import dev.longtail.detectors.model.FeatureTable;
import dev.longtail.detectors.ranking.EmbeddingRanker;
import dev.longtail.detectors.ranking.ScoredCommand;
import dev.longtail.detectors.ranking.VectorDetector;
import dev.longtail.detectors.state.StateMappers;
import dev.longtail.detectors.window.ClosedSample;
import dev.longtail.detectors.window.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RankSampleFunctionTest {
  private static final CountDownLatch MAY_FIT = new CountDownLatch(1);

  /** Fits when the test says so. */
  private record Slow() implements Detector {
    @Override
    public String name() {
      return "slow";
    }

    @Override
    public AnomalyModel fit(FeatureTable sample, long seed) {
      try {
        MAY_FIT.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return KMeansDistanceDetector.DEFAULT.fit(sample, seed);
    }
  }

  private record Fails() implements Detector {
    @Override
    public String name() {
      return "fails";
    }

    @Override
    public AnomalyModel fit(FeatureTable sample, long seed) {
      throw new IllegalArgumentException("no model for this");
    }
  }

  /** What the operator gives the function. */
  private static final class Result extends CompletableFuture<Collection<ScoredCommand>> {
    private final ResultFuture<ScoredCommand> future =
        new ResultFuture<>() {
          @Override
          public void complete(Collection<ScoredCommand> results) {
            Result.this.complete(results);
          }

          @Override
          public void completeExceptionally(Throwable failure) {
            Result.this.completeExceptionally(failure);
          }

          @Override
          public void complete(CollectionSupplier<ScoredCommand> supplier) {
            throw new UnsupportedOperationException();
          }
        };
  }

  private static void open(RankSampleFunction function) {
    function.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
    function.open(DefaultOpenContext.INSTANCE);
  }

  @Test
  void ranksBesideTheStreamWithTheSameResult() throws Exception {
    EmbeddingRanker ranker = new EmbeddingRanker(List.of(new VectorDetector(new Slow())), 4);
    ClosedSample sample = sample();
    RankSampleFunction function = new RankSampleFunction(ranker);
    open(function);
    Result result = new Result();
    function.asyncInvoke(sample, result.future);
    assertThat(result).isNotDone();
    MAY_FIT.countDown();
    assertThat(result.get()).hasSize(4).isEqualTo(ranker.rank(NEW_YEAR, sample.lines(), 3).top());
    function.close();
  }

  @Test
  void aFailureReachesTheTask() throws Exception {
    RankSampleFunction function =
        new RankSampleFunction(new EmbeddingRanker(List.of(new VectorDetector(new Fails())), 4));
    open(function);
    Result result = new Result();
    function.asyncInvoke(sample(), result.future);
    assertThatThrownBy(result::get).hasRootCauseMessage("no model for this");
    function.close();
  }

  @Test
  void aSampleComesBackFromStateAsItWas() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StateMappers.CLOSED_SAMPLE.write(sample(), new DataOutputStream(bytes));
    ClosedSample read =
        StateMappers.CLOSED_SAMPLE.read(
            1, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read).isEqualTo(sample());
  }

  private static ClosedSample sample() {
    List<Line> lines =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    Line.of(seen("command " + i, NEW_YEAR + i))
                        .embedded("command", new float[] {i % 7, i % 11, i}))
            .toList();
    return new ClosedSample(NEW_YEAR, 3, lines);
  }
}
