package dev.longtail.training.review;

import dev.longtail.udfs.text.Sha256;
import java.util.List;

/**
 * A command line with one judge's verdict. A line that was found at both scales with the same
 * verdict is one.
 *
 * @param exemplars ids of its exemplars
 * @param cmd the command line
 * @param stratum judge, verdict and rule
 * @param reason of an admitted line what the judge said, else why the gate kept it out
 * @param context what else is known
 */
public record JudgedLine(
    List<String> exemplars, String cmd, Stratum stratum, String reason, LineContext context) {
  public JudgedLine {
    exemplars = List.copyOf(exemplars);
  }

  /** Its id: a function of command line, judge and verdict. */
  public String id() {
    return Sha256.hex(
            String.join(
                "\u0000",
                cmd,
                stratum.judge().model(),
                stratum.judge().promptVersion(),
                stratum.verdict(),
                String.valueOf(stratum.admitted())))
        .substring(0, 16);
  }
}
