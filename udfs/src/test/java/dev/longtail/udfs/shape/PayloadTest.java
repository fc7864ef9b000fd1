package dev.longtail.udfs.shape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.template.CommandTemplate;
import dev.longtail.udfs.template.Placeholder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The payloads of templates, which are those of shapes. */
class PayloadTest {
  private static final Pattern PAYLOAD = Pattern.compile("<(b64|hex|esc|list):[0-9a-f]{16}>");
  private static final String TEXT = "aGVsbG8gd29ybGQsIGhlbGxvIQ";

  private static Set<String> payloads(String line) {
    Set<String> payloads = found(CommandShape.of(line).text());
    assertThat(payloads).as(line).isEqualTo(found(CommandTemplate.of(line)));
    return payloads;
  }

  private static Set<String> found(String text) {
    Set<String> payloads = new LinkedHashSet<>();
    for (Matcher matcher = PAYLOAD.matcher(text); matcher.find(); ) {
      payloads.add(matcher.group());
    }
    return payloads;
  }

  private static String base64(String text, Charset charset) {
    return Base64.getEncoder().encodeToString(text.getBytes(charset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4B7C02D9-61A5-4F3E-92D0-7A18C3E5F604",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "/Users/Shared/Library/Application/Support/MyCompany/Agent2",
        "Get-NamesOfFoldersThatAreNotWritableYet",
        "Get-SessionTokenViaAutoRenew2Handler",
        "Global\\FilterPipeOfIndexerHostPipe22_",
        "DisableWindowsConsumerFeaturesAndOtherThings",
        "IDManager-Client-for-Mac.dmg",
        "com/google/android/material/bottomnavigation/BottomNavigationView2",
        "-buildid 2qtXdLBITYP3bUoFzzzz/2qtXdLBITYP3bUoFzzzz",
        "-buildid Kd4w7ZVu2nBtSPE9-MJ3/Kd4w7ZVu2n_BtSPE9YMJ/Kd4w7ZVu2nBtSPE9YMJ3",
        "Vendor.App_1.2.3.0_x64__8wekyb3d8bbwe",
        "Vendor.GameBarPlus_8wekyb3d8bbwe",
        "ExampleVendorStorefront_8wekyb3d8bbwe",
        "App.AppX0kq3vtb8n5w1zr7c2h9m4xs6dy0gf3pe.mca",
        "q7d4rkfwa2hn8gpmtj31xc65ub",
        "https://dl.example.com/Tool/031-43075-20160107-215A947E-1CE0-69E1-C067-4D4E0C13FAB1/ToolInstaller.exe",
        "a%20b%20c%20d",
        "1,2,3,4,5,6,7,8",
        "-p 21,22,25,80,110,143,443,445,3306,8080",
        "HKLM\\Signatures\\020204000E0000E0020000000E0000E0B856F2753D4BE846A61CB8796318265FE4C96D986AB31CE30842753F918E6D35",
      })
  void namesPathsAndDigestsAreNone(String text) {
    assertThat(payloads("tool " + text + " x")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " <> ",
      quoteCharacter = '~',
      value = {
        "<hex: <> x 4d5a90000300000004000000ffff0000b8000000000000004000",
        "<esc: <> printf \\x7f\\x45\\x4c\\x46",
        "<esc: <> echo %41%42%43%44",
        "<list: <> [byte[]](0x4d, 0x5a,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14)",
        "<list: <> [char[]](119 ,104 ,111 ,97 ,109 ,105 ,32 ,47)",
        "<b64: <> f --preferences=KAAAAAAAAADBBxCBBRAAAAAAAAAAAHBBAAAAAAAAAAAJAAAAAAAAADhA",
        "<b64: <> echo MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U | base32 -d",
      })
  void everyKindHasItsDigest(String kind, String line) {
    assertThat(payloads(line)).singleElement().asString().startsWith(kind);
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
      assertThat(payloads("$x = \"" + other + '"')).isNotEmpty().isNotEqualTo(payloads(payload));
    }
  }

  @Test
  void paddingDoesNotCount() {
    assertThat(payloads("x " + TEXT + "=="))
        .isEqualTo(payloads("x " + TEXT))
        .containsExactly(Placeholder.B64.of(TEXT + '='));
  }

  @Test
  void whatStandsBehindEncodedCommandIsAlwaysOne() {
    assertThat(CommandShape.of("powershell -enc \"" + TEXT + "\"").text())
        .containsOnlyOnce(Placeholder.B64.of(TEXT));
    assertThat(CommandShape.of("powershell -enc ZQA=").text()).contains(Placeholder.B64.of("ZQA"));
  }

  /** {@code @} stands for a payload. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "@",
        "x \"@\"",
        "x '@'",
        "x --data=@",
        "x a,@,b",
        "x 5,@,6",
        "x f(@);",
        "x base64:@",
        "x data:text/plain;base64,@",
        "x +@",
        "x --@",
        "x %@",
        "x $@",
        "x ~/@",
        "x C:\\a\\@",
        "x a|@|b",
        "x <@>",
        "x key_@",
        "x key-@ y",
        "x @-end",
        "x 2024-01-31_@",
        "x 4B7C02D9-61A5-4F3E-92D0-7A18C3E5F604_@",
        "x http://10.1.2.3/@",
        "x http://10.1.2.3:8080/@?y",
        "x /home/bob/@",
      })
  void isFoundWhereverItStands(String place) {
    SplittableRandom random = new SplittableRandom(7);
    int rounds = 1_000;
    int equal = 0;
    for (int i = 0; i < rounds; i++) {
      byte[] bytes = new byte[30 + i % 40];
      random.nextBytes(bytes);
      String payload = Base64.getEncoder().encodeToString(bytes);
      bytes[random.nextInt(bytes.length)] ^= 8;
      String other = Base64.getEncoder().encodeToString(bytes);
      CommandShape shape = CommandShape.of(place.replace("@", payload));
      equal += shape.equals(CommandShape.of(place.replace("@", other))) ? 1 : 0;
    }
    assertThat(equal).isLessThan(rounds / 100);
  }

  /** What is written directly behind escapes is a part of what they write. */
  @Test
  void escapesHoldTheWordBehindThem() {
    assertThat(payloads("printf \\x41\\x42\\x43\\x44one\\x45"))
        .hasSize(1)
        .isNotEqualTo(payloads("printf \\x41\\x42\\x43\\x44two\\x45"));
  }

  /** Text and bytes of 24 or more in base64, of any writing, are found in 99 of 100 lines. */
  @Test
  void findsBase64() {
    SplittableRandom random = new SplittableRandom(3);
    String[] shouted = {
      "WHOAMI", "/ALL", "NET", "USER", "ADMIN", "P@SS", "EICAR-TEST", "192.168.1.20"
    };
    String[] spoken = {
      "curl", "http://10.1.2.3/a", "-o", "x.exe", "IEX", "Start-Process", "&", "1"
    };
    int[] missed = new int[5];
    int rounds = 5_000;
    for (int i = 0; i < rounds; i++) {
      String[] words = i / 5 % 4 == 0 ? shouted : spoken;
      StringBuilder text = new StringBuilder();
      while (text.length() < 24 + i % 40) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      byte[] bytes = new byte[24 + i / 5 % 40];
      random.nextBytes(bytes);
      byte[] zeros = new byte[60 + i % 200];
      for (int j = 0; j < zeros.length; j += 1 + random.nextInt(12)) {
        zeros[j] = (byte) random.nextInt(256);
      }
      String payload =
          switch (i % 5) {
            case 0 -> base64(text.toString(), StandardCharsets.UTF_16LE);
            case 1 -> base64(text.toString(), StandardCharsets.UTF_8);
            case 2 -> Base64.getEncoder().encodeToString(zeros);
            case 3 -> Base64.getUrlEncoder().encodeToString(bytes);
            default -> Base64.getEncoder().encodeToString(bytes);
          };
      missed[i % 5] += payloads("x " + payload).isEmpty() ? 1 : 0;
    }
    for (int kind = 0; kind < missed.length; kind++) {
      assertThat(missed[kind]).as("kind %s", kind).isLessThanOrEqualTo(rounds / 5 / 100);
    }
  }
}
