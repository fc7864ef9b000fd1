package dev.longtail.training.release;

import com.github.mustachejava.DefaultMustacheFactory;
import dev.longtail.training.release.TestComparison.Difference;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the gate saw, and its ruling: one HTML file that needs no network and no script. */
public final class ReleasePage {
  private static final String TEMPLATE = "dev/longtail/training/release/release.mustache";
  private static final int MOST_LINES = 500;
  private static final int MOST_TRAITS = 30;

  private ReleasePage() {}

  /**
   * The page.
   *
   * @param decisions of the registry, the earliest first
   */
  public static String of(
      ReleaseCase release, ReleaseGate.Ruling ruling, List<Decision> decisions) {
    List<ReplayedAlert> alerts = release.replay().alerts();
    Page page =
        new Page(
            ruling.accepted(),
            ruling.reasons(),
            release.candidate(),
            release.live(),
            Replayed.of(release.replay()),
            lines(alerts, ReplayedAlert::isAdded, true),
            lines(alerts, ReplayedAlert::isRemoved, false),
            List.of(
                new Traits("attack mark", first(AlertCounts.byRule(alerts))),
                new Traits("host", first(AlertCounts.byHost(alerts))),
                new Traits("program", first(AlertCounts.byProgram(alerts)))),
            release.tests().stream().map(Test::of).toList(),
            recalls(release.evasion()),
            release.admitted() < 0 ? "unknown" : count(release.admitted()),
            release.notHeldTo(),
            decisions.stream().sorted(Comparator.comparing(Decision::at).reversed()).toList());
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory().compile(TEMPLATE).execute(html, page);
    return html.toString();
  }

  private static List<AlertCounts> first(List<AlertCounts> all) {
    return all.subList(0, Math.min(MOST_TRAITS, all.size()));
  }

  private static Lines lines(
      List<ReplayedAlert> alerts, Predicate<ReplayedAlert> which, boolean byCandidate) {
    List<ReplayedAlert> chosen =
        alerts.stream()
            .filter(which)
            .sorted(
                Comparator.comparingDouble(
                        (ReplayedAlert alert) ->
                            byCandidate ? -alert.candidateScore() : -alert.liveScore())
                    .thenComparing(ReplayedAlert::commandLine))
            .toList();
    return new Lines(
        count(chosen.size()),
        chosen.stream().filter(ReplayedAlert::malicious).count(),
        Math.max(0, chosen.size() - MOST_LINES),
        chosen.stream().limit(MOST_LINES).map(Line::of).toList());
  }

  private static List<Recall> recalls(Map<String, Paired> attacks) {
    List<Recall> recalls = new ArrayList<>();
    attacks.forEach((name, paired) -> recalls.add(Recall.of(name, paired)));
    return recalls;
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** The input of the template. */
  record Page(
      boolean accepted,
      List<String> reasons,
      String candidate,
      String live,
      Replayed replay,
      Lines added,
      Lines removed,
      List<Traits> traits,
      List<Test> tests,
      List<Recall> evasion,
      String admitted,
      List<String> notHeldTo,
      List<Decision> decisions) {
    boolean hasLive() {
      return !live.isEmpty();
    }

    boolean hasNotHeldTo() {
      return !notHeldTo.isEmpty();
    }

    boolean hasEvasion() {
      return !evasion.isEmpty();
    }

    boolean hasDecisions() {
      return !decisions.isEmpty();
    }
  }

  record Replayed(
      String days,
      String events,
      String lines,
      String liveThreshold,
      String candidateThreshold,
      long liveAlerts,
      long candidateAlerts,
      long both) {
    static Replayed of(AlertReplay.Result result) {
      List<ReplayedAlert> alerts = result.alerts();
      return new Replayed(
          count(result.days()),
          count(result.events()),
          count(result.lines()),
          figure(result.liveThreshold()),
          figure(result.candidateThreshold()),
          alerts.stream().filter(ReplayedAlert::live).count(),
          alerts.stream().filter(ReplayedAlert::candidate).count(),
          alerts.stream().filter(alert -> alert.live() && alert.candidate()).count());
    }
  }

  record Lines(String count, long malicious, int left, List<Line> shown) {
    boolean any() {
      return !shown.isEmpty();
    }

    boolean more() {
      return left > 0;
    }
  }

  record Line(
      String day,
      String line,
      String hosts,
      String rules,
      String live,
      String candidate,
      boolean malicious) {
    static Line of(ReplayedAlert alert) {
      return new Line(
          alert.day(),
          alert.commandLine(),
          String.join(", ", alert.hosts().stream().limit(3).toList())
              + (alert.hosts().size() > 3 ? " and " + (alert.hosts().size() - 3) + " more" : ""),
          String.join(", ", alert.rules()),
          figure(alert.liveScore()),
          figure(alert.candidateScore()),
          alert.malicious());
    }
  }

  record Traits(String trait, List<AlertCounts> counts) {}

  record Test(String set, List<Row> rows, Recall attacks, List<Recall> families) {
    static Test of(TestComparison comparison) {
      return new Test(
          comparison.set(),
          comparison.measures().stream().map(Row::of).toList(),
          Recall.of("all", comparison.attacks()),
          recalls(comparison.byFamily()));
    }
  }

  record Row(
      String measure, String live, String candidate, String difference, boolean good, boolean bad) {
    static Row of(Difference each) {
      return new Row(
          each.measure(),
          figure(each.live()),
          figure(each.candidate()),
          each.difference().isEmpty()
              ? "too few lines to tell"
              : String.format(
                  Locale.ROOT,
                  "%+.4f to %+.4f",
                  each.difference().get(0),
                  each.difference().get(1)),
          each.isSurelyBetter(),
          each.isSurelyWorse());
    }
  }

  record Recall(String name, int attacks, String live, String candidate, int lost, int gained) {
    static Recall of(String name, Paired paired) {
      return new Recall(
          name,
          paired.attacks(),
          percent(paired.liveRecall()),
          percent(paired.candidateRecall()),
          paired.lost(),
          paired.gained());
    }

    private static String percent(double share) {
      return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    boolean loses() {
      return lost > gained;
    }
  }
}
