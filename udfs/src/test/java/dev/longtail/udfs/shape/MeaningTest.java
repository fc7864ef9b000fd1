package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.template.CommandTemplate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an argument means: programs, settings, targets and privileges that stand in arguments tell
 * shapes apart; another way to write the same call does not. NUL is written as {@code \0}.
 */
class MeaningTest {
  private static String shape(String line) {
    return CommandShape.of(line).text();
  }

  private static String nul(String line) {
    return line.replace("\\0", "\0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "C:\\Program Files\\Contoso Utilities\\Sensor Two\\gather.exe -run -v <> C:\\Program"
            + " Files\\Contoso Utilities\\Sensor Two\\erase.exe -run -v",
        "C:\\Program Files\\Internet Explorer\\iexplore.exe -start <> C:\\Program Files\\Internet"
            + " Explorer\\ieinstal.exe -start",
        "C:\\Program Files (x86)\\Contoso\\App One\\r"
            + "un.exe /q <> C:\\Program Files (x86)\\Contoso\\App One\\del.exe /q",
        "D:\\My Tools\\first one.exe -v <> D:\\My Tools\\second one.exe -v",
        "\\\\srv\\Deploy Share\\setup.exe -v <> \\\\srv\\Deploy Share\\wipe.exe -v",
        "%ProgramFiles%\\A B\\run.exe -v <> %ProgramFiles%\\A B\\wipe.exe -v",
        "C:\\Program Files\\A B\\collect -q <> C:\\Program Files\\A B\\wipe -q",
        "/Applications/Big Tool.app/Contents/MacOS/Big Tool -q <> /Applications/Big"
            + " Tool.app/Contents/MacOS/wipe -q",
        "/Library/Application Support/Acme/collect -q <> /Library/Application Support/Acme/wipe -q",
        "cmd /c C:\\Program Files\\App\\run.bat x <> cmd /c C:\\Program Files\\App\\wipe.bat x",
        "C:\\Windows\\system32\\cmd.exe /c \"\"C:\\Program Files\\Suite\\start.bat\" \"first"
            + " value\"\" <> C:\\Windows\\system32\\cmd.exe /c \"\"C:\\Program"
            + " Files\\Suite\\erase.bat\" \"first value\"\"",
        "cmd.exe /d /s /c \"\"C:\\A B\\r"
            + "un.exe\" -q\" <> cmd.exe /d /s /c \"\"C:\\A B\\wipe.exe\" -q\"",
        "cmd /c\"\"C:\\A B\\run.exe\" -q\" <> cmd /c\"\"C:\\A B\\wipe.exe\" -q\"",
        "cmd /c \"C:\\Program Files\\App\\r"
            + "un.bat -q\" <> cmd /c \"C:\\Program Files\\App\\wipe.bat -q\"",
        "rundll32 C:\\Program Files\\A B\\x.dll,Run <> rundll32 C:\\Program Files\\A B\\y.dll,Run",
      })
  void anotherProgramBehindBlanksIsAnother(String a, String b) {
    assertThat(shape(a)).isNotEqualTo(shape(b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "setenforce 0 <> setenforce 1",
        "sudo setenforce 0 <> sudo setenforce 1",
        "chmod 4755 /usr/bin/less <> chmod 755 /usr/bin/less",
        "chmod 777 a <> chmod 644 a",
        "chmod u+s a <> chmod u-s a",
        "install -m 4755 a b <> install -m 755 a b",
        "umask 000 <> umask 077",
        "reg add HKLM\\X /v A /t REG_DWORD /d 1 /f <> reg add HKLM\\X /v A /t REG_DWORD /d 0 /f",
        "reg add HKLM\\X /v A /d 0x1 /f <> reg add HKLM\\X /v A /d 0x0 /f",
        "reg add HKLM\\X /v EnableLUA /d 0 /f <> reg add HKLM\\X /v Banner /d 0 /f",
        "reg add HKLM\\S\\X /v Start /d 4 /f <> reg add HKLM\\S\\X /v Start /d 2 /f",
        "Set-ItemProperty HKLM:\\S\\X -Name Start -Value 4 <> Set-ItemProperty HKLM:\\S\\X -Name"
            + " Start -Value 2",
        "reg save HKLM\\SAM a <> reg save HKLM\\Software a",
        "Set-MpPreference -DisableRealtimeMonitoring 1 <> Set-MpPreference"
            + " -DisableRealtimeMonitoring 0",
        "Set-MpPreference -DisableRealtimeMonitoring $true <> Set-MpPreference"
            + " -DisableRealtimeMonitoring 0",
        "Set-ItemProperty HKLM:\\X -Name A -Value 1 <> Set-ItemProperty HKLM:\\X -Name A -Value 0",
        "Set-MpPreference -A $true -B $false <> Set-MpPreference -A $false -B $true",
        "mount -o rw /dev/sda1 /mnt <> mount -o ro /dev/sda1 /mnt",
        "mount -o remount,rw / <> mount -o rw /",
        "sysctl -w kernel.randomize_va_space=0 <> sysctl -w kernel.randomize_va_space=2",
        "sysctl -w net.ipv4.ip_forward=1 <> sysctl -w net.ipv4.tcp_syncookies=1",
        "echo 0 > /proc/sys/kernel/randomize_va_space <> echo 2 >"
            + " /proc/sys/kernel/randomize_va_space",
        "echo 0 | sudo tee /proc/sys/net/ipv4/ip_forward <> echo 1 | sudo tee"
            + " /proc/sys/net/ipv4/ip_forward",
        "netsh advfirewall set allprofiles state off <> netsh advfirewall set allprofiles state on",
        "auditpol /set /category:* /success:disable /failure:enable <> auditpol /set /category:*"
            + " /success:enable /failure:disable",
        "auditpol /set /subcategory:\"Logon\" /success:disable <> auditpol /set"
            + " /subcategory:\"Logoff\" /success:disable",
        "bcdedit /set {default} recoveryenabled No <> bcdedit /set {default} recoveryenabled Yes",
        "bcdedit /set testsigning on <> bcdedit /set nointegritychecks on",
        "bcdedit /set nx AlwaysOff <> bcdedit /set nx OptIn",
        "sc config WinDefend start= disabled <> sc config WinDefend start= auto",
        "sc config WinDefend start=disabled <> sc config WinDefend start=demand",
        "Set-Service X -StartupType Disabled <> Set-Service X -StartupType Manual",
        "Set-ExecutionPolicy Bypass -Force <> Set-ExecutionPolicy Restricted -Force",
        "Set-ExecutionPolicy -ExecutionPolicy Bypass <> Set-ExecutionPolicy -ExecutionPolicy"
            + " AllSigned",
        "powershell -ep bypass -File a.ps1 <> powershell -ep RemoteSigned -File a.ps1",
        "usermod -u 0 bob <> usermod -u 1001 bob",
        "usermod -ou 0 bob <> usermod -ou 1001 bob",
        "useradd --uid=0 bob <> useradd --uid=1001 bob",
        "usermod -aG sudo bob <> usermod -aG audio bob",
        "iptables -P INPUT ACCEPT <> iptables -P INPUT DROP",
        "iptables -P INPUT ACCEPT <> iptables -P OUTPUT ACCEPT",
        "systemctl mask a <> systemctl unmask a",
        "setsebool -P httpd_can_network_connect 1 <> setsebool -P httpd_can_network_connect 0",
        "net accounts /lockoutthreshold:0 <> net accounts /lockoutthreshold:5",
        "net user guest /active:yes <> net user guest /active:no",
        "wmic rdtoggle where a call setallowtsconnections 1 <> wmic rdtoggle where a call"
            + " setallowtsconnections 0",
        "export HISTSIZE=0 <> export HISTSIZE=1000",
        "kill -9 4711 <> kill -15 4711",
        "init 0 <> init 6",
        "find / -perm -4000 <> find / -perm -0002",
        "ip link set eth0 up <> ip link set eth0 down",
        "ssh -o StrictHostKeyChecking=no h id <> ssh -o StrictHostKeyChecking=yes h id",
        "fsutil behavior set disablelastaccess 1 <> fsutil behavior set disablelastaccess 0",
        "auditctl -e 0 <> auditctl -e 1",
        "fsutil behavior set SymlinkEvaluation R2R:1 <> fsutil behavior set SymlinkEvaluation"
            + " R2R:0",
        "sp HKLM:\\X EnableLUA 0 <> sp HKLM:\\X EnableLUA 1",
        "nft add rule a <> nft delete rule a",
        "attrib +h a <> attrib +s a",
        "chattr +i /etc/passwd <> chattr +a /etc/passwd",
        "defaults write com.x K -int 1 <> defaults write com.x K -int 0",
        "schtasks /create /tn a /tr b /rl highest <> schtasks /create /tn a /tr b /rl limited",
        "docker run --network host a <> docker run --network none a",
      })
  void anotherSettingIsAnother(String a, String b) {
    assertThat(shape(a)).isNotEqualTo(shape(b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "rm -rf /tmp/stage/* <> rm -rf /*",
        "rm -rf / <> rm -rf /tmp/x",
        "rm -rf ~ <> rm -rf build",
        "rm -rf /etc <> rm -rf /srv/app/cache",
        "rd /s /q C:\\ <> rd /s /q C:\\Temp\\x",
        "del /f /s /q C:\\Windows\\System32\\* <> del /f /s /q C:\\Temp\\x\\*",
        "Remove-Item -Recurse -Force C:\\ <> Remove-Item -Recurse -Force C:\\Temp\\x",
        "dd if=/dev/zero of=/dev/sdb bs=4M <> dd if=/dev/zero of=/srv/a.img bs=4M",
        "chmod -R 777 / <> chmod -R 777 /srv/app/x",
        "docker run -v /:/host a <> docker run -v /srv/a/b:/host a",
        "rundll32.exe Main.cpl,OpenPage 7 <> rundll32.exe other.cpl,OpenPage 7",
        "rundll32 shell32.dll,Control_RunDLL timedate.cpl <> rundll32 shell32.dll,Control_RunDLL"
            + " evil.cpl",
        "regsvr32 /s C:\\a\\good.dll <> regsvr32 /s C:\\a\\evil.dll",
        "control desk.cpl,,1 <> control evil.cpl,,1",
        "msbuild C:\\a\\good.csproj <> msbuild C:\\a\\evil.csproj",
        "modprobe good <> modprobe evil",
        "mkfs.ext4 /dev/sda1 <> mkfs.ext4 /srv/a/disk.img",
        "control.exe timedate.cpl <> control.exe evil.cpl",
        "python3 collect.py -q <> python3 wipe.py -q",
        "bash /opt/a/install.sh <> bash /opt/a/remove.sh",
        "perl -w a.pl <> perl -w b.pl",
        "node server.js <> node miner.js",
        "java -cp lib -jar app.jar <> java -cp lib -jar evil.jar",
        "wscript //B a.vbs <> wscript //B b.vbs",
        "powershell -NoProfile -File a.ps1 <> powershell -NoProfile -File b.ps1",
        "osascript rollout.scpt <> osascript erase.scpt",
        "osascript -e 'do shell script \"id\"' <> osascript -e 'do shell script \"id\" with"
            + " administrator privileges'",
        "insmod good.ko <> insmod evil.ko",
        "LD_PRELOAD=/a/good.so ls <> LD_PRELOAD=/a/evil.so ls",
        "wmic process call create mspaint.exe <> wmic process call create write.exe",
        "wmic process call create \"cmd /c whoami\" <> wmic process call create \"cmd /c del x\"",
        "sc create s binPath= C:\\a\\good.exe <> sc create s binPath= C:\\a\\evil.exe",
        "reg add HKCU\\Run /v A /d C:\\a\\good.exe <> reg add HKCU\\Run /v A /d C:\\a\\evil.exe",
        "msiexec /i C:\\inst\\tool.msi /qn <> msiexec /i http://h/tool.msi /qn",
        "icacls C:\\a /grant Everyone:F <> icacls C:\\a /grant Users:R",
        "icacls C:\\a /grant Everyone:(OI)(CI)F <> icacls C:\\a /grant Users:(OI)(CI)F",
        "sudo -u root id <> sudo -u www-data id",
        "su - root -c id <> su - backup -c id",
        "chown root:root a <> chown bob:bob a",
        "setcap cap_setuid+ep a <> setcap cap_net_raw+ep a",
        "echo 'bob ALL=(ALL) NOPASSWD:ALL' <> echo 'bob ALL=(ALL) ALL'",
        "echo a >> /etc/sudoers <> echo a >> notes",
        "echo k >> /root/.ssh/authorized_keys <> echo k >> /root/notes",
        "svchost.exe -k netsvcs -p -s Themes <> svchost.exe -k netsvcs -p -s Winmgmt",
        "schtasks /create /tn a /tr b /ru SYSTEM <> schtasks /create /tn a /tr b /ru bob",
      })
  void anotherTargetOrPrivilegeIsAnother(String a, String b) {
    assertThat(shape(a)).isNotEqualTo(shape(b));
  }

  /** The two are near-duplicates without a look at their vectors. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "date\\0+%d <> date +%d",
        "/usr/sbin/chronyd -f /etc/chrony/a.conf -n -u 101:102 <>"
            + " /usr/sbin/chronyd\\0-f\\0/etc/chrony/a.conf\\0-n\\0-u\\0101:102",
        "grep -rl marker lib <> grep\\0-rl\\0marker\\0lib\\0",
        "\"C:\\Windows\\System32\\tasklist.exe\" /v <> tasklist /v",
        "C:\\WINDOWS\\system32\\NET.EXE user <> net user",
        "\"C:\\Program Files\\Git\\cmd\\git.exe\" -C a status <> git -C a status",
        "C:\\Program Files\\Git\\cmd\\git.exe status <> \"C:\\Program Files\\Git\\cmd\\git.exe\""
            + " status",
        "C:\\Windows\\System32\\curl.exe -O h/a <> curl -O h/a",
        "C:\\Windows\\System32\\getmac.exe /fo csv <> getmac /fo csv",
        "/usr/bin/curl -s h <> curl -s h",
        "sudo /usr/bin/apt update <> sudo apt update",
        "/bin/sh -c \"/usr/bin/id -u\" <> sh -c \"id -u\"",
        "%COMSPEC% /c type C:\\Data\\a.txt <> C:\\Windows\\System32\\cmd.exe /c type"
            + " C:\\Data\\a.txt",
        "\"%ComSpec%\" /c type C:\\Data\\a.txt <> cmd /c type C:\\Data\\a.txt",
        "$env:ComSpec /c type C:\\Data\\a.txt <> cmd /c type C:\\Data\\a.txt",
        "%SystemRoot%\\System32\\cmd.exe /c dir <> cmd /c dir",
        "p^ower^shell -NoProfile -c Get-Date <> powershell -NoProfile -c Get-Date",
        "cmd /c p^o^w^ershell.exe Get-Date <> cmd.exe /c powershell Get-Date",
        "c^m^d /c ^w^h^o^a^m^i <> cmd /c whoami",
        "\"C:\\Windows\\System32\\cmd.exe\" /d /c C:\\WINDOWS\\system32\\a.cmd <>"
            + " C:\\WINDOWS\\SYSTEM32\\cmd.exe /d /c \"C:\\WINDOWS\\system32\\a.cmd\"",
        "curl example.org <> \"curl\" \"example.org\"",
        "MsiExec.exe -Embedding 51D0C3A9B27E4F68A1349E0D7B6C2F85 <> MsiExec.exe -Embedding"
            + " E07B4A1692CD4853BF206A9D1C8E3754",
        "\"C:\\Users\\carol\\AppData\\Local\\Temp\\{1B7E}\\install.exe\" /s <>"
            + " \"C:\\Users\\dan\\AppData\\Local\\Temp\\{8D20}\\install.exe\" /s",
        "python /tmp/a81.py -q <> python /tmp/zx9k.py -q",
        "bash /opt/a/job_17.sh <> bash /opt/a/job_18.sh",
        "head -n 20 a <> head -n 5 a",
        "chmod 0755 a1 <> chmod 755 a2",
        "useradd -u 1001 a1 <> useradd -u 1002 a2",
        "kill -9 17 <> kill -9 18",
        "chmod 755 a1 <> chmod 750 a2",
        "reg add HKLM\\X /v Size /d 4 <> reg add HKLM\\X /v Size /d 9",
      })
  void anotherWayToWriteItIsTheSame(String a, String b) {
    String left = nul(a);
    String right = nul(b);
    assertThat(shape(left)).isEqualTo(shape(right));
    assertThat(PlainTemplate.of(CommandTemplate.of(left)))
        .isEqualTo(PlainTemplate.of(CommandTemplate.of(right)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "powershell.exe -NonInteractive -c Get-Host <> powershell.exe -noni -Command Get-Host",
        "Set-X -DisableA 1 <> Set-X -DisableA $true",
        "Set-X -DisableA:$false <> Set-X -DisableA $false",
        "mount -o rw,noexec a b <> mount -o noexec,rw c d",
        "reg add HKLM\\X /v A /d 1 <> reg add HKLM\\Y /v a /d 0x00000001",
        "sc config a start= disabled <> sc config b start=disabled",
        "sudo -nu alice id <> sudo -nu bob id",
        "rm -rf /srv/a/x <> rm -rf /srv/b/y",
        "docker run -v /srv/a/b:/x a <> docker run -v /srv/c/d:/x b",
        "python -c 'print(1)' a.py <> python -c 'print(2)' b.py",
      })
  void whatDoesNotMatterDoesNotTellShapesApart(String a, String b) {
    assertThat(shape(a)).isEqualTo(shape(b));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\tools\\copy a\\b c\\d",
        "C:\\Windows\\System32\\cmd /c C:\\x\\y.exe",
        "C:\\tools\\run /x:a.exe",
        "C:\\tools\\run -x a.exe"
      })
  void aPathEndsBeforeItsArguments(String line) {
    String first = line.substring(0, line.indexOf(' '));
    assertThat(shape(line)).startsWith(ToolName.of(first).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"C:\\a ", "\\\\a ", "%a%\\b ", "/Applications/a b", "^a", "\"\"a ", "a=1 "})
  void takesTimeInProportionToTheLength(String part) {
    String line = part.repeat(200_000 / part.length());
    assertThat(shape(line)).isNotNull();
    assertThat(PlainTemplate.of(line)).isNotNull();
  }
}
