package dev.longtail.job.sharding;

import dev.longtail.job.storage.Location;
import dev.longtail.training.classify.ModelSettings;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.udfs.embedding.EmbeddingModel;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Labelled lines of a grammar that trees must learn, and options to train on them. */
final class ShardedFiles {
  private static final List<String> HARMLESS =
      List.of("tar czf /srv/backup", "git fetch origin", "rsync -a /data host", "ls -la /var/log");
  private static final List<String> ATTACKS =
      List.of(
          "curl -ks http://10.0.0.9/",
          "nc -e /bin/sh 10.1.1.",
          "base64 -d <<< aGVs",
          "cat /etc/shadow");

  private ShardedFiles() {}

  /** Different lines, a third of them attacks; one line in twelve bears the wrong label. */
  static List<LabelledCommand> lines(int count, long seed) {
    Random random = new Random(seed);
    List<LabelledCommand> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean attack = random.nextInt(3) == 0;
      List<String> stems = attack ? ATTACKS : HARMLESS;
      String line =
          stems.get(random.nextInt(stems.size()))
              + Integer.toString(random.nextInt(1 << 24), 36)
              + (random.nextBoolean() ? " | sh" : " > /dev/null")
              + " #"
              + seed
              + "-"
              + i;
      boolean wrong = random.nextInt(12) == 0;
      lines.add(new LabelledCommand(line, attack != wrong ? Label.MALICIOUS : Label.BENIGN));
    }
    return lines;
  }

  static Path write(Path file, List<LabelledCommand> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LabelledCommand line : lines) {
      text.append(record(line)).append('\n');
    }
    return Files.writeString(file, text);
  }

  static String record(LabelledCommand line) {
    return Json.line(
        Map.of("cmd", line.cmd(), "label", line.isMalicious() ? "malicious" : "benign"));
  }

  /** What a test may choose. */
  record Choice(
      Path base,
      Path out,
      int workers,
      int parallelism,
      int trees,
      Optional<EmbeddingModel> embedding,
      Optional<URI> cluster) {
    ShardedOptions options() {
      return new ShardedOptions(
          "ab",
          Location.of(base),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          out,
          Location.of(out.resolve("work").toAbsolutePath()),
          workers,
          parallelism,
          600,
          new ModelSettings(trees, 1),
          Duration.ofSeconds(30),
          embedding,
          cluster);
    }

    Choice with(Path otherOut, int otherWorkers, int otherParallelism) {
      return new Choice(base, otherOut, otherWorkers, otherParallelism, trees, embedding, cluster);
    }
  }
}
