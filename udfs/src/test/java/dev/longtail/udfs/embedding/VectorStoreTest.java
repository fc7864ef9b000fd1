package dev.longtail.udfs.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.longtail.udfs.testing.SmallModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VectorStoreTest {
  private static final ModelIdentity IDENTITY = new ModelIdentity("a model/with a name", 17, 4);
  private static final int DIMENSIONS = 5;
  private static final int RECORD = 16 + 4 * DIMENSIONS + 8;

  @TempDir Path folder;

  /** The same model on another kind of processor. */
  private record OneBitElsewhere(TextEmbedder model) implements TextEmbedder {
    @Override
    public int dimensions() {
      return model.dimensions();
    }

    @Override
    public float[] embed(String text) {
      float[] vector = model.embed(text);
      vector[7] = Math.nextUp(vector[7]);
      return vector;
    }

    @Override
    public List<float[]> embedAll(List<String> texts) {
      return texts.stream().map(this::embed).toList();
    }

    @Override
    public void close() {}
  }

  @Test
  void aLaterRunReadsTheSameBits() {
    float[] odd = {-0f, Float.MIN_VALUE, Float.intBitsToFloat(0x7fc00001), 1 / 3f, -1e30f};
    try (VectorStore store = open()) {
      assertThat(store.appends()).isTrue();
      assertThat(store.get("a text")).isNull();
      store.put("a text", odd);
      store.put("a text", new float[DIMENSIONS]);
      assertThat(bits(store.get("a text"))).isEqualTo(bits(odd));
    }
    try (VectorStore store = open()) {
      assertThat(store.size()).isOne();
      assertThat(bits(store.get("a text"))).isEqualTo(bits(odd));
      assertThat(store.get("a text")).isNotSameAs(store.get("a text"));
      assertThat(store.get("another")).isNull();
    }
  }

  @Test
  void manyTextsAreFound() {
    try (VectorStore store = open()) {
      for (int i = 0; i < 20_000; i++) {
        store.put("text " + i, vector(i));
      }
    }
    try (VectorStore store = open()) {
      assertThat(store.size()).isEqualTo(20_000);
      for (int i = 0; i < 20_000; i++) {
        assertThat(store.get("text " + i)).isEqualTo(vector(i));
      }
      assertThat(store.get("text 20000")).isNull();
    }
  }

  @Test
  void oneAppendsAndTheOthersRead() {
    try (VectorStore first = open()) {
      first.put("before", vector(1));
      try (VectorStore second = open()) {
        assertThat(second.appends()).isFalse();
        second.put("not kept", vector(2));
        first.put("after", vector(3));
        assertThat(second.get("before")).isEqualTo(vector(1));
        assertThat(second.get("not kept")).isNull();
        assertThat(second.get("after")).isNull();
      }
      first.put("still", vector(4));
    }
    try (VectorStore next = open()) {
      assertThat(next.appends()).isTrue();
      assertThat(next.size()).isEqualTo(3);
    }
  }

  @Test
  void aRecordThatWasCutShortIsCutOff() throws IOException {
    write(3);
    long whole = Files.size(file());
    Files.write(file(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    try (VectorStore store = open()) {
      assertThat(Files.size(file())).isEqualTo(whole);
      store.put("new", vector(9));
    }
    try (VectorStore store = open()) {
      assertThat(store.size()).isEqualTo(4);
      assertThat(store.get("new")).isEqualTo(vector(9));
      assertThat(store.get("text 2")).isEqualTo(vector(2));
    }
  }

  /** As a file system leaves it that knew the file's length before its content. */
  @Test
  void recordsOfZerosAtTheEndAreCutOff() throws IOException {
    write(3);
    long whole = Files.size(file());
    Files.write(file(), new byte[2 * RECORD + 7], StandardOpenOption.APPEND);
    try (VectorStore store = open()) {
      assertThat(store.size()).isEqualTo(3);
      assertThat(Files.size(file())).isEqualTo(whole);
    }
  }

  @Test
  void aDamagedRecordIsNotUsedAndIsWrittenAnew() throws IOException {
    write(3);
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - RECORD - 20] ^= 1;
    Files.write(file(), bytes);
    try (VectorStore store = open()) {
      assertThat(store.get("text 0")).isEqualTo(vector(0));
      assertThat(store.get("text 1")).isNull();
      assertThat(store.get("text 2")).isEqualTo(vector(2));
      store.put("text 1", vector(1));
    }
    try (VectorStore store = open()) {
      assertThat(store.get("text 1")).isEqualTo(vector(1));
    }
  }

  @Test
  void damageWhileItIsOpenIsSeen() throws IOException {
    write(2);
    try (VectorStore store = open()) {
      byte[] bytes = Files.readAllBytes(file());
      bytes[bytes.length - 12] ^= 1;
      Files.write(file(), bytes);
      assertThat(store.get("text 1")).isNull();
      Files.write(file(), new byte[0]);
      assertThat(store.get("text 0")).isNull();
      store.put("text 3", vector(3));
    }
  }

  @Test
  void aFileOfAnotherKindIsLeftAsItIs() throws IOException {
    for (String content : List.of("dear diary", "longtail vectors 2\n", "x".repeat(1000))) {
      Files.writeString(file(), content);
      assertThat(open()).isNull();
      assertThat(file()).hasContent(content.strip());
    }
  }

  @Test
  void aFileWhoseFirstWriteWasCutShortIsBegunAnew() throws IOException {
    write(1);
    byte[] bytes = Files.readAllBytes(file());
    for (int length : new int[] {0, 7, 30}) {
      Files.write(file(), java.util.Arrays.copyOf(bytes, length));
      write(2);
      try (VectorStore store = open()) {
        assertThat(store.size()).isEqualTo(2);
      }
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNoReasonToFail() throws IOException {
    Path noFolder = Files.writeString(folder.resolve("file"), "");
    assertThat(VectorStore.open(noFolder, IDENTITY, DIMENSIONS)).isNull();
  }

  @Test
  void beyondItsLimitNothingIsAdded() throws IOException {
    long limit = 500;
    try (VectorStore store = VectorStore.open(folder, IDENTITY, DIMENSIONS, limit)) {
      for (int i = 0; i < 100; i++) {
        store.put("text " + i, vector(i));
      }
      assertThat(store.size()).isEqualTo((int) ((limit - 39) / RECORD));
      assertThat(store.get("text 99")).isNull();
      assertThat(store.get("text 0")).isEqualTo(vector(0));
    }
    assertThat(Files.size(file())).isLessThanOrEqualTo(limit);
  }

  @Test
  void aModelIsKnownByWhatDecidesItsVectors() throws IOException {
    Path copy = SmallModel.writeTo(folder.resolve("small"));
    EmbeddingModel model = EmbeddingModel.inFolder(copy);
    ModelIdentity before;
    try (TextEmbedder embedder = new OnnxTextEmbedder(model)) {
      before = ModelIdentity.of(model, embedder);
      assertThat(ModelIdentity.of(model, embedder)).isEqualTo(before);
      assertThat(ModelIdentity.of(model, new OneBitElsewhere(embedder))).isNotEqualTo(before);
      Files.writeString(copy.resolve("tokenizer.json"), " ", StandardOpenOption.APPEND);
      assertThat(ModelIdentity.of(model, embedder)).isNotEqualTo(before);
    }
  }

  @Test
  void aLaterEmbedderComputesNothingAgain() throws Exception {
    EmbeddingModel model = SmallModel.MODEL.withVectors(folder.toString());
    List<String> texts = IntStream.range(0, 50).mapToObj(i -> "tar -czf " + i).toList();
    try (OnnxTextEmbedder embedder = new OnnxTextEmbedder(model)) {
      for (int run = 0; run < 2; run++) {
        try (BatchingEmbedder batching =
            new BatchingEmbedder(embedder, 1, BatchingEmbedder.Limits.DEFAULT, model)) {
          for (String text : texts) {
            assertThat(batching.embed(text).get()).isEqualTo(embedder.embed(text));
          }
          assertThat(batching.computed()).isEqualTo(run == 0 ? texts.size() : 0);
        }
      }
    }
  }

  private void write(int texts) {
    try (VectorStore store = open()) {
      for (int i = 0; i < texts; i++) {
        store.put("text " + i, vector(i));
      }
    }
  }

  private VectorStore open() {
    return VectorStore.open(folder, IDENTITY, DIMENSIONS);
  }

  private Path file() {
    return folder.resolve("a_model_with_a_name-0000000000000011.vectors");
  }

  private static float[] vector(int seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSIONS];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  private static ByteBuffer bits(float[] vector) {
    ByteBuffer bits = ByteBuffer.allocate(4 * vector.length);
    for (float value : vector) {
      bits.putInt(Float.floatToRawIntBits(value));
    }
    return bits.flip();
  }
}
