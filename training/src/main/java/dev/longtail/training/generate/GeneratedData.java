package dev.longtail.training.generate;

import java.nio.file.Path;

/**
 * The written files, all gzipped JSON Lines.
 *
 * @param telemetry folder with one file of events per day, {@code 2025-01-01.jsonl.gz}
 * @param truth label of every unique line of the telemetry, {@code {cmd,label,family,os}} as in all
 *     label files
 * @param rbTrain regex baseline
 * @param abTrain aggregated baseline
 * @param incident hard test set
 * @param timeSplit easy test set
 * @param events events in the telemetry
 * @param attackEvents events among them that an intruder caused
 * @param uniqueLines different command lines among them
 */
public record GeneratedData(
    Path telemetry,
    Path truth,
    Path rbTrain,
    Path abTrain,
    Path incident,
    Path timeSplit,
    long events,
    long attackEvents,
    int uniqueLines) {}
