/**
 * Generated telemetry with known truth, for the demo and for tests of whole jobs.
 *
 * <h2>Where the command lines come from</h2>
 *
 * <p>From the grammar files in the resources of the same name: symbols with weighted alternatives,
 * and shapes, which are kinds of commands with the hosts, accounts and times they belong to. A
 * shape is of one tier: {@code head} (what machines do by themselves; 80 % of the events), {@code
 * work} (people and jobs; 14 %), {@code tail} (rare and often complicated administration; 6 %) or
 * {@code attack} (one event in 400). The shares of tiers and systems are set; how often a line
 * repeats is not: it follows from the slots of its template. Everything is drawn from streams of
 * random numbers that depend on the seed and their purpose alone.
 *
 * <p>Harmless and attack commands share the symbols for hosts, addresses, names and places, so that
 * no slot gives a label away; and the tail uses the programs that intruders use, for what they were
 * made for. Attack commands lead nowhere: documentation addresses (RFC 5737, RFC 2606), invented
 * files, and encoded texts that say that they are samples.
 *
 * <h2>How the sets are drawn</h2>
 *
 * <ul>
 *   <li><b>Truth</b>: every unique line of the telemetry. A line that both an intruder and harmless
 *       work wrote is benign: alone, it convicts nobody.
 *   <li><b>RB</b>, regex baseline: malicious are new attack lines that a static rule matches
 *       ({@link dev.longtail.training.core.telemetry.StaticRules}); benign are the most frequent
 *       lines of the telemetry that none matches. Nobody looked at them.
 *   <li><b>AB</b>, aggregated baseline: RB, and new lines of the attacks that a sandbox brings out
 *       (not the quiet ones), and a random choice of the lines whose form (tokens with digits
 *       masked) at least five hosts run. The tail is missing because it is rare, and for no other
 *       reason.
 *   <li><b>Time split</b>: the same traffic in the three weeks after the telemetry, as many lines
 *       of each day; malicious as in AB. Lines of the telemetry and of RB and AB are left out, so
 *       it is easy because the mixture is the same and not because the lines are.
 *   <li><b>Incident</b>: benign lines of the tail, three in ten of them from shapes held out from
 *       everything else; malicious lines of all attacks, the quiet ones too, three in ten from
 *       shapes held out. No line of it occurs anywhere else.
 * </ul>
 *
 * <p>So a classifier that learns from AB has seen powershell, certutil or base64 in attacks only,
 * and calls their harmless uses malicious until a detector finds some in the telemetry: the effect
 * that Gelman and Bergeron (2025) publish. How large it comes out depends on the pipeline.
 *
 * <p>Three choices were made after looking at which shapes an isolation forest ranks first, and are
 * written down for that reason. The child processes of browsers, whose lines are long and never the
 * same, are rare here, as they are where sensors are configured to drop them: at their natural rate
 * they were most of a day's anomalies, and a day of four thousand events is too small for them to
 * become ordinary. Services have a fixed set of jobs, pools and containers. And the tail has
 * scripts, class paths and include lists as long as in the field. A trial classifier's figures were
 * in sight by then; nothing was varied to reach one.
 */
package dev.longtail.training.generate;
