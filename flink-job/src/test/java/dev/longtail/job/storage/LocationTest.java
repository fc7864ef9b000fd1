package dev.longtail.job.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.longtail.udfs.io.InputException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @ValueSource(strings = {"s3://b/k", "s3a://b", "gs://b/k", "abfss://c@a.dfs.core.windows.net/k"})
  void aSchemeOfAnotherFileSystemIsRemote(String text) {
    assertThat(new Location(text).isRemote()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"events", "/events", "-", "file:///events", "a:b", "C:\\x", "s3:/b", ""})
  void otherwiseItIsAPathOfThisMachine(String text) {
    assertThat(new Location(text).isRemote()).isFalse();
  }

  @Test
  void aFileUriIsItsPath() {
    assertThat(new Location("file:///tmp/a%20b").local()).isEqualTo(Path.of("/tmp/a b"));
    assertThatThrownBy(() -> new Location("file:// x").local())
        .isInstanceOf(InputException.class)
        .hasMessage("file:// x: is neither a path nor a URI");
  }

  /** S3 refuses the path of a bucket that does not end in a slash. */
  @Test
  void aBucketIsItsRoot() {
    assertThat(new Location("s3://bucket").path()).hasToString("s3://bucket/");
    assertThat(new Location("s3://bucket/k").path()).hasToString("s3://bucket/k");
    assertThat(new Location("a b").path().toUri()).isEqualTo(Path.of("a b").toUri());
  }

  @ParameterizedTest
  @CsvSource({"s3://b,s3://b/x", "s3://b/,s3://b/x", "s3://b/k//,s3://b/k/x", "/k,/k/x", "k/,k/x"})
  void resolvesAName(String folder, String below) {
    assertThat(new Location(folder).resolve("x").text()).isEqualTo(below);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b/k,s3://b,true",
    "s3://b/k,s3://b/k/,true",
    "s3://b/k/l,s3://b/k,true",
    "s3://b/kl,s3://b/k,false",
    "s3://c/k,s3://b,false",
    "s3://b/k,/b,false",
    "/a/../b/c,/b,true",
    "/bc,/b,false"
  })
  void liesInAFolder(String location, String folder, boolean inside) {
    assertThat(new Location(location).isIn(new Location(folder))).isEqualTo(inside);
  }
}
