package dev.longtail.labeler.demo;

import dev.longtail.labeler.admission.CommandMark;
import dev.longtail.labeler.admission.Vetoes;
import java.util.List;

/**
 * What {@link LabelRules} hold against a command line. The convicting marks are broader than the
 * {@link Vetoes}: here it is enough that malicious use is very likely. The doubtful ones only keep
 * a line from being called benign. Technique ids are MITRE ATT&amp;CK's.
 */
final class AttackMarks {
  private static final String DOWNLOAD =
      "(?:downloadstring|downloadfile|downloaddata|invoke-webrequest"
          + "|invoke-restmethod|\\biwr\\b|\\birm\\b|\\bcurl\\b|\\bwget\\b|bitstransfer)";

  private static final String SHELL_PATH = "/(?:usr/)?bin/(?:ba|da|z|k)?sh\\b";

  /** Where everybody can write, and nothing is installed. */
  private static final String LITTER =
      "(?:\\\\temp\\\\|%temp%|\\$env:temp|\\\\users\\\\public\\\\|%public%"
          + "|\\\\programdata\\\\[^\\\\\"]+\\.|\\\\perflogs\\\\|appdata\\\\(?:local"
          + "|roaming)\\\\[^\\\\\"]+\\.|%appdata%\\\\[^\\\\\"]+\\.)";

  static final List<CommandMark> CONVICTING =
      List.of(
          CommandMark.of(
              "switches off Microsoft Defender (T1562.001)",
              "mppreference windefend disableantispyware disableantivirus "
                  + "disablerealtimemonitoring",
              "set-mppreference\\s.*-disable\\w+\\s+(?:\\$true|1|true)"
                  + "|\\b(?:sc|net)(?:\\.exe)?\\s+(?:stop|delete|config)\\s+windefend"
                  + "|\\breg(?:\\.exe)?\\s+add\\s.*disable(?:antispyware|antivirus"
                  + "|realtimemonitoring).*\\s1\\b"),
          CommandMark.of(
              "clears security logs or the shell's history (T1070)",
              "wevtutil clear-eventlog histfile bash_history zsh_history",
              "wevtutil(?:\\.exe)?\\s+(?:cl|clear-log)\\s+[\"']?(?:security|system"
                  + "|microsoft-windows-(?:sysmon|powershell))"
                  + "|clear-eventlog\\s.*security|unset\\s+histfile|histfile=/dev/null"
                  + "|(?:rm|shred|ln)\\s.*\\.(?:ba|z)sh_history"),
          CommandMark.of(
              "hinders recovery (T1490)",
              "bcdedit vssadmin win32_shadowcopy deletejournal",
              "bcdedit(?:\\.exe)?\\s.*(?:recoveryenabled\\s+no"
                  + "|bootstatuspolicy\\s+ignoreallfailures)"
                  + "|vssadmin(?:\\.exe)?\\s+delete\\s+shadows|win32_shadowcopy.*(?:delete|remove)"
                  + "|fsutil(?:\\.exe)?\\s+usn\\s+deletejournal"),
          CommandMark.of(
              "starts a program from a writable folder at every logon (T1547.001)",
              "currentversion\\run",
              "\\breg(?:\\.exe)?\\s+add\\s.*\\\\currentversion\\\\run.*"
                  + LITTER
                  + "|\\breg(?:\\.exe)?\\s+add\\s.*\\\\currentversion\\\\run.*(?:powershell|mshta"
                  + "|wscript|regsvr32)"
                  + "|(?:new|set)-itemproperty\\s.*\\\\currentversion\\\\run.*(?:"
                  + LITTER
                  + "|powershell|mshta)"),
          CommandMark.of(
              "schedules a hidden or downloaded program (T1053.005)",
              "schtasks",
              "schtasks(?:\\.exe)?\\s+/create\\s.*(?:-e(?:nc|ncodedcommand)?\\s|hidden|mshta"
                  + "|\\biex\\b|https?://|"
                  + LITTER
                  + ")"),
          CommandMark.of(
              "schedules a script straight from the network (T1053.003)",
              "cron .bashrc .zshrc .profile .bash_profile",
              "(?:curl|wget)\\s.*\\|\\s*(?:ba|z)?sh\\b.*(?:crontab|/etc/cron|\\.(?:bashrc"
                  + "|zshrc|profile|bash_profile))"
                  + "|(?:crontab|/etc/cron).*(?:curl|wget)\\s.*\\|\\s*(?:ba|z)?sh\\b"),
          CommandMark.of(
              "runs a download in a hidden window (T1059.001)",
              "hidden",
              "-w[a-z]*\\s+hidden.*" + DOWNLOAD + "|" + DOWNLOAD + ".*-w[a-z]*\\s+hidden"),
          CommandMark.of(
              "hides its window and its code (T1027)",
              "hidden -w",
              "-w[a-z]*\\s+(?:hidden|1)\\s.*-e(?:c|nc|ncodedcommand)?\\s+[a-z0-9+/=]{40,}"
                  + "|-e(?:c|nc|ncodedcommand)?\\s+[a-z0-9+/=]{40,}.*-w[a-z]*\\s+hidden"),
          CommandMark.of(
              "fetches a program with a certificate or transfer tool (T1105)",
              "certutil bitsadmin",
              "certutil(?:\\.exe)?\\s.*[-/]urlcache\\s.*https?://"
                  + "|bitsadmin(?:\\.exe)?\\s.*/(?:transfer|addfile)\\s.*https?://\\S+\\.(?:exe|dll"
                  + "|ps1|bat|vbs|scr|hta)"),
          CommandMark.of(
              "downloads a program to a writable folder and starts it (T1105)",
              "download webrequest restmethod iwr irm curl wget bitstransfer",
              DOWNLOAD + ".*" + LITTER + ".*(?:start-process|\\bstart\\s|invoke-item|&\\s*[\"$])"),
          CommandMark.of(
              "lets a system program load foreign code (T1218)",
              "regsvr32 rundll32 installutil cmstp odbcconf msiexec",
              "regsvr32(?:\\.exe)?\\s.*scrobj|rundll32(?:\\.exe)?\\s+[\"']?[^\\s,]*"
                  + LITTER
                  + "|installutil(?:\\.exe)?\\s.*/u\\s.*"
                  + LITTER
                  + "|cmstp(?:\\.exe)?\\s.*/s\\b.*\\.inf|odbcconf(?:\\.exe)?\\s.*regsvr"
                  + "|msiexec(?:\\.exe)?\\s.*/i\\s*[\"']?http://"),
          CommandMark.of(
              "sends credentials away (T1552)",
              "secrets password credential shadow id_rsa id_ed25519 credentials /etc/passwd "
                  + "kube/config",
              "\\bcurl\\s.*(?:-d|-f|-t|--data[a-z-]*|--form"
                  + "|--upload-file)[\\s=]*\\S*@?\\S*(?:/etc/shadow|/etc/passwd|id_rsa|id_ed25519"
                  + "|\\.aws/credentials|\\.kube/config)"
                  + "|(?:/etc/shadow|id_rsa|id_ed25519|\\.aws/credentials)\\b.*\\|\\s*(?:nc|ncat"
                  + "|netcat|curl|wget)\\b"),
          CommandMark.of(
              "cracks or guesses passwords (T1110)",
              "hydra john hashcat unshadow crackmapexec netexec kerbrute medusa responder.py",
              "(?:^|[;|&]\\s*|\\bsudo\\s+)(?:hydra|john|hashcat|unshadow|crackmapexec|netexec"
                  + "|kerbrute"
                  + "|medusa|responder\\.py)\\s+\\S"),
          CommandMark.of(
              "plants a preloaded library or a root account (T1574.006, T1136)",
              "ld.so.preload /etc/passwd useradd",
              ">>?\\s*/etc/ld\\.so\\.preload|>>\\s*/etc/passwd|useradd\\s.*-o\\b.*-u\\s*0\\b"
                  + "|useradd\\s.*-u\\s*0\\b.*-o\\b"),
          CommandMark.of(
              "escapes into a shell from another program (T1548)",
              "exec system :! pty.spawn checkpoint execl popen --eval os.system",
              "-exec\\s+"
                  + SHELL_PATH
                  + "|-exec\\s+(?:ba|da)?sh\\s+-[pi]*\\s*(?:\\\\;|;|$)"
                  + "|system\\s*\\(?\\s*[\"'\\\\]+(?:"
                  + SHELL_PATH
                  + "|(?:ba)?sh)\\s*(?:-[ip])?[\"'\\\\]"
                  + "|checkpoint-action[= ]exec|:!\\s*(?:"
                  + SHELL_PATH
                  + "|(?:ba)?sh\\b)"
                  + "|exec(?:l|v|ve|lp|vp)?\\s*\\(?\\s*[\"']"
                  + SHELL_PATH
                  + "|pty\\.spawn\\s*\\("),
          CommandMark.of(
              "breaks out of a container (T1611)",
              "docker podman nsenter",
              "(?:docker|podman)\\s+run\\s.*(?:-v|--volume)[\\s=]+/:/.*(?:chroot|sh\\b)"
                  + "|nsenter\\s.*-t\\s*1\\b.*-m"),
          CommandMark.of(
              "steals macOS passwords (T1555.001)",
              "osascript keychain shadowhash",
              "osascript\\s.*display dialog.*hidden answer|security\\s+dump-keychain"
                  + "|shadowhashdata"),
          CommandMark.of(
              "adds an administrator (T1136.001)",
              "localgroup",
              "net1?(?:\\.exe)?\\s+user\\s.*/add.*net1?(?:\\.exe)?\\s+localgroup\\s+"
                  + "[\"']?administrators.*/add"));

  static final List<CommandMark> DOUBTFUL =
      List.of(
          CommandMark.of(
              "touches stored credentials",
              "secrets password credential shadow id_rsa id_ed25519 .ssh .aws gnupg sudoers "
                  + "passwd ntds hklm\\sam lsass "
                  + "keychain .kube/config history",
              "\\bget\\s+secrets?\\b|get-\\w*(?:password|credential|secret)|/etc/shadow"
                  + "|id_rsa|id_ed25519|\\.ssh\\b|\\.aws\\b|\\.gnupg|sudoers|/etc/passwd"
                  + "|\\bpasswd\\b|ntds|hklm\\\\sam|lsass|keychain|\\.kube/config|_history"
                  + "|\\bhistory\\s+-c"),
          CommandMark.of(
              "runs code from text",
              "-ok iex invoke-expression eval base64 -enc -e exec system( popen pickle "
                  + ".invoke( "
                  + "scriptblock",
              "\\biex\\b|invoke-expression|\\beval\\b|base64|\\s-e(?:c|nc"
                  + "|ncod\\w*)?\\s+[a-z0-9+/=]{16,}|-exec\\b|-execdir|-ok\\b|exec\\s*[(=]"
                  + "|system\\s*\\(|popen|pickle|\\.invoke\\(|scriptblock"),
          CommandMark.of(
              "contains a command within a command",
              "$( ` <( /bin/ write18 shell-escape",
              "\\$\\(|`|<\\(|write18|shell-escape|[\\s\"']" + SHELL_PATH),
          CommandMark.of(
              "talks to a bare address",
              "http ftp",
              "(?:https?|ftp)://(?:[0-9]{1,3}\\.){3}[0-9]{1,3}|(?:https?)://0x"),
          CommandMark.of(
              "uses a network tool of attackers and administrators",
              "nc ncat netcat socat nmap masscan telnet /dev/ enter-pssession psexec winrm "
                  + "wmic "
                  + "invoke-command",
              "(?:^|[\\s;|&/\\\\])(?:nc|ncat|netcat|socat|nmap|masscan|telnet)(?:\\.exe)?\\s"
                  + "|/dev/(?:tcp|udp)|psexec|winrm|/node:|invoke-command|enter-pssession"),
          CommandMark.of(
              "changes accounts, autostart or defences",
              "auditd apparmor falcon defend crowdstrike sentinel sysmon /create /add "
                  + "localgroup localuser \\run schtasks crontab launchagents launchdaemons "
                  + "mppreference advfirewall iptables setenforce auditctl ufw selinux firewall "
                  + "wevtutil attrib scheduledtask new-service sc.exe binpath",
              "\\s/add\\b|localgroup|localuser|\\\\run(?:once)?\\b|/create\\b"
                  + "|crontab\\s+(?:-\\s*$|[^-\\s])|launchagents|launchdaemons|mppreference"
                  + "|advfirewall\\s+set|iptables\\s+-(?:f|p)|setenforce|auditctl|ufw\\s+disable"
                  + "|(?:stop|disable|mask)\\s+\\S*(?:firewall|auditd|apparmor|falcon|defend"
                  + "|crowdstrike|sentinel|sysmon)|wevtutil\\s+cl|attrib\\s.*\\+h"
                  + "|register-scheduledtask|new-service|binpath"),
          CommandMark.of(
              "runs something from a folder that everybody can write",
              "temp tmp public downloads shm",
              "(?:\\\\temp\\\\|%temp%\\\\|\\\\tmp\\\\|users\\\\public\\\\|\\\\downloads\\\\)\\S*\\."
                  + "(?:exe"
                  + "|dll|ps1|vbs|js|bat|cmd|hta|scr)|(?:^|[;|&]\\s*|\\bsh\\s+|\\bpython3?\\s+"
                  + "|\\bperl\\s+)(?:/var)?/tmp/|/dev/shm/"),
          CommandMark.of(
              "hides what it does",
              "hidden ld_preload histcontrol histfile vacuum /var/log",
              "-w\\w*\\s+hidden|ld_preload|histcontrol|histfile|--vacuum-(?:time|size)=[01]\\b"
                  + "|>\\s*/var/log/|truncate\\s.*/var/log/"),
          CommandMark.of(
              "opens the host to a container or a kernel",
              "privileged /: nsenter chroot unshare insmod modprobe pid=host cap-add",
              "--privileged|\\s/:/|nsenter|chroot|unshare|insmod|modprobe|pid=host|cap-add"),
          CommandMark.of(
              "sets special rights",
              "chmod setcap setuid takeown",
              "chmod\\s+(?:[ugoa]*\\+[rwx]*s|[0-7]?[4-7][0-7]{3}\\b|-?r?\\s*0?777)|setcap"
                  + "|setuid|takeown"),
          CommandMark.of(
              "hooks a package manager, compressor, pager or editor",
              "invoke:: checkpoint to-command compress-program pager unzip-command core. "
                  + "upload-pack proxycommand --script -i exec",
              "invoke::|--checkpoint|--to-command|use-compress-program|\\bpager[= ]"
                  + "|core\\.(?:sshcommand|pager|hookspath|editor|fsmonitor)|upload-pack"
                  + "|proxycommand|unzip-command"),
          CommandMark.of(
              "puts a file where programs are started from",
              "cp mv install ln copy move",
              "\\b(?:cp|mv|install|ln|copy|move|xcopy)\\s.*(?:/etc/cron|/etc/init"
                  + "|/etc/systemd|/etc/profile"
                  + "|/etc/ld|startup|\\.bashrc|\\.zshrc|\\.profile|\\\\system32|admin\\$|"
                  + "[a-z]\\$\\\\)"),
          CommandMark.of(
              "stops a security product",
              "kill stop",
              "(?:kill|stop).*(?:msmpeng|windefend|falcon|sentinel|sophos|defender|avast"
                  + "|mcafee|carbonblack"
                  + "|\\bcb\\.exe|osquery|auditd|sysmon|crowdstrike|symantec|kaspersky)"),
          CommandMark.of(
              "gives a program code of its own",
              "--eval exec -c -e",
              "--eval\\b|\\b(?:vim?|nvim|ed|emacs)\\s.*-c\\s|\\b(?:sed"
                  + "|gsed)\\s.*\\d?e\\s+exec"),
          CommandMark.of(
              "destroys data",
              "rm del format dd mkfs cipher sdelete shred wbadmin",
              "rm\\s+(?:-\\w+\\s+)*[\"']?(?:/|~|/\\*|\\$home|/etc|/var|/var/log\\S*|/usr"
                  + "|/home|/boot|/bin|/lib)/?[\"']?(?:\\s|$)|del\\s.*c:\\\\windows|format\\s+c:"
                  + "|dd\\s.*of=/dev/|mkfs|cipher\\s+/w|sdelete|shred|wbadmin\\s+delete"),
          CommandMark.of(
              "writes where programs are started from",
              "> tee",
              "(?:>>?|\\btee\\b(?:\\s+-a)?)\\s*(?:/etc/|~?/\\.(?:bash|zsh|profile|config)"
                  + "|\\$home/\\.|/usr/|/bin/|/lib|/root|/boot)"));

  private AttackMarks() {}
}
