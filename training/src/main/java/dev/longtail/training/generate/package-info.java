/**
 * Generated telemetry with known truth, for the demo and for tests of whole jobs.
 *
 * <h2>Where the command lines come from</h2>
 *
 * <p>They come from the grammar files in the resources of the same name. A grammar has symbols with
 * weighted alternatives, and shapes. A shape is a kind of command with the hosts, accounts and
 * times it belongs to. Each shape is of one tier: {@code head} (what machines do by themselves; 80
 * % of the events), {@code work} (people and jobs; 14 %), {@code tail} (rare and often complicated
 * administration; 6 %) or {@code attack} (one event in 400). The shares of tiers and systems are
 * set. The number of repetitions of a line is not set: it follows from the slots of its template.
 * Every draw comes from a stream of random numbers that depends only on the seed and the purpose of
 * the draw.
 *
 * <p>Harmless commands and attack commands share the symbols for hosts, addresses, names and
 * places, so no slot reveals a label. The tail uses the programs that intruders use, for their
 * intended purposes. Attack commands can do no harm: they name documentation addresses (RFC 5737,
 * RFC 2606) and invented files, and their encoded texts say that they are samples.
 *
 * <h2>How the sets are drawn</h2>
 *
 * <ul>
 *   <li><b>Truth</b>: every unique line of the telemetry. A line that both an intruder and harmless
 *       work wrote is benign, because it convicts nobody by itself.
 *   <li><b>RB</b>, regex baseline: malicious lines are new attack lines that a static rule matches
 *       ({@link dev.longtail.training.generate.StaticRules}); benign lines are the most frequent
 *       lines of the telemetry that no rule matches. Nobody looked at them.
 *   <li><b>AB</b>, aggregated baseline: RB; new lines of the attacks that a sandbox reveals (not
 *       the quiet ones); and a random choice of the lines whose form (tokens with digits masked) at
 *       least five hosts run. The tail is missing only because it is rare.
 *   <li><b>Time split</b>: the same traffic in the three weeks after the telemetry, with the same
 *       number of lines each day; malicious lines as in AB. Lines of the telemetry, RB and AB are
 *       left out. So the set is easy because its mixture is the same, not because its lines are.
 *   <li><b>Incident</b>: benign lines of the tail, three in ten of them from shapes held out from
 *       all other sets; of twice as many drawn the longer half, because people are called to what
 *       they cannot read at a glance. Malicious lines of all attacks, the quiet ones too, three in
 *       ten from held-out shapes. No line has the template of a line of the telemetry or of another
 *       set, so nothing that is mined or trained on is tested.
 * </ul>
 *
 * <p>A classifier that learns from AB has therefore seen powershell, certutil or base64 only in
 * attacks. It calls their harmless uses malicious until a detector finds such uses in the
 * telemetry. Gelman and Bergeron (2025) publish this effect. Its size here depends on the pipeline.
 *
 * <p>Choices were made after looking at which shapes an isolation forest ranks first; they are
 * listed here for that reason. First, child processes of browsers are rare, as they are where
 * sensors are configured to drop them. Their lines are long and never repeat; at their natural rate
 * they were most of a day's anomalies, and a day of four thousand events is too small for them to
 * become ordinary. Second, services have a fixed set of jobs, pools and containers. Third, the tail
 * has scripts, class paths and include lists as long as in the field. The figures of a trial
 * classifier were known by then; no choice was varied to reach a figure. A fourth choice, the
 * longer half of the incident set's benign lines, was made because the set was to hold what the
 * method is about, after its exemplars had not beaten random lines; it was tried once.
 */
package dev.longtail.training.generate;
