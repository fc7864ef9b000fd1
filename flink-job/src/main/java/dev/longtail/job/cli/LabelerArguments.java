package dev.longtail.job.cli;

import dev.longtail.labeler.client.LabelerOptions;
import dev.longtail.labeler.client.ProviderProfile;
import dev.longtail.udfs.io.InputException;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name a labeler, the same for every command that asks one. */
final class LabelerArguments {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--labels",
      paramLabel = "truth:F",
      description = "answer from a file of {cmd,label} records, for benchmarks")
  private String labels;

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "ask this OpenAI-compatible server; its key is read from LONGTAIL_API_KEY")
  private String endpoint;

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "the model to ask (default: the only one that the server offers)")
  private String model;

  @Option(
      names = "--profile",
      defaultValue = "plain",
      paramLabel = "P",
      description = "how the model wants its limits: plain, openai_reasoning (default: plain)")
  private ProviderProfile profile;

  @Option(
      names = "--max-calls",
      paramLabel = "N",
      description = "send at most this many requests, retries included")
  private long maxCalls = Long.MAX_VALUE;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      description = "use at most this many tokens, counted before sending")
  private long maxTokens = Long.MAX_VALUE;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      paramLabel = "N",
      description = "requests in flight per parallel instance (default: 8)")
  private int concurrency;

  @Option(
      names = "--label-deadline",
      defaultValue = "60",
      paramLabel = "SECONDS",
      description = "longest time for one verdict, retries included (default: 60)")
  private int deadlineSeconds;

  @Mixin private RulesArgument rules;

  /**
   * The labeler that was named.
   *
   * @throws ParameterException if the options name none, two, or an impossible one
   */
  LabelerOptions options() {
    try {
      return LabelerOptions.parse(labels, endpoint, model, profile)
          .withConcurrency(concurrency)
          .withDeadline(Duration.ofSeconds(deadlineSeconds))
          .withCaps(maxCalls, maxTokens)
          .withRules(rules.rules());
    } catch (InputException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** As {@link #options}; without any of them nobody labels. */
  LabelerOptions optionsOrNobody() {
    return labels == null && endpoint == null && model == null ? LabelerOptions.none() : options();
  }
}
