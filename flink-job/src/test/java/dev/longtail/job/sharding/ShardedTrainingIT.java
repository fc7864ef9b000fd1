package dev.longtail.job.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.longtail.job.local.LocalFlink;
import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.CommandClassifier;
import dev.longtail.training.classify.LineVectors;
import dev.longtail.training.classify.Model;
import dev.longtail.training.classify.PublishedTrees;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.metrics.Auc;
import dev.longtail.training.recall.DataManifest;
import dev.longtail.udfs.embedding.OnnxTextEmbedder;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training with workers that are subtasks of clusters inside this JVM. */
class ShardedTrainingIT {
  private static final int LINES = 3_000;

  @TempDir Path folder;

  @Test
  void twoWorkersRankAsOneDoes() throws IOException {
    ShardedFiles.Choice one = published(ShardedFiles.lines(LINES, 1), "one", 1);
    ShardedTraining.Facts facts = run(one);
    run(one.with(folder.resolve("two"), 2, 2));

    assertThat(facts.lines()).isEqualTo(LINES);
    List<LabelledCommand> tests = ShardedFiles.lines(2_000, 2);
    double auc = auc(publishedClassifier("one"), tests);
    assertThat(auc).isGreaterThan(0.85);
    assertThat(auc(publishedClassifier("two"), tests)).isCloseTo(auc, within(0.002));
    assertThat(trees("two")).isNotEqualTo(trees("one"));
  }

  @Test
  void equalLinesGiveEqualTreesInAnyOrderAndAtAnyParallelism() throws IOException {
    List<LabelledCommand> lines = ShardedFiles.lines(600, 1);
    ShardedFiles.Choice choice = published(lines, "first", 3);
    ShardedTraining.Facts first = run(choice);

    List<LabelledCommand> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(7));
    Path halves = Files.createDirectory(folder.resolve("halves"));
    ShardedFiles.write(halves.resolve("a.jsonl"), shuffled.subList(0, 200));
    ShardedFiles.write(halves.resolve("b.jsonl"), shuffled.subList(200, 600));
    ShardedTraining.Facts second =
        run(
            new ShardedFiles.Choice(
                halves,
                folder.resolve("second"),
                3,
                1,
                choice.trees(),
                Optional.empty(),
                Optional.empty()));

    assertThat(second).isEqualTo(first);
    assertThat(first.digests()).hasSize(3);
    assertThat(trees("second")).isEqualTo(trees("first"));
    try (Stream<Path> left = Files.list(folder.resolve("first/work"))) {
      assertThat(left).as("shards that are left").isEmpty();
    }
  }

  @Test
  void theModelIsOneOfTrain() throws IOException {
    List<LabelledCommand> lines = new ArrayList<>(ShardedFiles.lines(500, 1));
    // The first of two labels counts, as in train.
    lines.add(new LabelledCommand(lines.get(0).cmd(), Label.MALICIOUS));
    Path base = ShardedFiles.write(folder.resolve("ab.jsonl"), lines);
    Path out = folder.resolve("model");
    ShardedTraining.Facts facts =
        run(
            new ShardedFiles.Choice(
                base, out, 2, 2, 10, Optional.of(SmallModel.MODEL), Optional.empty()));

    assertThat(facts.lines()).isEqualTo(500);
    assertThat(facts.sampled()).as("150 of either label and shard, at most").isBetween(300L, 500L);
    assertThat(DataManifest.read(out).rows()).isEqualTo(500);
    assertThat(Json.MAPPER.readTree(out.resolve(ShardedTraining.FACTS).toFile()).path("workers"))
        .hasToString("2");
    try (Vectors vectors = new Vectors()) {
      CommandClassifier classifier = Model.load(out).with(vectors).classifier();
      assertThat(auc(classifier, ShardedFiles.lines(300, 2))).isGreaterThan(0.8);
    }
  }

  @Test
  void aBadLineIsNamed() throws IOException {
    List<String> records = new ArrayList<>();
    ShardedFiles.lines(20, 1).forEach(line -> records.add(ShardedFiles.record(line)));
    records.add("{\"cmd\": \"git status\", \"label\": \"maybe\"}");
    Path base = Files.write(folder.resolve("ab.jsonl"), records);

    assertThatThrownBy(() -> run(choice(base, "bad", 2)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "ab.jsonl:21: field \"label\" is \"maybe\"; it must be \"benign\" or \"malicious\"");
    assertThat(folder.resolve("bad/" + ShardedTraining.FACTS)).doesNotExist();
  }

  @Test
  void moreShardsThanLinesAreRefused() throws IOException {
    ShardedFiles.Choice choice = published(ShardedFiles.lines(3, 1), "few", 8);

    assertThatThrownBy(() -> run(choice))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no line: use fewer --workers");
  }

  @Test
  void oneClassIsRefused() throws IOException {
    List<LabelledCommand> benign =
        ShardedFiles.lines(60, 1).stream().filter(line -> !line.isMalicious()).toList();

    assertThatThrownBy(() -> run(published(benign, "benign", 2)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("both classes are needed");
  }

  @Test
  void theJobFailsWithTheErrorOfTheWorkerThatFailedFirst() throws Exception {
    ShardFolder shards = new ShardFolder(folder.resolve("shards").toString());
    Path base = ShardedFiles.write(folder.resolve("ab.jsonl"), ShardedFiles.lines(200, 1));
    StreamExecutionEnvironment making = LocalFlink.bounded(2);
    new ShardingJob(
            List.of(new org.apache.flink.core.fs.Path(base.toUri())),
            List.of(),
            Optional.empty(),
            0,
            shards,
            2,
            100)
        .build(making);
    making.execute();
    Path second = folder.resolve("shards/shard-0001.lines");
    byte[] whole = Files.readAllBytes(second);
    Files.write(second, Arrays.copyOf(whole, whole.length - 100));

    StreamExecutionEnvironment growing = LocalFlink.bounded(2);
    new GrowingJob(shards, 2, false, BoostingSettings.reference(5, 1), Duration.ofSeconds(20))
        .build(growing);
    long began = System.nanoTime();
    assertThatThrownBy(growing::execute)
        .hasStackTraceContaining("shard-0001.lines: ends behind line")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("another worker"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private static ShardedTraining.Facts run(ShardedFiles.Choice choice) {
    return ShardedTraining.run(choice.options(), line -> {});
  }

  private ShardedFiles.Choice published(List<LabelledCommand> lines, String out, int workers)
      throws IOException {
    return choice(ShardedFiles.write(folder.resolve("ab.jsonl"), lines), out, workers);
  }

  private ShardedFiles.Choice choice(Path base, String out, int workers) {
    return new ShardedFiles.Choice(
        base, folder.resolve(out), workers, 2, 20, Optional.empty(), Optional.empty());
  }

  private byte[] trees(String out) throws IOException {
    return Files.readAllBytes(folder.resolve(out).resolve(ShardedTraining.PUBLISHED));
  }

  private CommandClassifier publishedClassifier(String out) throws IOException {
    return PublishedTrees.of(trees(out), out);
  }

  private static double auc(CommandClassifier classifier, List<LabelledCommand> lines) {
    double[] scores = lines.stream().mapToDouble(line -> classifier.score(line.cmd())).toArray();
    boolean[] malicious = new boolean[scores.length];
    for (int i = 0; i < malicious.length; i++) {
      malicious[i] = lines.get(i).isMalicious();
    }
    return Auc.of(scores, malicious).value();
  }

  /** Vectors of the small model. */
  private static final class Vectors implements LineVectors, AutoCloseable {
    private final OnnxTextEmbedder embedder = new OnnxTextEmbedder(SmallModel.MODEL);
    private final Map<String, float[]> known = new HashMap<>();

    @Override
    public String model() {
      return SmallModel.MODEL.identity();
    }

    @Override
    public int dimensions() {
      return embedder.dimensions();
    }

    @Override
    public float[] of(String commandLine) {
      return known.computeIfAbsent(CommandTemplate.of(commandLine), embedder::embed);
    }

    @Override
    public void close() {
      embedder.close();
    }
  }
}
