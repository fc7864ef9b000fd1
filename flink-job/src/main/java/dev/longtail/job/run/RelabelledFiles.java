package dev.longtail.job.run;

import dev.longtail.job.graph.ExemplarLabels;
import dev.longtail.job.graph.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Appends labels to a finished result, in files of their own. A batch of labels has a file in each
 * folder that gets some of its lines. The one in {@code verdicts/} comes last and makes the batch
 * count: without it, the other files are left from a run that was killed, and are removed.
 */
final class RelabelledFiles {
  private static final Pattern FILE = Pattern.compile("relabel-([0-9]{1,9})\\.jsonl");
  private static final Pattern DRAFT = Pattern.compile("\\.relabel-[0-9]{1,9}\\.jsonl");

  private final Path out;
  private int last;

  private RelabelledFiles(Path out) {
    this.out = out;
  }

  /** Removes what a killed run left, and finds the number of the last batch. */
  static RelabelledFiles in(Path out) throws IOException {
    RelabelledFiles files = new RelabelledFiles(out);
    for (Output output : List.of(Output.TRAINING_DATA, Output.QUARANTINE, Output.VERDICTS)) {
      files.tidy(Files.createDirectories(out.resolve(output.folder())));
    }
    return files;
  }

  private void tidy(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      Matcher matcher = FILE.matcher(name);
      boolean batch = matcher.matches();
      boolean unfinished =
          batch && !Files.exists(out.resolve(Output.VERDICTS.folder()).resolve(name));
      if (unfinished || DRAFT.matcher(name).matches()) {
        Files.delete(file);
      } else if (batch) {
        last = Math.max(last, Integer.parseInt(matcher.group(1)));
      }
    }
  }

  /** Appends the lines of a batch. */
  void append(List<ExemplarLabels.Lines> batch) throws IOException {
    last++;
    write(Output.TRAINING_DATA, batch, ExemplarLabels.Lines::training);
    write(Output.QUARANTINE, batch, ExemplarLabels.Lines::quarantine);
    write(Output.VERDICTS, batch, ExemplarLabels.Lines::verdict);
  }

  private void write(
      Output output, List<ExemplarLabels.Lines> batch, Function<ExemplarLabels.Lines, String> form)
      throws IOException {
    List<String> lines =
        new ArrayList<>(batch.stream().map(form).filter(Objects::nonNull).toList());
    if (!lines.isEmpty()) {
      Path target = out.resolve(output.folder()).resolve("relabel-" + last + ".jsonl");
      Path draft = target.resolveSibling("." + target.getFileName());
      Files.writeString(draft, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
