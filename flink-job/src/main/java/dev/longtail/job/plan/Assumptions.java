package dev.longtail.job.plan;

/**
 * What no measurement of ours says, because it depends on the site.
 *
 * @param busy share of a core that may be used in the busiest hour; the rest is for catching up
 * @param slotsPerTaskManager slots, of one core each
 * @param heapMib heap that a TaskManager may have
 * @param closeHours time after the end of a day in which its sample is to be embedded
 * @param storeMibPerSecond what one TaskManager writes to the store of checkpoints
 * @param checkpointMinutes interval of checkpoints
 * @param tokensPerRequest tokens of a label request, prompt and answer
 * @param pricePerMillionTokens in the currency that the answer is wanted in
 */
public record Assumptions(
    double busy,
    int slotsPerTaskManager,
    double heapMib,
    double closeHours,
    double storeMibPerSecond,
    double checkpointMinutes,
    double tokensPerRequest,
    double pricePerMillionTokens) {}
