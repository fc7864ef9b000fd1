package dev.longtail.labeler.admission;

import java.util.List;
import java.util.Optional;

/**
 * Marks of known attacks that no verdict outweighs.
 *
 * <p>Each must be next to impossible on an administrator's line, for a veto on benign lines costs
 * the very lines this project is after: so installers piped into a shell, port checks over {@code
 * /dev/tcp} and disabled defences are no vetoes, they are the labeler's to judge. Technique ids are
 * MITRE ATT&amp;CK's.
 */
public final class Vetoes {
  private static final String IP = "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}";

  /** A shell as the thing that is run, not as a part of another word. */
  private static final String SHELL = "(?:/(?:usr/)?bin/)?(?:ba|da|z|k|a)?sh\\b";

  public static final List<CommandMark> MARKS =
      List.of(
          CommandMark.of(
              "credential theft tool (T1003)",
              "katz mimidrv mimilib sekurlsa lsadump kerberos:: kerberoast lazagne "
                  + "secretsdump nanodump rubeus"
                  + " gpppassword",
              "mimikatz|mimidrv|mimilib|safetykatz|pypykatz|sekurlsa::|lsadump::"
                  + "|kerberos::(?:golden|ptt|list)|invoke-kerberoast|lazagne(?:\\.exe|\\.py"
                  + "|\\s+all)"
                  + "|secretsdump(?:\\.py|\\.exe)?\\s|nanodump|rubeus(?:\\.exe)?\\s|get-gpppassword"),
          CommandMark.of(
              "dump of the memory of lsass (T1003.001)",
              "lsass comsvcs",
              "comsvcs(?:\\.dll)?[\\s,\"']+(?:#\\+?0*24\\b|minidump)|lsass[a-z0-9_-]*\\.dmp"
                  + "|(?:procdump(?:64)?|sqldumper|rdrleakdiag|createdump)(?:\\.exe)?\\s.*lsass"
                  + "|minidumpwritedump.*lsass|lsass.*minidumpwritedump|out-minidump.*lsass"
                  + "|lsass.*out-minidump"),
          CommandMark.of(
              "copy of the password hives (T1003.002)",
              "reg ntds",
              "\\breg(?:\\.exe)?\\s+(?:save|export)\\s+[\"']?(?:hklm"
                  + "|hkey_local_machine)\\\\(?:sam|security)\\b"
                  + "|ntdsutil.*\\bifm\\b"
                  + "|\\b(?:copy|copy-item|cp|esentutl(?:\\.exe)?|robocopy)\\s.*\\\\ntds\\.dit"),
          CommandMark.of(
              "deletion of all backups (T1490)",
              "vssadmin shadowcopy wbadmin",
              "vssadmin(?:\\.exe)?\\s+delete\\s+shadows\\b.*/all\\b"
                  + "|wmic(?:\\.exe)?\\s.*shadowcopy\\s.*\\bdelete\\b"
                  + "|wbadmin(?:\\.exe)?\\s+delete\\s+(?:catalog|systemstatebackup)"),
          CommandMark.of(
              "reverse shell (T1059.004)",
              "/dev/tcp /dev/udp",
              "sh\\s+-i\\b.{0,60}/dev/(?:tcp|udp)/|/dev/(?:tcp|udp)/\\S+\\s+0[<>]&1"
                  + "|0<&[0-9]+.{0,40}/dev/tcp/.*sh\\b|/dev/tcp/.{1,80};\\s*sh\\s+<&"),
          CommandMark.of(
              "reverse or bind shell over netcat (T1059)",
              "nc ncat netcat mkfifo",
              "\\b(?:nc|ncat|netcat)(?:\\.exe|\\.traditional|64)?\\s+(?:\\S+\\s+){0,8}"
                  + "(?:-[a-z]{0,6}[ec]|--exec|--sh-exec)[\\s=]+[\"']?"
                  + "(?:"
                  + SHELL
                  + "|cmd(?:\\.exe)?\\b|powershell)"
                  + "|mkfifo\\s.*"
                  + SHELL
                  + "(?:\\s+-i)?\\b.{0,40}\\|\\s*(?:nc|ncat|netcat|telnet|openssl\\s+s_client)\\b"),
          CommandMark.of(
              "reverse shell in a script language (T1059)",
              "socket fsockopen tcpclient",
              "socket\\.socket\\(.*(?:dup2\\(|pty\\.spawn|subprocess\\.(?:call"
                  + "|popen)\\(\\[?[\"']?/bin/)"
                  + "|perl\\b.*socket.*exec\\s*\\{?\\(?[\"']"
                  + SHELL
                  + "|fsockopen\\(.*(?:exec|system|passthru|popen|proc_open)\\(.*"
                  + SHELL
                  + "|tcpsocket\\.(?:new|open)\\(?.*(?:exec|popen|/bin/)"
                  + "|net\\.sockets\\.tcpclient.*getstream\\(\\).*(?:iex|invoke-expression"
                  + "|cmd(?:\\.exe)?\\s+/c)"),
          CommandMark.of(
              "script from a bare address piped into a shell (T1105)",
              "curl wget fetch",
              "\\b(?:curl|wget|fetch)\\s[^|;&]*\\b"
                  + IP
                  + "[^|;&]*\\|\\s*(?:sudo\\s+)?"
                  + SHELL
                  + "|"
                  + SHELL
                  + "[^|;&]*[<$]\\(\\s*(?:curl|wget)\\s[^|;&)]*\\b"
                  + IP),
          CommandMark.of(
              "program from a bare address, made executable and run (T1105)",
              "wget curl tftp ftpget",
              "\\b(?:wget|curl|tftp|ftpget)\\s[^|;&]*\\b"
                  + IP
                  + ".*(?:;|&&|\\|\\|)\\s*chmod\\s+(?:[0-7]{3,4}|[ugoa]*\\+[rwx]*x[rwx]*)\\s.*(?:;"
                  + "|&&|\\|\\|)\\s*"
                  + "(?:"
                  + SHELL
                  + "\\s|\\./|/tmp/|/var/|/dev/shm/)"),
          CommandMark.of(
              "dropper of a botnet (T1105)",
              "cd busybox",
              "cd\\s+/tmp\\s*(?:\\|\\||;)\\s*cd\\s+/(?:var/run|var/tmp|var|mnt|run|root"
                  + "|dev/shm)\\s*(?:\\|\\||;)"
                  + "\\s*cd\\s+/"
                  + "|busybox\\s+(?:mirai|ecchi|satori|okiru|masuta|sora|owari|josho|hajime)\\b"),
          CommandMark.of(
              "script code fetched by a system program (T1218)",
              "mshta regsvr32 rundll32 wmic",
              "\\bmshta(?:\\.exe)?[\"']?\\s+[\"']?(?:https?:|javascript:|vbscript:)"
                  + "|\\bregsvr32(?:\\.exe)?[\"']?\\s.*[-/]i:[\"']?https?:"
                  + "|\\brundll32(?:\\.exe)?[\"']?\\s+[\"']?(?:javascript:|vbscript:)"
                  + "|\\bwmic(?:\\.exe)?[\"']?\\s.*/format:[\"']?https?:"),
          CommandMark.of(
              "bypass of the malware scan interface (T1562.001)",
              "amsi",
              "amsiutils|amsiinitfailed|amsiscanbuffer"),
          CommandMark.of(
              "code injection (T1055)",
              "virtualalloc createremotethread ntcreatethreadex",
              "virtualalloc(?:ex)?\\b.*(?:createthread|createremotethread|delegate"
                  + "|writeprocessmemory)"
                  + "|createremotethread.*virtualalloc|ntcreatethreadex"),
          CommandMark.of(
              "packed script loader (T1027)",
              "frombase64string",
              "(?:\\biex\\b|invoke-expression).*(?:gzipstream|deflatestream).*frombase64string"
                  + "|(?:gzipstream|deflatestream).*frombase64string.*(?:\\biex\\b"
                  + "|invoke-expression)"
                  + "|frombase64string.*(?:gzipstream|deflatestream).*(?:\\biex\\b"
                  + "|invoke-expression)"),
          CommandMark.of(
              "web shell (T1505.003)",
              "$_",
              "(?:eval|assert|system|passthru"
                  + "|shell_exec)\\s*\\(\\s*(?:base64_decode\\s*\\(\\s*)?\\$_(?:post|get|request"
                  + "|cookie)\\b"),
          CommandMark.of(
              "coin miner (T1496)",
              "xmrig stratum+ minerd cryptonight",
              "\\bxmrig\\b|stratum\\+(?:tcp|ssl)://|\\bminerd\\s|--algo[= ]cryptonight"),
          CommandMark.of(
              "shell with set-user-id (T1548.001)",
              "chmod",
              "chmod\\s+(?:[ugoa]*\\+[rwx]*s[rwx]*"
                  + "|[0-7]?[4-7][0-7]{3})\\s+(?:/usr)?/bin/(?:ba|da|z|k)?sh\\b"),
          CommandMark.of(
              "attack framework (T1588.002)",
              "meterpreter msfvenom bloodhound sharphound powersploit invoke-allchecks "
                  + "cobaltstrike",
              "meterpreter|\\bmsfvenom\\s+(?:\\S+\\s+){0,4}-p\\b|invoke-bloodhound|sharphound"
                  + "|powersploit|invoke-allchecks|cobaltstrike"));

  /**
   * In hidden (encoded) text, a download alone is enough: who has nothing to hide says it openly.
   */
  private static final CommandMark HIDDEN_DOWNLOAD =
      CommandMark.of(
          "download hidden in base64 (T1059.001)",
          "download webrequest net.webclient iwr irm curl wget bitstransfer xmlhttp",
          "downloadstring|downloadfile|downloaddata|invoke-webrequest|invoke-restmethod"
              + "|net\\.webclient|\\biwr\\s|\\birm\\s|start-bitstransfer|xmlhttp|\\bcurl\\s"
              + "|\\bwget\\s");

  private Vetoes() {}

  /** The name of the first mark that {@code commandLine} bears under any of its readings. */
  public static Optional<String> find(String commandLine) {
    for (Readings.Reading reading : Readings.of(commandLine)) {
      for (CommandMark mark : MARKS) {
        if (mark.isOn(reading.text())) {
          return Optional.of(mark.name());
        }
      }
      if (reading.hidden() && HIDDEN_DOWNLOAD.isOn(reading.text())) {
        return Optional.of(HIDDEN_DOWNLOAD.name());
      }
    }
    return Optional.empty();
  }
}
