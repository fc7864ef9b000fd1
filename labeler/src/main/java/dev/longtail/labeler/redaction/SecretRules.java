package dev.longtail.labeler.redaction;

import com.google.re2j.Pattern;
import java.util.List;

/** Every kind of secret the {@link Redactor} knows, the more specific first. */
public final class SecretRules {
  /**
   * An argument: quoted and bare pieces without a gap. An unclosed quote runs to the end, for it is
   * better to lose the rest of a line than to leak it.
   */
  private static final String VALUE =
      "((?:\\\\+\"[^\"\\\\]*\\\\+\"|\"[^\"]*(?:\"|\\z)|'[^']*(?:'|\\z)|[^\\s\"';&|)]+)+)";

  /** The same where an opened quote belongs to what stands before. */
  private static final String BARE = "([^\\s\"';&|)]+)";

  /** A character of what runs to the closing quote or the end of the line. */
  private static final String TO_QUOTE = "[^\"'\\r\\n]";

  /** Words that name a secret when they end the name of a variable. */
  private static final String WORD =
      "(?:password|passwd|passphrase|passcode|pass|secret|secrets|token|api[-_]?key|apikey"
          + "|access[-_]?key|secret[-_]?key|private[-_]?key|account[-_]?key|auth[-_]?key"
          + "|shared[-_]?access[-_]?key"
          + "|shared[-_]?access[-_]?signature|encryption[-_]?key|signing[-_]?key"
          + "|client[-_]?secret|credential|credentials"
          + "|storepass|keypass|_auth|authtoken|bindpw|rootpw|userpw|smtppw)";

  /** The same for an option. */
  private static final String NAME = "(?:pwd|" + WORD + ")";

  private static final String ASSIGNED = "\\\\*[\"']?\\]?\\s{0,3}(?:=>|:=|=|:)\\s{0,3}";

  private static final String NAME_HINTS =
      "pass pwd secret token key credential signature _auth authtoken bindpw rootpw "
          + "userpw smtppw";

  /** A following option or path is no password; neither is the name of a switch. */
  private static final Pattern OPTION = Pattern.compile("[-/*].*", Pattern.DOTALL);

  private static final Pattern SWITCH = Pattern.compile("-[A-Za-z-].*", Pattern.DOTALL);

  /** The quote closes what stood before: {@code read -p "Password: " -s}. */
  private static final Pattern BLANK = Pattern.compile("[\"']?\\s.*", Pattern.DOTALL);

  private static final Pattern PATH =
      Pattern.compile("(?:[~/.]|[A-Za-z]:[\\\\/]).*", Pattern.DOTALL);

  /** {@code /p:Name=value} sets a property of MSBuild. */
  private static final Pattern PROPERTY = Pattern.compile("[A-Za-z_.]+=.*", Pattern.DOTALL);

  public static final List<SecretRule> ALL =
      List.of(
          SecretRule.of(
              "private-key",
              "-----begin",
              "(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9"
                  + " ]{0,60}-----|\\z))"),
          SecretRule.of("aws-key", "akia asia", "\\b((?:AKIA|ASIA)[A-Z0-9]{16})\\b"),
          SecretRule.of(
              "github-token",
              "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
              "\\b((?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}))"),
          SecretRule.of(
              "slack-token",
              "xox hooks.slack.com",
              "(xox[abeoprs]-[A-Za-z0-9-]{8,}"
                  + "|\\bT[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,})"),
          SecretRule.of(
              "jwt", "eyj", "\\b(eyJ[A-Za-z0-9_-]{6,}\\.[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*)?)"),
          SecretRule.of(
              "api-token",
              "glpat- _live_ _test_ sk- npm_ pypi- hf_ dop_v1_ sg. hvs. dckr_pat_ aiza ya29.",
              "\\b(glpat-[A-Za-z0-9_-]{16,}|[sr]k_(?:live|test)_[A-Za-z0-9]{10,}"
                  + "|sk-[A-Za-z0-9_-]{20,}"
                  + "|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{40,}|hf_[A-Za-z0-9]{25,}"
                  + "|dop_v1_[a-f0-9]{40,}"
                  + "|SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}|hvs\\.[A-Za-z0-9_-]{20,}"
                  + "|dckr_pat_[A-Za-z0-9_-]{16,}|AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{20,})"),
          SecretRule.of("api-token", ":aa", "\\b([0-9]{8,10}:AA[A-Za-z0-9_-]{32,33})\\b"),
          SecretRule.of(
              "password", "://", "(?i)[a-z][a-z0-9+.-]*://[^\\s/@:\"'?#]*:([^\\s/\"'?]+)@"),
          SecretRule.of("api-token", "://", "(?i)[a-z][a-z0-9+.-]*://([a-z0-9_-]{20,})@"),
          SecretRule.of(
              "authorization",
              "authorization",
              "(?i)\\bauthorization[\"']?\\s*[:=]\\s*[\"']?(?:(?:bearer|basic|token|apikey"
                  + "|digest|negotiate|aws4-hmac-sha256)\\s+)?([^\\s\"',;]"
                  + TO_QUOTE
                  + "*)"),
          SecretRule.of("authorization", "bearer", "(?i)\\bbearer[\\s:=]+([a-z0-9+/=._~-]{12,})"),
          SecretRule.of(
              "authorization",
              "x-api-key x-auth-token private-token x-vault-token x-amz-security-token cookie",
              "(?i)\\b(?:x-api-key|x-auth-token|private-token|x-vault-token"
                  + "|x-amz-security-token|(?:set-)?cookie)\\s*:\\s*("
                  + TO_QUOTE
                  + "+)"),
          SecretRule.of(
              "password",
              "asplaintext securestring",
              "(?i)\\bconvertto-securestring\\s+(?:-(?:string|force|asplaintext)[\\s:]+)*" + VALUE,
              SWITCH),
          SecretRule.of(
              "password",
              "asplaintext",
              "(?i)\\s-asplaintext\\s+(?:-(?:string|force)\\s+)*" + VALUE,
              SWITCH),
          SecretRule.of(
              "password",
              "securestring",
              "(?i)(\"[^\"]*\"|'[^']*')\\s*\\|\\s*convertto-securestring"),
          SecretRule.of(
              "password",
              "networkcredential",
              "(?i)networkcredential[\\]:a-z]*\\(\\s*(?:\"[^\"]*\"|'[^']*'|[^\\s,]+)\\s*,\\s*"
                  + VALUE),
          // The value of a connection string may hold blanks: it ends at the semicolon or the
          // quote.
          SecretRule.of(
              "connection-string",
              ";pass ;pwd ; accountkey= sharedaccess",
              "(?i)(?:;\\s*(?:password|pwd|accountkey|sharedaccesskey)|\\baccountkey|\\bsharedaccesskey|\\bsharedaccesssignature)\\s*=\\s*([^;\"'\\s][^;\"'\\r"
                  + "\\n"
                  + "]*)"),
          SecretRule.of("signature", "sig=", "(?i)[?&]sig=([a-z0-9%+/=_-]{16,})"),
          // --password X, -Token:X, /pass:X
          SecretRule.of(
              "password",
              NAME_HINTS,
              "(?i)(?:^|[\\s\"'(,;&|])(?:--?|[\\x{2013}\\x{2014}])"
                  // --no-ask-password takes no value
                  + "(?:(?:[a-mo-z0-9_.]|n[a-np-z0-9_.])[a-z0-9_.-]*)?"
                  + NAME
                  + "(?:\\s*=\\s*|\\s*:\\s*|\\s+)"
                  + VALUE,
              SWITCH),
          SecretRule.of("password", NAME_HINTS, "(?i)(?:^|\\s)/[a-z_-]*" + NAME + "[:=]" + VALUE),
          // Before the general rule, because PWD=/home/x is where a shell stands.
          SecretRule.of(
              "password", "pwd", "(?i)(?:^|[^a-z0-9_<$])[a-z0-9_.-]*pwd" + ASSIGNED + VALUE, PATH),
          // X_TOKEN=…, $password = '…', "secret": "…"
          SecretRule.of(
              "password",
              NAME_HINTS,
              "(?i)(?:^|[^a-z0-9_<$])[a-z0-9_.-]*" + WORD + ASSIGNED + VALUE,
              BLANK),
          // What PowerShell assigns without quotes is an expression.
          SecretRule.of(
              "password",
              NAME_HINTS,
              "(?i)\\$[a-z0-9_:]*(?:pwd|" + WORD + ")\\s{0,3}=\\s{0,3}(\"[^\"]*\"|'[^']*')"),
          SecretRule.of(
              "password",
              "setx setenvironmentvariable configure config",
              "(?i)(?:\\bsetx(?:\\.exe)?\\s+|\\bsetenvironmentvariable\\(\\s*"
                  + "|\\bconfig(?:ure)?\\s+set\\s+)[\"']?[a-z0-9_./:-]*"
                  + NAME
                  + "[\"']?\\s*[\\s,]\\s*"
                  + VALUE,
              OPTION),
          SecretRule.of(
              "password",
              "use user",
              "(?i)\\bnet1?(?:\\.exe)?\"?\\s+use\\s+(?:[a-z*]:?\\s+)?[\"']?\\\\\\\\[^\\s\"']+"
                  + "[\"']?\\s+"
                  + VALUE,
              OPTION),
          SecretRule.of(
              "password",
              "use",
              "(?i)\\bnet1?(?:\\.exe)?\"?\\s+use\\s[^|;&]*?/user:(?:\"[^\"]*\"|\\S+)\\s+" + VALUE,
              OPTION),
          SecretRule.of(
              "password",
              "user",
              "(?i)\\bnet1?(?:\\.exe)?\"?\\s+user\\s+(?:\"[^\"]*\"|[^\\s/]\\S*)\\s+" + VALUE,
              OPTION),
          SecretRule.of(
              "password",
              "rasdial",
              "(?i)\\brasdial(?:\\.exe)?\\s+(?:\"[^\"]*\"|\\S+)\\s+\\S+\\s+" + VALUE,
              OPTION),
          // Short options mean a password only with these programs (mkdir -p, ssh -p 22).
          SecretRule.of(
              "password",
              "sshpass psexec paexec login mongo twine winrm crackmapexec netexec certutil"
                  + " mosquitto wsl impacket rabbitmqadmin",
              "(?i)\\b(?:sshpass|psexec(?:64)?|paexec|(?:docker|podman|buildah|skopeo"
                  + "|helm\\s+registry|az|oc|cf|nerdctl)\\s+login"
                  + "|mongo(?:sh|dump|restore|import|export)?|twine|evil-winrm|crackmapexec|netexec"
                  + "|rabbitmqadmin"
                  + "|certutil)(?:\\.exe)?[\"']?\\s[^|;&]*?-p[\\s=]+"
                  + VALUE,
              SWITCH),
          SecretRule.of("password", "sshpass", "(?i)\\bsshpass\\s+-p" + VALUE),
          SecretRule.of(
              "password",
              "mysql mariadb 7z rar",
              "\\b(?:mysql[a-z_]*|mariadb[a-z_-]*|7z[ar]?|rar|unrar)(?:\\.exe)?[\"']?\\s(?:"
                  + "[^|;&]*?\\s)?-h?p"
                  + VALUE),
          SecretRule.of(
              "password",
              "sqlcmd osql bcp zip isql",
              "\\b(?:sqlcmd|osql|bcp|isql|zip|unzip|zipcloak)(?:\\.exe)?[\"']?\\s(?:[^"
                  + "|;&]*?\\s)?-P\\s*"
                  + VALUE,
              SWITCH),
          SecretRule.of(
              "password",
              "redis-cli ldap",
              "(?i)\\b(?:redis-cli\\s(?:[^|;&]*?\\s)?-a|ldap[a-z]+\\s(?:[^|;&]*?\\s)?-w)\\s+"
                  + VALUE,
              SWITCH),
          SecretRule.of("password", "-pw", "(?i)\\s-pw[\\s=:]+" + VALUE, SWITCH),
          SecretRule.of("password", "/p:", "(?i)(?:^|\\s)/p:" + VALUE, PROPERTY),
          SecretRule.of(
              "password",
              "schtasks signtool",
              "(?i)\\b(?:schtasks|signtool)(?:\\.exe)?[\"']?\\s[^|;&]*?\\s/r?p\\s+" + VALUE,
              OPTION),
          SecretRule.of(
              "password",
              "curl",
              "(?i)\\bcurl(?:\\.exe)?\\s(?:[^|;&]*?\\s)?(?:-u|--user"
                  + "|--proxy-user)[\\s=]*[\"']?[^\\s:\"']+:"
                  + BARE),
          SecretRule.of("password", "-u", "\\s(?:-U|--user)[\\s=]*[\"']?[^\\s%\"':]+%" + BARE),
          SecretRule.of("password", "pass:", "(?i)\\s-pass(?:in|out)?\\s+[\"']?pass:" + BARE),
          SecretRule.of(
              "password",
              "sudo chpasswd passwd login",
              "(?i)\\becho\\s+(?:-n\\s+)?(\"[^\"]*\"|'[^']*'|[^\\s|]+)\\s*\\|\\s*(?:sudo\\s+)?"
                  + "(?:sudo\\s+-S|-S\\s|chpasswd|passwd\\s|(?:docker|podman|helm|az|oc|gh)\\s[^"
                  + "|;&]*login)"),
          SecretRule.of(
              "password",
              "htpasswd",
              "(?i)\\bhtpasswd\\s+(?:-[a-z]+\\s+)*-[a-z]*b[a-z]*\\s+(?:-"
                  + "[a-z]+\\s+)*\\S+\\s+\\S+\\s+"
                  + VALUE),
          SecretRule.of(
              "password",
              "identified password",
              "(?i)\\b(?:identified\\s+(?:with\\s+\\S+\\s+)?by|password)\\s+('[^']+'"
                  + "|\"[^\"]+\")"));

  private SecretRules() {}
}
