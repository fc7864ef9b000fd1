package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private final Redactor redactor = new Redactor();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql -u root -pS3cretX shop",
        "mysqldump --password=S3cretX db",
        "mysqldump --password \"S3cretX with blanks S3cretX\" db",
        "sshpass -p S3cretX ssh admin@host",
        "sshpass -p'S3cretX' ssh admin@host",
        "plink.exe -ssh admin@host -pw S3cretX",
        "psexec \\\\srv -u dom\\adm -p S3cretX cmd",
        "xfreerdp /v:host /u:adm /p:S3cretX",
        "cmdkey /add:srv /user:adm /pass:S3cretX",
        "net use Z: \\\\srv\\share S3cretX /user:dom\\adm",
        "net use \\\\srv\\share /user:dom\\adm S3cretX",
        "net user bob S3cretX /add",
        "schtasks /create /tn x /ru adm /rp S3cretX",
        "curl -u bob:S3cretX https://host/x",
        "curl --user 'bob:S3cretX' https://host/x",
        "wget https://bob:S3cretX@host/x",
        "git clone https://S3cretXS3cretXS3cretX@git.example.com/a/b",
        "psql postgres://bob:S3cr@etX@db/x",
        "redis-cli -a S3cretX ping",
        "smbclient -U bob%S3cretX //srv/share",
        "openssl rsa -in k -passin pass:S3cretX",
        "echo S3cretX | sudo -S ls",
        "echo 'bob:S3cretX' | chpasswd",
        "htpasswd -b file bob S3cretX",
        "export GITHUB_TOKEN=S3cretX",
        "DB_PASSWORD='S3cretX' ./run",
        "setx API_SECRET S3cretX",
        "$env:API_TOKEN = 'S3cretX'",
        "$password = \"S3cretX\"",
        "ConvertTo-SecureString \"S3cretX\" -AsPlainText -Force",
        "ConvertTo-SecureString -String 'S3cretX' -AsPlainText -Force",
        "'S3cretX' | ConvertTo-SecureString -AsPlainText -Force",
        "New-Object Net.NetworkCredential('bob','S3cretX')",
        "Connect-X -Credential S3cretX",
        "app --client-secret=S3cretX",
        "app --api-key S3cretX",
        "curl -d '{\"password\":\"S3cretX\"}' https://host",
        "curl -d \"{\\\"password\\\":\\\"S3cretX\\\"}\" https://host",
        "curl -H 'Authorization: Bearer S3cretXS3cretX' https://host",
        "curl -H \"Authorization: Basic S3cretX==\" https://host",
        "curl -H 'X-Api-Key: S3cretX' https://host",
        "sqlcmd -S srv -U sa -P S3cretX -Q x",
        "sqlcmd -Q \"CREATE LOGIN a WITH PASSWORD = 'S3cretX'\"",
        "mysql -e \"CREATE USER a IDENTIFIED BY 'S3cretX'\"",
        "app \"Server=x;User Id=sa;Password=S3cretX and S3cretX;Encrypt=yes\"",
        "app 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=S3cretX=='",
        "aws configure set aws_secret_access_key S3cretX/S3cretX",
        "AWS_SECRET_ACCESS_KEY=/S3cretX/abc aws s3 ls",
        "7z a -pS3cretX a.7z b",
        "app --password=\"S3cretX",
        "app --password=a\"S3cretX b\"'S3cretX'",
      })
  void secretsAreTakenOut(String line) {
    String redacted = redactor.redact(line);
    assertThat(redacted).doesNotContain("S3cretX").doesNotContain("S3cr@etX").contains("<secret:");
    assertThat(redactor.redact(redacted)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "aws-key ~ AKIAABCDEFGHIJKLMNOP",
        "github-token ~ ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "slack-token ~ xoxb-123456789012-abcdefghijkl",
        "jwt ~ eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-DEF_123",
        "api-token ~ glpat-abcdefghij0123456789"
      })
  void knownTokensAreFoundWhereverTheyStand(String kind, String token) {
    assertThat(redactor.redact("tool " + token + " --verbose"))
        .isEqualTo("tool <secret:" + kind + "> --verbose");
  }

  @Test
  void aPrivateKeyIsTakenOutWholeEvenIfItIsCutOff() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\n-----END RSA PRIVATE KEY-----";
    assertThat(redactor.redact("echo \"" + key + "\" > k"))
        .isEqualTo("echo \"<secret:private-key>\" > k");
    assertThat(redactor.redact("echo -----BEGIN PRIVATE KEY-----\nMIIEabc"))
        .isEqualTo("echo <secret:private-key>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql -u root -p shop",
        "mysql --password=$DB_PASS shop",
        "net use Z: \\\\srv\\share /persistent:yes",
        "net use \\\\srv\\share * /user:bob",
        "curl -H \"Authorization: Bearer $TOKEN\" https://host",
        "curl -u \"$USER:${PASS}\" https://host",
        "set X=%PASSWORD%",
        "app --password=%PASS%",
        "app --token ${{ secrets.TOKEN }}",
        "DB_PASSWORD=$(cat /run/secret) ./run",
        "Connect-X -Credential (Get-Credential)",
        "Connect-X -Credential $cred",
        "$secure = ConvertTo-SecureString $plain -AsPlainText -Force",
        "mkdir -p /opt/app",
        "ssh -p 22 host",
        "docker run -p 80:80 nginx",
        "msbuild app.sln /p:Configuration=Release",
        "systemctl --no-ask-password restart nginx",
        "docker login --password-stdin",
        "app --password-file /run/pw",
        "read -p \"Password: \" -s NAME",
        "PWD=/home/bob ls",
        "ls -la",
        "git clone https://git.example.com/a/b",
        "ssh://git@host:22/x",
        "app --password <password>",
        "passwd bob",
        ""
      })
  void whatIsNoSecretStays(String line) {
    assertThat(redactor.redact(line)).isEqualTo(line);
  }

  private static String encoded(String script) {
    return Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void aSecretInBase64IsNoLessASecret() {
    String telling = encoded("Connect-Db -Password S3cretX");
    assertThat(redactor.redact("powershell -enc " + telling + " -NoExit"))
        .isEqualTo("powershell -enc <secret:encoded-payload> -NoExit");
    assertThat(redactor.redact("powershell -e " + encoded("powershell -e " + telling)))
        .isEqualTo("powershell -e <secret:encoded-payload>");
    String harmless = "powershell -enc " + encoded("Get-Service spooler");
    assertThat(redactor.redact(harmless)).isEqualTo(harmless);
  }

  @Test
  void quotesAndSurroundingsStay() {
    assertThat(redactor.redact("app --password 'x y' --user bob; ls"))
        .isEqualTo("app --password '<secret:password>' --user bob; ls");
    assertThat(redactor.redact("curl https://bob:pw@host:8080/x?y=1"))
        .isEqualTo("curl https://bob:<secret:password>@host:8080/x?y=1");
  }

  @Property(tries = 3_000)
  void redactingTwiceChangesNothing(Any any) {
    String line = lineOfPieces(any);
    String once = redactor.redact(line);
    assertThat(redactor.redact(once)).isEqualTo(once);
  }

  private static String lineOfPieces(Any any) {
    String[] pieces = {
      "password",
      "--password",
      "-p",
      "token",
      "=",
      ":",
      " ",
      "  ",
      "\"",
      "'",
      "\\\"",
      ";",
      "&",
      "|",
      "://",
      "@",
      "/",
      "$X",
      "%Y%",
      "${Z}",
      "<secret:password>",
      "<secret:",
      ">",
      "a",
      "b1",
      "curl -u ",
      "mysql ",
      "net use \\\\s\\t ",
      "Authorization: Bearer ",
      "abcdefghijklmnopqrstuvwx",
      "convertto-securestring ",
      "-asplaintext ",
      "echo ",
      "| sudo -S",
      "AKIAABCDEFGHIJKLMNOP",
      "eyJabcdefg.eyJabcdefg.x",
      "-----BEGIN PRIVATE KEY-----",
      ";Pwd=",
      "sig=",
      "pass:",
      "\n",
      "(",
      ")",
      "{",
      "}",
      ",",
      "é",
      "\u0000"
    };
    return String.join("", any.list(0, 25, () -> any.of(pieces)));
  }

  @Test
  void timeIsLinearInTheLengthOfTheLine() {
    // Warm up, then lines of which each would stall a backtracking engine.
    redactor.redact("mysql -p -p -p --password password password".repeat(100));
    for (String piece :
        List.of(
            "password ",
            "-p ",
            "mysql ",
            "\"",
            "net use \\\\a",
            "echo a|",
            "://a:",
            "eyJaaaaaaa.")) {
      String line = piece.repeat(200_000 / piece.length());
      long start = System.nanoTime();
      redactor.redact(line);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as(piece)
          .isLessThan(Duration.ofSeconds(20));
    }
  }
}
