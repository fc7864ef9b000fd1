package dev.longtail.training.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Small populations and decisions for tests. */
final class Samples {
  static final ReviewedJudge JUDGE = new ReviewedJudge("judge-1", "p1");
  static final Stratum ADMITTED = new Stratum(JUDGE, "BENIGN", true, RuleNames.ADMITTED);
  static final Stratum MALICIOUS = new Stratum(JUDGE, "MALICIOUS", false, "malicious");
  static final Stratum VETOED = new Stratum(JUDGE, "BENIGN", false, "veto: a mark");
  static final Stratum ABSTAINED = new Stratum(JUDGE, "ABSTAINED", false, "abstained: refused");

  private Samples() {}

  /** Lines of a stratum; their command lines have its rule and a number. */
  static List<JudgedLine> lines(Stratum stratum, int count) {
    List<JudgedLine> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String cmd = stratum.rule() + " " + i;
      lines.add(
          new JudgedLine(
              List.of("exemplar/" + cmd),
              cmd,
              stratum,
              "a reason",
              new LineContext(
                  "event/" + cmd,
                  List.of("2025-01-01"),
                  List.of("full"),
                  List.of("pca"),
                  1,
                  "2025-01-01T00:00:00Z",
                  "host",
                  "user",
                  "linux",
                  "",
                  "",
                  3)));
    }
    return lines;
  }

  /** All lines of some strata. */
  @SafeVarargs
  static List<JudgedLine> all(List<JudgedLine>... some) {
    List<JudgedLine> all = new ArrayList<>();
    for (List<JudgedLine> each : some) {
      all.addAll(each);
    }
    return all;
  }

  /** Decisions of a reviewer on the first lines of a stratum, in the order of the sample. */
  static void decide(
      ReviewSample sample,
      Stratum stratum,
      ReviewRecords records,
      String reviewer,
      Opinion... opinions) {
    int next = 0;
    for (SampleItem item : sample.items()) {
      if (item.stratum().equals(stratum) && next < opinions.length) {
        if (opinions[next] != null) {
          records.add(
              new Review(
                  item.item(), opinions[next], reviewer, Instant.ofEpochSecond(next), false));
        }
        next++;
      }
    }
  }

  /** An opinion, so many times. */
  static Opinion[] times(int count, Opinion opinion) {
    Opinion[] opinions = new Opinion[count];
    java.util.Arrays.fill(opinions, opinion);
    return opinions;
  }
}
