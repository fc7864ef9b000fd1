package dev.longtail.detectors.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the benchmarks of single lines read. */
@State(Scope.Thread)
public class UniqueLines {
  static final int COUNT = 8192;

  /** Lines shorter than this are left out. */
  @Param({"1", "45"})
  int shortest;

  List<String> lines;

  @Setup
  public void read() {
    lines = BenchmarkLines.unique(COUNT, shortest);
  }
}
