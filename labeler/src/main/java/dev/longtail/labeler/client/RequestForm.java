package dev.longtail.labeler.client;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a request to a server holds: all that its profile wishes, without what the server has
 * refused. Immutable.
 *
 * <p>Servers say what they refuse, in words of their own: OpenAI names it in {@code error.param}
 * with code {@code unsupported_parameter} or {@code unsupported_value}; vLLM and others that check
 * their input with pydantic name its place and {@code extra_forbidden}; Ollama writes {@code think
 * value "none" is not supported for this model} (ollama/ollama issue 12561).
 */
final class RequestForm {
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "unsupported|not (?:yet )?supported|does not support|doesn't support|unknown"
              + "|unrecogni[sz]ed|unexpected|extra[_ ]|not permitted|not allowed|not available"
              + "|deprecated|invalid (?:value|type|parameter|field)|must be|failed to parse"
              + "|is not valid|requires");

  /**
   * About the value of the limit and not its name: {@code max_tokens must be at least 1, got -20}
   * is what vLLM says of a question that fills the context.
   */
  private static final Pattern OF_THE_VALUE =
      Pattern.compile(
          "must be|too (?:large|long|high)|exceed|at (?:least|most)|maximum|greater|less");

  private final ProviderProfile profile;
  private final Set<RequestPart> refused;

  private RequestForm(ProviderProfile profile, Set<RequestPart> refused) {
    this.profile = profile;
    this.refused = refused;
  }

  /** All that the profile wishes. */
  static RequestForm of(ProviderProfile profile) {
    return new RequestForm(profile, EnumSet.noneOf(RequestPart.class));
  }

  /** Whether requests hold this part; of the limit, whether it goes by its first name. */
  boolean has(RequestPart part) {
    return profile.parts().contains(part) && !refused.contains(part);
  }

  /** Whether servers refuse a part of a request with this status. */
  static boolean isRefusal(int status) {
    return status == 400 || status == 422 || status == 500 || status == 501;
  }

  /** What the server has refused. */
  Set<RequestPart> refused() {
    return Set.copyOf(refused);
  }

  /** The same without a part; of the limit, with its other name. */
  RequestForm without(RequestPart part) {
    EnumSet<RequestPart> less = EnumSet.of(part);
    less.addAll(refused);
    return new RequestForm(profile, less);
  }

  /** The part of this form that the server refuses to take; empty if it refuses something else. */
  Optional<RequestPart> refusedBy(ServerError error) {
    String param = error.param().toLowerCase(Locale.ROOT);
    String message = error.message().toLowerCase(Locale.ROOT);
    boolean complains =
        error.code().startsWith("unsupported_")
            || (COMPLAINT.matcher(message).find() && !error.isOfTheText());
    if (!complains) {
      return Optional.empty();
    }
    boolean ofTheValue =
        OF_THE_VALUE.matcher(message).find() && !error.code().equals("unsupported_parameter");
    for (RequestPart part : RequestPart.values()) {
      boolean named = part.isNamedIn(param.isEmpty() ? message : param);
      if (has(part) && named && !(part == RequestPart.LIMIT && ofTheValue)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /**
   * The name of the limit of tokens. OpenAI's reasoning models and all later ones refuse {@code
   * max_tokens}; Ollama and older gateways know nothing else.
   */
  String limitName() {
    boolean first = profile.limitName().equals("max_tokens");
    return first != refused.contains(RequestPart.LIMIT) ? "max_tokens" : "max_completion_tokens";
  }

  /**
   * Tokens the answer may take. A model that refuses a temperature, or wants {@code
   * max_completion_tokens}, reasons before it answers, and the limit holds for both together.
   */
  int maxAnswerTokens() {
    boolean reasons =
        refused.contains(RequestPart.TEMPERATURE)
            || (refused.contains(RequestPart.LIMIT) && limitName().equals("max_completion_tokens"));
    return reasons
        ? Math.max(profile.maxAnswerTokens(), ProviderProfile.REASONING_TOKENS)
        : profile.maxAnswerTokens();
  }

  /** Whether an answer may come wrapped: no schema holds the server to bare JSON. */
  boolean mayWrap() {
    return profile.mayWrap() || !has(RequestPart.SCHEMA);
  }

  @Override
  public String toString() {
    return refused.isEmpty()
        ? "all"
        : refused.stream().map(RequestPart::words).collect(Collectors.joining(", "));
  }
}
