package dev.longtail.job.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.detectors.duplicates.Exemplar;
import dev.longtail.detectors.flink.WindowedOperator;
import dev.longtail.detectors.window.DetectorWindows;
import dev.longtail.detectors.window.Sighting;
import dev.longtail.labeler.admission.AdmissionGate;
import dev.longtail.labeler.admission.AdmissionLimits;
import dev.longtail.labeler.rules.UserRules;
import dev.longtail.udfs.text.CommandHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of admission, in Flink's harness. */
class ScreenFunctionTest {
  private static final DetectorWindows DAYS = DetectorWindows.DAILY;
  private static final long FIRST = 1_735_689_600_000L;
  private static final AdmissionLimits CAPS = new AdmissionLimits(3, 0, 4, 5, 1, 1, 30);
  private static final AdmissionLimits AGE = new AdmissionLimits(0, 0, 0, 365, 2, 2, 3);

  private static long day(int day) {
    return FIRST + day * AdmissionLimits.DAY;
  }

  private static Exemplar exemplar(int day, String scale, String line, String host, String user) {
    String id = "%s/%s/%016x".formatted(DAYS.nameOf(day(day)), scale, CommandHash.of(line));
    return new Exemplar(
        id,
        day(day),
        scale,
        List.of("pca"),
        1,
        1,
        new Sighting(CommandHash.of(line), line, "e", day(day) + 5, host, user, "linux", 1));
  }

  private static AdmissionInput found(int day, String line, String host) {
    return AdmissionInput.of(exemplar(day, "full", line, host, "ann"));
  }

  private static AdmissionInput seen(int day, String of, String host) {
    return new AdmissionInput(exemplar(day, "full", of + " -1", host, "ann"), of);
  }

  /** What became of each exemplar, by id: asked about, or a reason. */
  private static Map<String, String> run(
      AdmissionLimits limits, List<AdmissionInput> arrival, Random random) throws Exception {
    Map<String, String> fates = new TreeMap<>();
    List<AdmissionInput> left = new ArrayList<>(arrival);
    OperatorSubtaskState saved = null;
    int last = 40;
    for (int day = 0; day < last; ) {
      try (var harness = harness(limits, saved)) {
        // Days come mixed up to the watermark, which takes a day or some at a time.
        int to = Math.min(last, day + 1 + (random == null ? 0 : random.nextInt(6)));
        long watermark = day(to) - 1;
        for (AdmissionInput input : List.copyOf(left)) {
          boolean due = input.line().window() < day(to);
          if (due || (random != null && random.nextInt(4) == 0)) {
            harness.processElement(input, DAYS.lastOf(input.line().window()));
            left.remove(input);
          }
        }
        if (random != null && random.nextBoolean()) {
          harness.processWatermark(day(day + (to - day) / 2) - 1);
        }
        harness.processWatermark(watermark);
        saved = harness.snapshot(day, day);
        note(harness, fates);
        day = to;
      }
    }
    try (var harness = harness(limits, saved)) {
      harness.processWatermark(Long.MAX_VALUE);
      note(harness, fates);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
    return fates;
  }

  private static void note(
      KeyedOneInputStreamOperatorTestHarness<String, AdmissionInput, Exemplar> harness,
      Map<String, String> fates) {
    for (Exemplar asked : harness.extractOutputValues()) {
      assertThat(fates.put(asked.id(), "asked")).as("%s is decided once", asked.id()).isNull();
    }
    var refused = harness.getSideOutput(ScreenFunction.REFUSED);
    if (refused != null) {
      for (StreamRecord<LabelledRequest> each : refused) {
        String id = each.getValue().request().exemplar().id();
        assertThat(fates.put(id, each.getValue().result().reason())).isNull();
      }
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, AdmissionInput, Exemplar> harness(
      AdmissionLimits limits, OperatorSubtaskState saved) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new WindowedOperator<>(new ScreenFunction(DAYS, limits, UserRules.NONE)),
            input -> ScreenFunction.KEY,
            Types.STRING);
    harness.setup();
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  /** Exemplars and near-duplicates of twelve days, of few hosts, users and tools. */
  private static List<AdmissionInput> days(Random random) {
    List<AdmissionInput> inputs = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      for (int i = random.nextInt(7); i >= 0; i--) {
        String line = "tool" + random.nextInt(4) + " --file /srv/" + day + "-" + i;
        lines.add(line);
        inputs.add(
            AdmissionInput.of(
                exemplar(
                    day,
                    random.nextBoolean() ? "full" : "reduced",
                    line,
                    "h" + random.nextInt(4),
                    "u" + random.nextInt(3))));
      }
      for (int i = random.nextInt(6); i > 0; i--) {
        String of = lines.get(random.nextInt(lines.size()));
        inputs.add(
            new AdmissionInput(
                exemplar(day, "full", of + " -" + i, "h" + random.nextInt(4), "u"), of));
      }
    }
    return inputs;
  }

  /** In any order, with any steps of the watermark, restarted after each: the same decisions. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whatIsKeptIsAFunctionOfTheExemplars(long seed) throws Exception {
    Random random = new Random(seed);
    List<AdmissionInput> inputs = days(random);
    for (AdmissionLimits limits :
        List.of(CAPS, AGE, new AdmissionLimits(4, 5, 3, 6, 2, 1, 4), AdmissionLimits.NONE)) {
      Map<String, String> fates = run(limits, inputs, null);
      assertThat(fates.keySet())
          .as("each exemplar has one fate")
          .containsExactlyInAnyOrderElementsOf(
              inputs.stream()
                  .filter(AdmissionInput::isExemplar)
                  .map(input -> input.line().id())
                  .toList());
      for (int i = 0; i < 4; i++) {
        List<AdmissionInput> shuffled = new ArrayList<>(inputs);
        Collections.shuffle(shuffled, random);
        assertThat(run(limits, shuffled, random)).isEqualTo(fates);
      }
      assertThat(outsideOfTheJob(limits, inputs)).isEqualTo(refusals(fates));
      neverMoreThan(limits, inputs, fates);
    }
  }

  private static Map<String, String> refusals(Map<String, String> fates) {
    Map<String, String> refusals = new TreeMap<>(fates);
    refusals.values().removeIf("asked"::equals);
    return refusals;
  }

  private static Map<String, String> outsideOfTheJob(
      AdmissionLimits limits, List<AdmissionInput> inputs) {
    ScreenedExemplars written = new ScreenedExemplars(limits, UserRules.NONE);
    inputs.forEach(written::add);
    return written.refusals();
  }

  private static void neverMoreThan(
      AdmissionLimits limits, List<AdmissionInput> inputs, Map<String, String> fates) {
    if (limits.perHost() == 0 || limits.needsAge()) {
      return;
    }
    for (int from = 0; from < 12; from++) {
      Map<String, Integer> ofHost = new HashMap<>();
      for (AdmissionInput input : inputs) {
        long window = input.line().window();
        boolean counts = window >= day(from) && window < day(from + limits.days());
        if (input.isExemplar() && counts && fates.get(input.line().id()).equals("asked")) {
          ofHost.merge(input.line().command().host(), 1, Integer::sum);
        }
      }
      assertThat(ofHost.values()).allMatch(lines -> lines <= limits.perHost());
    }
  }

  @Test
  void aHostHasItsLinesAndAgainWhenTheDaysArePast() throws Exception {
    List<AdmissionInput> inputs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      inputs.add(found(0, "one" + i + " /srv", "h"));
    }
    inputs.add(found(1, "two /srv", "h"));
    inputs.add(found(1, "two /srv/other", "g"));
    inputs.add(found(5, "three /srv", "h"));
    Map<String, String> fates = run(CAPS, inputs, null);
    assertThat(fates.values().stream().filter("asked"::equals)).hasSize(5);
    assertThat(fates.get(inputs.get(5).line().id()))
        .isEqualTo("cap: host (at most 3 lines of one host in 5 days)");
    assertThat(fates.get(inputs.get(6).line().id())).isEqualTo("asked");
    assertThat(fates.get(inputs.get(7).line().id())).isEqualTo("asked");
  }

  /** The gate refuses them anyway; and an unknown host is not one host. */
  @Test
  void vetoedLinesAndUnknownHostsTakeNoPlace() throws Exception {
    List<AdmissionInput> inputs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      inputs.add(found(0, "mimikatz.exe sekurlsa::logonpasswords exit " + i, "h"));
      inputs.add(found(0, "tool" + i + " /srv", ""));
    }
    inputs.add(found(1, "tar -czf a.tgz /srv", "h"));
    assertThat(run(CAPS, inputs, null).values()).containsOnly("asked");
  }

  @Test
  void aLineWaitsUntilItWasSeenOnOtherHostsAndDays() throws Exception {
    List<AdmissionInput> inputs =
        List.of(
            found(0, "seen /srv", "h"),
            seen(0, "seen /srv", "g"),
            seen(2, "seen /srv", "h"),
            found(0, "once /srv", "h"),
            found(0, "late /srv", "h"),
            seen(3, "late /srv", "h"),
            seen(4, "late /srv", "g"));
    Map<String, String> fates = run(AGE, inputs, null);
    assertThat(fates.get(inputs.get(0).line().id())).isEqualTo("asked");
    assertThat(fates.get(inputs.get(3).line().id()))
        .isEqualTo("age: seen on 1 of 2 hosts and 1 of 2 days, within 3 days");
    assertThat(fates.get(inputs.get(4).line().id()))
        .isEqualTo("age: seen on 1 of 2 hosts and 2 of 2 days, within 3 days");
  }

  @Test
  void theGateGivesTheReasonAsItIs() {
    AdmissionGate gate = new AdmissionGate();
    String cap = "cap: host (at most 3 lines of one host in 5 days)";
    assertThat(gate.admit("ls", AdmissionLimits.refused(cap)).reason()).isEqualTo(cap);
    assertThat(gate.admit("ls", AdmissionLimits.refused(cap)).admitted()).isFalse();
  }
}
