package dev.longtail.labeler.client;

import dev.longtail.udfs.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Verdicts by model, prompt version and redacted command line. The same question is paid for once,
 * even while its answer is still on the way. Abstentions are not kept, because their cause may go
 * away.
 *
 * <p>Keys are SHA-256 digests: 43 characters for a line of any length, fit for file names, and no
 * attacker can make two lines share a key. Thread-safe.
 */
final class VerdictCache {
  private final Map<String, LabelResult> verdicts;

  /** Abstentions that a run before a restart had paid for. */
  private final Map<String, LabelResult> recovered = new HashMap<>();

  private final ConcurrentHashMap<String, CompletableFuture<LabelResult>> inFlight =
      new ConcurrentHashMap<>();

  /** Keeps the {@code capacity} most recently used verdicts; about 500 bytes each. */
  VerdictCache(int capacity) {
    verdicts =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, LabelResult> eldest) {
            return size() > capacity;
          }
        };
  }

  /** The key of a question, which consists of {@code parts}, e.g. model and prompt version. */
  static String key(String... parts) {
    MessageDigest sha = Sha256.digest();
    for (String part : parts) {
      sha.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
  }

  /** The verdict under {@code key}. Calls {@code ask} if it is neither known nor on the way. */
  CompletableFuture<LabelResult> get(String key, Supplier<CompletableFuture<LabelResult>> ask) {
    CompletableFuture<LabelResult> mine = new CompletableFuture<>();
    CompletableFuture<LabelResult> others = inFlight.putIfAbsent(key, mine);
    if (others != null) {
      return others.copy();
    }
    // The lookup comes after the in-flight check: an answer is stored before it stops being in
    // flight, so none is missed.
    LabelResult known = lookUp(key);
    if (known != null) {
      inFlight.remove(key);
      mine.complete(known);
      return mine;
    }
    CompletableFuture<LabelResult> asked;
    try {
      asked = ask.get();
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Boolean> unused =
        asked.handle(
            (result, failure) -> {
              if (result != null && keeps(result)) {
                store(key, result);
              }
              inFlight.remove(key);
              return failure == null ? mine.complete(result) : mine.completeExceptionally(failure);
            });
    return mine.copy();
  }

  /** Whether the verdict under {@code key} is known. */
  boolean knows(String key) {
    synchronized (verdicts) {
      return verdicts.containsKey(key);
    }
  }

  private LabelResult lookUp(String key) {
    synchronized (verdicts) {
      LabelResult known = verdicts.get(key);
      return known == null ? recovered.remove(key) : known;
    }
  }

  /**
   * Takes over the answers that a run before a restart had paid for. An abstention among them
   * answers one question, the one that was asked then.
   */
  void recover(Map<String, LabelResult> answers) {
    synchronized (verdicts) {
      answers.forEach(
          (key, answer) -> (keeps(answer) ? verdicts : recovered).putIfAbsent(key, answer));
    }
  }

  /** Keeps an answer that came too late for its question. */
  void late(String key, LabelResult result) {
    if (keeps(result)) {
      store(key, result);
    }
  }

  /** Forgets all benign verdicts; the other ones admit nothing. */
  void forgetBenign() {
    synchronized (verdicts) {
      verdicts.values().removeIf(known -> known.verdict() == Verdict.BENIGN);
    }
  }

  private static boolean keeps(LabelResult result) {
    return result.verdict() != Verdict.ABSTAINED;
  }

  private void store(String key, LabelResult result) {
    synchronized (verdicts) {
      verdicts.put(key, result);
    }
  }
}
