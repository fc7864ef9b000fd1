package dev.longtail.job.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.longtail.udfs.event.CommandEvent;
import dev.longtail.udfs.event.EventParser;
import dev.longtail.udfs.event.NativeEventParser;
import dev.longtail.udfs.event.ParsedRecord;
import dev.longtail.udfs.format.AutoParser;
import dev.longtail.udfs.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Records a second of the parser of all formats, beside two others on the same thread by turns: the
 * native parser on events of the same command lines, and Jackson, which only walks over the tokens
 * of the same records.
 */
public final class FormatBench {
  /** A sample of one format. */
  public record Sample(String name, List<byte[]> records) {}

  /**
   * What a sample took; medians of the rounds.
   *
   * @param sample its name
   * @param records in the sample
   * @param bytes of a record, on average
   * @param starts process starts in the sample
   * @param recordsPerSecond of the parser of all formats
   * @param ofNative these, as a share of the native parser's events a second
   * @param ofNativeBytes the same by bytes a second
   * @param ofJackson the same by records, of Jackson's walk; 0 if the records are no JSON
   */
  public record Measurement(
      String sample,
      int records,
      long bytes,
      long starts,
      long recordsPerSecond,
      double ofNative,
      double ofNativeBytes,
      double ofJackson) {}

  private interface Work {
    long run() throws IOException;
  }

  private static final long LEAST_NANOS = 100_000_000L;

  private final int rounds;
  private final JsonFactory jackson = new JsonFactory();
  private final List<byte[]> nativeEvents;

  /** Keeps what was computed, so that nothing is optimised away. */
  private long sink;

  /** Measures in so many rounds, beside native events of the starts of all samples. */
  public FormatBench(List<Sample> samples, int rounds) {
    this.rounds = rounds;
    nativeEvents = new ArrayList<>();
    EventParser parser = new AutoParser();
    for (Sample sample : samples) {
      for (byte[] record : sample.records()) {
        eachStart(parser.parse(record), event -> nativeEvents.add(nativeRecord(event)));
      }
    }
  }

  /** Whether no sample has a process start, so that there is nothing to compare with. */
  public boolean hasNoStart() {
    return nativeEvents.isEmpty();
  }

  /** Parses and walks over all samples for so long, so that the first is measured as the last. */
  public void warmUp(List<Sample> samples, Duration time) throws IOException {
    EventParser all = new AutoParser();
    EventParser own = new NativeEventParser();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      for (Sample sample : samples) {
        for (int i = 0; i < 20; i++) {
          sink += each(all, sample.records());
          sink += each(own, nativeEvents);
          sink += sample.records().stream().filter(this::isJson).count();
        }
      }
    }
  }

  /** Measures one sample. */
  public Measurement run(Sample sample) throws IOException {
    List<byte[]> records = sample.records();
    boolean json = records.stream().allMatch(this::isJson);
    EventParser all = new AutoParser();
    EventParser own = new NativeEventParser();
    Work parse = () -> each(all, records);
    Work nativeParse = () -> each(own, nativeEvents);
    Work walk = () -> walk(records);
    double[] parsed = new double[rounds];
    double[] nativelyParsed = new double[rounds];
    double[] walked = new double[rounds];
    for (int warmUp = 0; warmUp < 5; warmUp++) {
      nanos(parse);
      nanos(nativeParse);
      if (json) {
        nanos(walk);
      }
    }
    for (int round = 0; round < rounds; round++) {
      parsed[round] = nanos(parse) / records.size();
      nativelyParsed[round] = nanos(nativeParse) / nativeEvents.size();
      walked[round] = json ? nanos(walk) / records.size() : 0;
    }
    long[] starts = {0};
    records.forEach(record -> eachStart(all.parse(record), event -> starts[0]++));
    double nanosARecord = median(parsed);
    double nativeNanos = median(nativelyParsed);
    double bytes = bytes(records);
    return new Measurement(
        sample.name(),
        records.size(),
        Math.round(bytes),
        starts[0],
        Math.round(1e9 / nanosARecord),
        nativeNanos / nanosARecord,
        nativeNanos / bytes(nativeEvents) * bytes / nanosARecord,
        median(walked) / nanosARecord);
  }

  /** What was computed, to be shown to nobody. */
  public long sink() {
    return sink;
  }

  /** Nanoseconds of one run over all records, from as many as take a tenth of a second. */
  private double nanos(Work work) throws IOException {
    long begin = System.nanoTime();
    long runs = 0;
    long took;
    do {
      sink += work.run();
      runs++;
      took = System.nanoTime() - begin;
    } while (took < LEAST_NANOS);
    return (double) took / runs;
  }

  private static long each(EventParser parser, List<byte[]> records) {
    long events = 0;
    for (byte[] record : records) {
      events += parser.parse(record) instanceof ParsedRecord.Event ? 1 : 0;
    }
    return events;
  }

  private long walk(List<byte[]> records) throws IOException {
    long tokens = 0;
    for (byte[] record : records) {
      try (JsonParser parser = jackson.createParser(record)) {
        while (parser.nextToken() != null) {
          tokens++;
        }
      }
    }
    return tokens;
  }

  private boolean isJson(byte[] record) {
    if (record.length == 0 || record[0] != '{') {
      return false;
    }
    try {
      return walk(List.of(record)) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void eachStart(ParsedRecord parsed, Consumer<CommandEvent> taker) {
    if (parsed instanceof ParsedRecord.Event start) {
      taker.accept(start.event());
    } else if (parsed instanceof ParsedRecord.Several several) {
      several.records().forEach(record -> eachStart(record, taker));
    }
  }

  private static byte[] nativeRecord(CommandEvent event) {
    return Json.line(event).getBytes(StandardCharsets.UTF_8);
  }

  private static double bytes(List<byte[]> records) {
    return records.stream().mapToLong(record -> record.length).average().orElse(0);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
