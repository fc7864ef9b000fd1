package dev.longtail.udfs.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.longtail.udfs.io.InputException;
import dev.longtail.udfs.io.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * A model's {@code tokenizer.json} (Hugging Face tokenizers): text to token ids.
 *
 * <p>Padding is switched off. Truncation works differently: if a text has more tokens than the
 * model takes, the middle is left out and both ends stay, each with half of the tokens. The part
 * that distinguishes a long command line is often at its end. The special tokens are at both ends,
 * so they stay.
 *
 * <p>Thread-safe.
 */
final class ModelTokenizer implements AutoCloseable {
  /** Used if neither the model nor its file gives a number of tokens. */
  static final int DEFAULT_MAX_TOKENS = 512;

  private static final char REPLACEMENT = '\uFFFD';

  private final HuggingFaceTokenizer tokenizer;
  private final int maxTokens;
  private final long padId;

  /**
   * Reads the tokenizer of {@code model}.
   *
   * @throws InputException if the file is no tokenizer
   */
  ModelTokenizer(EmbeddingModel model) {
    NativeLibraries.load();
    String file = model.tokenizer();
    try (InputStream stream = EmbeddingModel.open(file)) {
      byte[] bytes = stream.readAllBytes();
      JsonNode json = Json.MAPPER.readTree(bytes);
      maxTokens = model.maxTokens() > 0 ? model.maxTokens() : maxTokens(json, file);
      padId = padId(json);
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(bytes), Map.of("padding", "false", "truncation", "false"));
    } catch (InputException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s: the tokenizer cannot be loaded: %s".formatted(file, Json.problem(e)), e);
    } catch (IOException | RuntimeException e) {
      // The native library throws bare RuntimeExceptions on what it cannot read.
      throw new InputException(file + ": the tokenizer cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static int maxTokens(JsonNode json, String file) {
    JsonNode max = json.at("/truncation/max_length");
    if (max.isMissingNode() || max.isNull()) {
      return DEFAULT_MAX_TOKENS;
    }
    // At least 4: two special tokens, and one token from each end.
    if (!max.canConvertToInt() || max.asInt() < 4) {
      throw new InputException(file + ": truncation.max_length: " + max + "; at least 4");
    }
    return max.asInt();
  }

  /**
   * {@code padding.pad_id}; otherwise the id of an added token that looks like padding; otherwise
   * 0.
   */
  private static long padId(JsonNode json) {
    JsonNode id = json.at("/padding/pad_id");
    if (id.canConvertToLong()) {
      return id.asLong();
    }
    for (JsonNode token : json.path("added_tokens")) {
      String content = token.path("content").asText();
      if (content.equals("<pad>") || content.equals("[PAD]")) {
        return token.path("id").asLong();
      }
    }
    return 0;
  }

  /** The longest sequence, special tokens included. */
  int maxTokens() {
    return maxTokens;
  }

  /** Id of the padding token. */
  long padId() {
    return padId;
  }

  /** The tokens of a text; the padding token alone if it has none. */
  TokenizedText encode(String text) {
    long[] ids = shorten(tokenizer.encode(wellFormed(text), true, false).getIds(), maxTokens);
    return new TokenizedText(ids.length == 0 ? new long[] {padId} : ids);
  }

  /**
   * Replaces halves of surrogate pairs: they are no characters, and native code might crash on
   * them.
   */
  static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (mended == null) {
        mended = new StringBuilder(text);
      }
      mended.setCharAt(i, REPLACEMENT);
    }
    return mended == null ? text : mended.toString();
  }

  static long[] shorten(long[] ids, int max) {
    if (ids.length <= max) {
      return ids;
    }
    long[] kept = new long[max];
    int tail = max / 2;
    int head = max - tail;
    System.arraycopy(ids, 0, kept, 0, head);
    System.arraycopy(ids, ids.length - tail, kept, head, tail);
    return kept;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
