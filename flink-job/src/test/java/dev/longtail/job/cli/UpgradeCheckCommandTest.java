package dev.longtail.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code longtail upgrade-check} on the stored savepoint of a stream. */
class UpgradeCheckCommandTest {
  private static final String SAVEPOINT = "src/test/resources/stream-savepoints/0.1.0/savepoint";
  private static final String CONFIG =
      """
      source: {bootstrap-servers: "nowhere:9092", topic: events, group-id: longtail}
      sink: {kafka: {bootstrap-servers: "nowhere:9092"}}
      job: {parallelism: 3, scale: both}
      labeler: {endpoint: "http://127.0.0.1:1/v1", model: none}
      checkpoints: {directory: "file:///tmp/none"}
      """;

  @TempDir Path folder;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(folder.resolve("longtail.yaml"), CONFIG);
  }

  @Test
  void theStateOfTheFirstReleaseFits() {
    Console.Outcome outcome = check(SAVEPOINT);
    assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("operators:", "was 2, would be 3, at most 128", "shard-window 1: an earlier form")
        .endsWith("The new job can go on from this state.\n");
    assertThat(outcome.err()).isEmpty();
    // As --restore and Flink take it too.
    assertThat(check(SAVEPOINT + "/_metadata").status()).isZero();
    assertThat(check(Path.of(SAVEPOINT).toAbsolutePath().toUri().toString()).status()).isZero();
  }

  /** Where results go to S3, their place is neither asked nor needed. */
  @Test
  void noPlaceOfTheResultsIsLookedAt() throws IOException {
    Files.writeString(
        config, CONFIG.replaceFirst("sink: .*", "sink: {files: {path: \"s3://nowhere/results\"}}"));
    Console.Outcome outcome = check(SAVEPOINT, "--allow-non-restored-state");
    assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
    assertThat(outcome.out()).contains("operators: ");
  }

  @Test
  void whatTheNewJobDoesNotTakeIsNamed() {
    Console.Outcome outcome = check(SAVEPOINT, "--scale", "full");
    assertThat(outcome.status()).isEqualTo(Longtail.FAILED);
    assertThat(outcome.out())
        .contains("does not fit  detect-reduced:", "does not fit  embed-sample:")
        .contains("The new job cannot go on from this state: ");
    assertThat(check(SAVEPOINT, "--scale", "full", "--allow-non-restored-state").status()).isZero();
  }

  @Test
  void whatCannotBeReadIsOneSentence() throws IOException {
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Files.write(
        damaged.resolve("_metadata"),
        java.util.Arrays.copyOf(Files.readAllBytes(Path.of(SAVEPOINT, "_metadata")), 5_000));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    unusable(
        damaged.toString(), "damaged cannot be read, it is damaged or a part of it is missing");
    unusable(empty.toString(), "is no complete checkpoint or savepoint: it has no file _metadata");
    unusable(folder.resolve("missing").toString(), "is no complete checkpoint or savepoint");
    // The reason is the missing file system, or the missing folder of all others.
    unusable("nosuch://bucket/savepoint", "ile system");

    Path text = Files.createDirectory(folder.resolve("text"));
    Files.writeString(text.resolve("_metadata"), "something else, of another kind");
    unusable(text.toString(), "cannot be read");
  }

  @Test
  void aConfigurationThatIsNoneIsNotTested() throws IOException {
    Files.writeString(config, "job: {top-k: many}\n");
    Console.Outcome outcome = check(SAVEPOINT);
    assertThat(outcome.status()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(outcome.err()).contains("key job.top-k 'many' is no whole number");
    assertThat(Console.run("upgrade-check", "--config", config.toString()).status())
        .isEqualTo(Longtail.BAD_USAGE);
  }

  @Test
  void theMatrixIsPrinted() {
    Console.Outcome outcome = Console.run("upgrade-check", "--matrix");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("| 0.1.0 |", "| equal |");
  }

  private void unusable(String from, String sentence) {
    Console.Outcome outcome = check(from);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Longtail.BAD_USAGE);
    assertThat(outcome.err().lines()).as(from).singleElement().asString().contains(sentence);
    assertThat(outcome.out()).isEmpty();
  }

  private Console.Outcome check(String from, String... more) {
    String[] args = new String[5 + more.length];
    System.arraycopy(
        new String[] {"upgrade-check", "--from", from, "--config", config.toString()},
        0,
        args,
        0,
        5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Console.run(args);
  }
}
