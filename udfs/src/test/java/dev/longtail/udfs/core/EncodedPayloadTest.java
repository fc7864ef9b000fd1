package dev.longtail.udfs.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedPayloadTest {
  private static Set<String> digests(String line) {
    Set<String> digests = new LinkedHashSet<>();
    EncodedPayload.collect(line, digests);
    return digests;
  }

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "35E81631-13E1-48DB-97FC-D5BC721BB18A",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "/Users/Shared/Library/Application/Support/MyCompany/Agent2",
        "Get-StringDataForNotEnoughFreeSpaceFile",
        "DisableWindowsConsumerFeaturesAndOtherThings",
        "SAManage-Agent-for-Mac.dmg",
        "com/google/android/material/bottomnavigation/BottomNavigationView2",
        "-buildid 2qtXdLBITYP3bUoFzzzz/2qtXdLBITYP3bUoFzzzz",
        "a%20b%20c%20d",
        "1,2,3,4,5,6,7,8",
        "HKLM\\Signatures\\010103000F0000F0010000000F0000F0C967A3643C3AD745950DA7859209176EF5B87C875FA20DF21951640E807D7C24",
      })
  void namesPathsAndDigestsAreNone(String text) {
    assertThat(digests("tool " + text + " x")).isEmpty();
  }

  @Test
  void everyKindHasItsDigest() {
    assertThat(digests("x 4d5a90000300000004000000ffff0000b8000000000000004000"))
        .singleElement()
        .asString()
        .matches("<hex:[0-9a-f]{16}>");
    assertThat(digests("printf \\x7f\\x45\\x4c\\x46"))
        .singleElement()
        .asString()
        .startsWith("<esc:");
    assertThat(digests("echo %41%42%43%44")).singleElement().asString().startsWith("<esc:");
    assertThat(digests("[byte[]](0x4d, 0x5a,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14)"))
        .singleElement()
        .asString()
        .startsWith("<num:");
  }

  /** Telling two payloads apart is the whole point: one changed byte is another shape. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=",
        "SQBFAFgAIAAxACAALQBvACAAMQAgAFMAdABhAHIAdAAtAFAAcgBvAGMAZQBzAHMAIABJAEUAWAAg",
        "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8AAAAA4fug4A",
      })
  void everyByteOfAPayloadCounts(String payload) {
    for (int i = 0; i < 60; i++) {
      byte[] bytes = Base64.getDecoder().decode(payload);
      bytes[i % bytes.length] ^= 1;
      String other = Base64.getEncoder().encodeToString(bytes);
      assertThat(digests("$x = \"" + other + '"')).isNotEmpty().isNotEqualTo(digests(payload));
    }
  }

  @Test
  void paddingDoesNotCount() {
    assertThat(digests("x aGVsbG8gd29ybGQsIGhlbGxvIQ=="))
        .isEqualTo(digests("x aGVsbG8gd29ybGQsIGhlbGxvIQ"))
        .containsExactly(EncodedPayload.base64Digest("aGVsbG8gd29ybGQsIGhlbGxvIQ="));
  }

  /** Text and random bytes in base64 are found nearly always from 32 characters on. */
  @Test
  void findsBase64() {
    SplittableRandom random = new SplittableRandom(3);
    String[] shouted = {
      "WHOAMI", "/ALL", "NET", "USER", "ADMIN", "P@SS", "EICAR-TEST", "192.168.1.20"
    };
    String[] spoken = {
      "curl", "http://10.1.2.3/a", "-o", "x.exe", "IEX", "Start-Process", "&", "1"
    };
    int missed = 0;
    int rounds = 3_000;
    for (int i = 0; i < rounds; i++) {
      String[] words = i % 4 == 0 ? shouted : spoken;
      StringBuilder text = new StringBuilder();
      while (text.length() < 24 + i % 40) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      byte[] bytes = new byte[24 + i % 40];
      random.nextBytes(bytes);
      String payload =
          switch (i % 3) {
            case 0 -> base64(text.toString(), StandardCharsets.UTF_16LE);
            case 1 -> base64(text.toString(), StandardCharsets.UTF_8);
            default -> Base64.getEncoder().encodeToString(bytes);
          };
      missed += digests("x " + payload).isEmpty() ? 1 : 0;
    }
    assertThat(missed).isLessThan(rounds / 100);
  }
}
