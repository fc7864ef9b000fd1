package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.rules.Rule;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymsTest {
  private static final Pseudonyms NAMES =
      new Pseudonyms("a key of some length", List.of("acme.example"));

  /** Pseudonyms without their digits, so that expectations can be read. */
  private static String shown(String line) {
    return NAMES.of(line).replaceAll("(host|user|ip)-[0-9a-f]{8}", "<$1>");
  }

  @Test
  void everyRuleKnowsItsExamples() {
    for (Rule rule : Pseudonyms.rules()) {
      boolean keeps = rule.where().isEmpty() || rule.id().matches(".*(every-site|kept-.*)");
      assertThat(rule.misjudged(line -> NAMES.of(line).equals(line) == keeps)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copy \\\\FS01\\c$\\a.txt C:\\Users\\mweber\\a | copy \\\\<host>\\c$\\a.txt"
            + " C:\\Users\\<user>\\a",
        "net use z: \\\\fs01.acme.example\\s /user:acme\\jkraus | net use z: \\\\<host>\\s"
            + " /user:<host>\\<user>",
        "ssh mweber@10.1.2.3 'ls /home/mweber' | ssh <user>@private-<ip> 'ls /home/<user>'",
        "nc 203.0.113.7 4444 | nc public-<ip> 4444",
        "curl http://10.1.2.3:8080/x https://evil.example/a | curl http://private-<ip>:8080/x"
            + " https://evil.example/a",
        "curl -A Chrome/120.0.6099.1 http://a.b.c.example/ | curl -A Chrome/120.0.6099.1"
            + " http://a.b.c.example/",
        "ping fe80::1 | ping private-<ip>",
        "psexec \\\\ws-77 -s cmd /c net user lnguyen & echo LNGUYEN ws-77 | psexec \\\\<host> -s"
            + " cmd /c net user <user> & echo <user> <host>",
        "dir \"C:\\Users\\Jana Kraus\\x\" | dir \"C:\\Users\\<user>\\x\"",
        "psql --username username | psql --username <user>",
        "at 12:34:56 run 00:1a:2b:3c:4d:5e | at 12:34:56 run 00:1a:2b:3c:4d:5e",
        "systemctl restart getty@tty1.service | systemctl restart getty@tty1.service",
        "mysql -p<secret:password> -h db7.prod.internal | mysql -p<secret:password> -h <host>",
      })
  void namesOfTheSiteAreReplaced(String line, String expected) {
    assertThat(shown(line)).isEqualTo(expected);
  }

  /** Who names a host after a program must not hide the program from a judge. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ping certutil & certutil -urlcache -f http://x.example/a | ping <host> & certutil",
        "ping certutil & CERTUTIL.exe -decode a b | ping <host> & CERTUTIL.exe",
        "ssh powershell ; /opt/bin/powershell -enc QQ | ssh <host> ; /opt/bin/powershell",
        "ping powershell & cmd /c \"powershell -enc QQ\" | ping <host> & cmd /c \"powershell",
        "su - python3 ; sudo -E python3 -c x | su - <user> ; sudo -E python3",
        "ping mshta & start /b mshta x | ping <host> & start /b mshta",
        "id mimikatz ; X=1 nohup mimikatz | id <user> ; X=1 nohup mimikatz"
      })
  void aProgramIsNoName(String line, String expected) {
    assertThat(shown(line)).startsWith(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "powershell -enc SQBFAFgA",
        "git log --oneline main@v1.2.3",
        "ls -la /usr/bin /home /var/lib",
        "docker pull registry.example.org/app@sha256:0123456789abcdef",
        "python3 -u server.py --port 8080",
        "find . -mtime +30 -printf 'not in the last 30 days'",
        "ping -c 1 8.8.8.8",
        "reg add HKLM\\Software\\Users\\ /v x"
      })
  void whatNamesNobodyStays(String line) {
    assertThat(NAMES.of(line)).isSameAs(line);
  }

  @Test
  void aNameHasOnePseudonymInEveryLineAndAnotherUnderAnotherKey() {
    String one = NAMES.of("copy \\\\FS01\\a b");
    assertThat(NAMES.of("copy \\\\fs01\\a b")).isEqualTo(one);
    assertThat(new Pseudonyms("another key of length", List.of()).of("copy \\\\FS01\\a b"))
        .isNotEqualTo(one)
        .doesNotContainIgnoringCase("fs01");
  }

  @Test
  void aShortKeyIsRefused() {
    assertThatThrownBy(() -> new Pseudonyms("short", List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(Pseudonyms.VARIABLE);
  }

  @Test
  void aHostileLineTakesLittleTime() {
    String line = "ssh a@b \\\\h1\\x 10.0.0.1 ::1 /home/u1/ ".repeat(1_600);
    var threads = ManagementFactory.getThreadMXBean();
    NAMES.of(line);
    long before = threads.getCurrentThreadCpuTime();
    NAMES.of(line);
    assertThat((threads.getCurrentThreadCpuTime() - before) / 1_000_000).isLessThan(1_000);
  }
}
