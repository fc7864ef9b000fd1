package dev.longtail.training.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "linux | `/usr/bin/find /tmp -delete` | /usr/bin/find",
        "linux | `cat a | sort` | /usr/bin/bash",
        "linux | `for i in 1 2; do echo $i; done` | /usr/bin/bash",
        "linux | `awk '{print $1; print $2}' file` | -",
        "linux | `sh -c cat a | sort` | /bin/sh",
        "linux | `(crontab -l; echo x) | crontab -` | /usr/bin/bash",
        "macos | `echo x > y` | /bin/zsh",
        "macos | `defaults read com.example` | -",
        "macos | `/Applications/Two Words.app/Contents/MacOS/Two --x` | -",
        "macos | `/Applications/One.app/Contents/MacOS/One --x` |"
            + " /Applications/One.app/Contents/MacOS/One",
        "windows | `\"C:\\Program Files\\a b\\c.exe\" /x` | `C:\\Program Files\\a b\\c.exe`",
        "windows | `PowerShell -NoProfile -c 1` |"
            + " `C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`",
        "windows | `copy a b` | `C:\\Windows\\System32\\cmd.exe`",
        "windows | `net stop x && net start x` | `C:\\Windows\\System32\\cmd.exe`",
        "windows | `findstr \"a | b\" c` | -",
      })
  void tellsTheExecutableFromTheLine(String os, String line, String image) {
    Os system = Os.valueOf(os.toUpperCase(java.util.Locale.ROOT));

    if (image == null) {
      assertThat(Images.of(line, system)).isEmpty();
    } else {
      assertThat(Images.of(line, system)).contains(image);
    }
  }
}
