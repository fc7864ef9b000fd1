package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher in a folder of its own, with a Java that says how it was called. It writes an
 * archive of classes if it is told to.
 */
class LauncherTest {
  private static final Path LAUNCHER = Path.of("..", "longtail");
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      printf '%s\\n' "$@"
      for argument in "$@"; do
        case $argument in -XX:ArchiveClassesAtExit=*) echo classes >"${argument#*=}" ;; esac
      done
      """;

  @TempDir private Path home;
  private Path target;

  @BeforeEach
  void build() throws IOException {
    target = Files.createDirectories(home.resolve("flink-job/target"));
    Files.createDirectories(target.resolve("lib"));
    Files.createDirectories(target.resolve("plugins"));
    for (String sources :
        List.of("udfs/src/main", "udfs/src/bench", "flink-job/src/main", "flink-job/src/bench")) {
      Files.createDirectories(home.resolve(sources));
    }
    executable(home.resolve("longtail"), Files.readString(LAUNCHER));
    executable(home.resolve("jdk/bin/java"), JAVA);
    for (String pom : List.of("pom.xml", "udfs/pom.xml", "flink-job/pom.xml")) {
      Files.writeString(home.resolve(pom), "<project/>");
    }
    for (String jar : List.of("longtail.jar", "longtail-bench.jar")) {
      Files.writeString(target.resolve(jar), jar);
    }
    Files.writeString(target.resolve(".launcher-built"), "");
  }

  private static void executable(Path path, String text) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    assertThat(path.toFile().setExecutable(true)).isTrue();
  }

  /** The arguments that Java gets at last. */
  private List<String> start(String... arguments) throws Exception {
    return start(true, arguments);
  }

  private List<String> start(boolean archive, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("longtail").toString()));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().remove("LONGTAIL_JAVA_OPTS");
    builder.environment().remove("LONGTAIL_LOG");
    builder.environment().put("LONGTAIL_ARCHIVE", archive ? "yes" : "no");
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }

  private static void assumeArchivesAreMade() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "flock"))),
        "without flock the launcher makes no archive");
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  void theArchiveIsMadeOnceAndUsedFromThenOn() throws Exception {
    assumeArchivesAreMade();
    assertThat(start("look")).anyMatch(line -> line.contains("preparing fast starts"));
    assertThat(archives()).hasSize(1);
    String archive = archives().get(0).toRealPath().toString();
    assertThat(start("look"))
        .noneMatch(line -> line.contains("preparing fast starts"))
        .contains("-XX:SharedArchiveFile=" + archive);
  }

  @Test
  void anArchiveThatWasCutOffIsNotUsed() throws Exception {
    assumeArchivesAreMade();
    start("look");
    try (OutputStream out = Files.newOutputStream(archives().get(0))) {
      out.write('c');
    }
    assertThat(start("look")).noneMatch(argument -> argument.contains("SharedArchiveFile"));
  }

  @Test
  void anotherBuildGetsAnArchiveOfItsOwn() throws Exception {
    assumeArchivesAreMade();
    start("look");
    Path jar = target.resolve("longtail.jar");
    Files.setLastModifiedTime(
        jar,
        FileTime.from(Files.getLastModifiedTime(archives().get(0)).toInstant().plusSeconds(2)));
    assertThat(start("look")).anyMatch(line -> line.contains("preparing fast starts"));
  }

  @Test
  void withoutArchiveNoneIsMade() throws Exception {
    assertThat(start(false, "look")).noneMatch(line -> line.contains("Archive"));
    assertThat(archives()).isEmpty();
  }

  /** Small, large, remote and unsized inputs of a backfill, another command, the streaming job. */
  @ParameterizedTest
  @CsvSource({
    "backfill --input small, -XX:+UseSerialGC",
    "backfill --out o --input=small, -XX:+UseSerialGC",
    "backfill --input large, -XX:+UseParallelGC",
    "backfill --input s3://bucket/events, -XX:+UseParallelGC",
    "backfill --input /dev/null, -XX:+UseParallelGC",
    "backfill --input, -XX:+UseParallelGC",
    "label --input small, -XX:+UseParallelGC",
    "run --config small, -XX:+UseG1GC",
    "'', -XX:+UseParallelGC"
  })
  void memoryIsCleanedAsTheCommandNeeds(String arguments, String collector) throws Exception {
    Path small = Files.createDirectories(home.resolve("inputs/small"));
    Files.write(small.resolve("events.jsonl"), new byte[100_000]);
    Path large = home.resolve("inputs/large");
    Files.write(large, new byte[3 << 20]);
    String[] placed =
        Stream.of(arguments.split(" "))
            .filter(argument -> !argument.isEmpty())
            .map(
                argument ->
                    argument.replaceFirst(
                        "(small|large)$", home.resolve("inputs").toString() + "/$1"))
            .toArray(String[]::new);
    assertThat(start(false, placed))
        .filteredOn(argument -> argument.matches("-XX:\\+Use\\w+GC"))
        .containsExactly(collector);
  }
}
