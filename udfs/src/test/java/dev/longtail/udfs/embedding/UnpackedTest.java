package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedTest {
  @TempDir Path folder;
  private Path kept;
  private URL resource;

  @BeforeEach
  void jar() throws IOException {
    kept = folder.resolve("kept");
    Path jar = folder.resolve("lib-1.2.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("native/lib.so"));
      out.write(new byte[] {1, 2, 3});
    }
    resource = URI.create("jar:" + jar.toUri() + "!/native/lib.so").toURL();
    System.setProperty(Unpacked.FOLDER, kept.toString());
  }

  @AfterEach
  void unset() {
    System.clearProperty(Unpacked.FOLDER);
  }

  @Test
  void aFileIsUnpackedOnceBelowTheNameOfItsJar() throws IOException {
    Path file = kept.resolve("lib-1.2/native/lib.so");
    assertThat(Unpacked.file(resource)).contains(file);
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    Files.write(file, new byte[] {4});
    assertThat(Unpacked.file(resource)).contains(file);
    assertThat(file).hasBinaryContent(new byte[] {4});
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void nothingIsKeptWithoutAFolderOrOutsideOfAJar() throws IOException {
    assertThat(Unpacked.file(folder.resolve("lib.so").toUri().toURL())).isEmpty();
    System.clearProperty(Unpacked.FOLDER);
    assertThat(Unpacked.file(resource)).isEmpty();
    assertThat(kept).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoError() throws IOException {
    Files.write(kept, new byte[0]);
    assertThat(Unpacked.file(resource)).isEmpty();
  }

  @Test
  void aVectorIsThatOfTheUnpackedGraph() {
    float[] packed;
    System.clearProperty(Unpacked.FOLDER);
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(EmbeddingModel.MINILM)) {
      packed = embedder.embed("whoami /all");
    }
    System.setProperty(Unpacked.FOLDER, kept.toString());
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(EmbeddingModel.MINILM)) {
      assertThat(embedder.embed("whoami /all")).isEqualTo(packed);
    }
    assertThat(kept).isNotEmptyDirectory();
  }
}
