"use strict";
// Whatever comes from data goes into the page as text: textContent, never as markup.

const EVERY = 1000; // milliseconds from one question to the next
const HIDDEN_EVERY = 10000; // in a tab that nobody sees
const GONE_AFTER = 5000;
const FIRST = 20; // cards of a list before its button is pressed

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const brief = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const shortNumber = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

const byId = (id) => document.getElementById(id);
let version = 0;
let results = null;
let lastAnswer = Date.now();
let lastNow = "";
let timer = 0;
const limits = { anomalies: FIRST, exemplars: FIRST };

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Sets a text only if it is another one: what is selected stays selected. */
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** One child for each item, in their order; a child that is there already is kept where it is. */
function sync(parent, items, keyOf, create, update) {
  const old = new Map();
  for (const child of parent.children) old.set(child.dataset.key, child);
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    if (child !== place) parent.insertBefore(child, place);
    place = child.nextElementSibling;
    if (update) update(child, item);
  }
  for (const child of old.values()) child.remove();
}

function number(value) {
  return value === null || value === undefined ? "–" : whole.format(value);
}

function ago(iso, now) {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(iso)) / 1000));
  if (seconds < 120) return seconds + " s ago";
  if (seconds < 7200) return Math.floor(seconds / 60) + " min ago";
  if (seconds < 172800) return Math.floor(seconds / 3600) + " h ago";
  return Math.floor(seconds / 86400) + " days ago";
}

// ---- health -------------------------------------------------------------------------------

function showHealth(state) {
  document.body.classList.remove("ok", "note", "warning", "bad");
  document.body.classList.add(state.health.level);
  put(byId("headline-text"), state.health.headline);
  put(byId("spoken"), state.health.spoken);
  document.title = (state.health.level === "bad" ? "✖ " : state.health.level === "warning" ? "! " : "") + "Longtail";
  sync(byId("notes"), state.health.notes.map((note, i) => ({ note, i })), (each) => each.i,
    () => make("li"),
    (li, each) => {
      li.className = each.note.level;
      put(li, each.note.text);
    });
  const time = byId("asof");
  time.dateTime = state.now;
  put(time, new Date(state.now).toLocaleTimeString("en-GB"));
}

function showStale() {
  const silent = Date.now() - lastAnswer;
  const gone = byId("gone");
  const stale = silent > GONE_AFTER;
  document.body.classList.toggle("stale", stale);
  gone.hidden = !stale;
  if (stale) {
    const seen = lastNow ? "What you see is of " + new Date(lastNow).toLocaleTimeString("en-GB") + "." : "";
    put(gone, "The server of this page has not answered for " + Math.round(silent / 1000) + " s. " + seen);
  }
}

// ---- figures ------------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";

function curve(values) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "line");
  svg.setAttribute("viewBox", "0 0 100 30");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const known = values.map((value, i) => [i, value]).filter((pair) => pair[1] >= 0);
  if (known.length > 1) {
    const most = Math.max(...known.map((pair) => pair[1]));
    const least = Math.min(0, ...known.map((pair) => pair[1]));
    const span = most - least || 1;
    const points = known.map(([i, value]) =>
      ((i / (values.length - 1)) * 100).toFixed(1) + "," + (28 - ((value - least) / span) * 25).toFixed(1));
    const area = document.createElementNS(SVG, "polygon");
    const from = points[0].split(",")[0];
    area.setAttribute("points", from + ",30 " + points.join(" ") + " 100,30");
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("points", points.join(" "));
    svg.append(area, line);
  }
  return svg;
}

/** Differences from point to point, a second. */
function rates(past, field, perSecond) {
  return past.map((point, i) => {
    const before = past[i - 1];
    if (!before || point[field] < 0 || before[field] < 0 || point.at <= before.at) return -1;
    return Math.max(0, (point[field] - before[field]) / (perSecond ? point.at - before.at : 1));
  });
}

function figures(state) {
  const job = state.job;
  const labels = state.labels;
  const past = job ? job.past : [];
  const list = [
    { name: "Unread", value: number(job && job.lag), more: "records in the topic", past: past.map((p) => p.lag) },
    {
      name: "Read", value: job && job.rate !== null ? brief.format(Math.round(job.rate)) + "/s" : "–",
      more: number(job && job.records) + " since the last start", past: smooth(rates(past, "records", true)),
    },
    {
      name: "Event time", value: job ? job.watermark.replace(/^\d{4}-/, "").replace("T", " ").replace(/:\d\dZ$/, "") : "–",
      title: job ? job.watermark : "", more: job && job.slowest ? "UTC; " + job.slowest : "watermark, UTC",
      past: advance(past),
    },
    {
      name: "Saved state", value: job && job.checkpoint_size ? job.checkpoint_size : "–",
      more: job && job.checkpoint_at
        ? "checkpoint " + job.checkpoint + ", in " + brief.format(job.checkpoint_seconds) + " s" : "no checkpoint yet",
      past: past.map((p) => p.bytes),
    },
    {
      name: "Waiting for labels", value: number(labels.waiting),
      more: labels.waiting_for_window > 0 ? number(labels.waiting_for_window) + ": their window's share is spent"
        : labels.in_flight === null ? "" : number(labels.in_flight) + " asked now", past: past.map((p) => p.waiting),
    },
    {
      name: "Label calls", value: number(labels.calls), more: left(labels.calls_left, whole, "no cap"),
      used: share(labels.calls, labels.calls_left),
    },
    {
      name: "Tokens", value: labels.tokens === null ? "–" : labels.tokens < 1e6 ? whole.format(labels.tokens) : shortNumber.format(labels.tokens),
      more: left(labels.tokens_left, shortNumber, "no cap"),
      used: share(labels.tokens, labels.tokens_left),
    },
  ];
  list.push(labels.cost === null
    ? { name: "Cost of labels", value: "–", more: "page.token-price is not set" }
    : {
      name: "Cost of labels", value: labels.cost.toFixed(2), more: left(labels.cost_left, brief, "no cap"),
      used: share(labels.cost, labels.cost_left),
    });
  sync(byId("figures"), list, (each) => each.name,
    (each) => {
      const box = make("div");
      box.append(make("dt", "", each.name), make("dd"), make("dd", "more"), make("dd", "curve"));
      return box;
    },
    (box, each) => {
      const [, value, more, line] = box.children;
      put(value, each.value);
      value.title = each.title || "";
      put(more, each.more);
      if (each.past) line.replaceChildren(curve(each.past));
      else meter(line, each.used);
    });
}

/** How much of a budget is used, from 0 to 1; null if that is not known or there is no cap. */
function share(used, rest) {
  return used === null || rest === null || used + rest === 0 ? null : used / (used + rest);
}

/** A bar as long as what is used. */
function meter(box, used) {
  if (used === null || used === undefined) {
    box.replaceChildren();
    return;
  }
  if (!box.firstChild) box.append(track());
  box.querySelector(".fill").style.width = (used * 100).toFixed(1) + "%";
}

function track() {
  const box = make("span", "track");
  box.setAttribute("aria-hidden", "true");
  box.append(make("span", "fill"));
  return box;
}

/** The watermark moves in jumps: what matters is how far it came. */
function advance(past) {
  const known = past.filter((point) => point.watermark >= 0);
  if (known.length === 0) return [];
  const from = known[0].watermark;
  return past.map((point) => (point.watermark < 0 ? -1 : point.watermark - from));
}

/** Flink's figures are ten seconds old at most, and stand still between: the mean of some points. */
function smooth(values) {
  return values.map((value, i) => {
    const some = values.slice(Math.max(0, i - 3), i + 1).filter((each) => each >= 0);
    return value < 0 || some.length === 0 ? -1 : some.reduce((a, b) => a + b, 0) / some.length;
  });
}

function left(value, format, none) {
  return value === null || value === undefined ? none : format.format(value) + " left";
}

// ---- funnel -------------------------------------------------------------------------------

const STEPS = [
  ["Events", (c) => c.events],
  ["Unique", (c) => c.unique],
  ["Anomalies", (c) => c.anomalies],
  ["Exemplars", (c) => c.exemplars],
  ["Labelled", (c) => c.benign + c.malicious + c.abstained],
  ["Admitted", (c) => c.admitted],
];

const REST = [
  ["near-duplicates", (c) => c.near_duplicates],
  ["benign", (c) => c.benign],
  ["malicious", (c) => c.malicious],
  ["abstained", (c) => c.abstained],
  ["quarantined", (c) => c.quarantined],
  ["waiting", (c) => c.waiting],
  ["late", (c) => c.late],
  ["unparsable", (c) => c.unparsable],
  ["from the future", (c) => c.future],
];

const COLUMNS = [
  ["events", "events"], ["unique", "unique"], ["anomalies", "anomalies"],
  ["near-duplicates", "near_duplicates"], ["exemplars", "exemplars"], ["benign", "benign"],
  ["malicious", "malicious"], ["abstained", "abstained"], ["admitted", "admitted"],
  ["quarantined", "quarantined"], ["waiting", "waiting"], ["repeated", "repeated"],
  ["not sampled", "not_sampled"], ["late", "late"], ["unparsable", "unparsable"], ["from the future", "future"],
  ["other events", "skipped"], ["twins", "twins"],
  ["dead letters read again", "replayed"],
];

const ALL = "all windows";
const LATEST = "the latest";

function showFunnel() {
  const rows = results.windows;
  const windows = [...new Set(rows.map((row) => row.window))];
  const dated = windows.filter((name) => name !== "unknown");
  const select = byId("window");
  const chosen = select.value || LATEST;
  options(select, [[LATEST, "the latest"], [ALL, ALL],
    ...windows.map((name) => [name, name])], chosen);
  const shown = select.value === LATEST ? latest(rows, dated) : [select.value];
  const groups = select.value === ALL
    ? [{ name: ALL, title: "All windows and scales", counts: results.total }]
    : rows.filter((row) => shown.includes(row.window))
      .sort((a, b) => a.scale.localeCompare(b.scale) || b.window.localeCompare(a.window))
      .map((row) => ({
        name: row.window + " " + row.scale,
        title: row.window + ", " + row.scale + " scale" + (row.anomalies > 0 ? "" : ", not ranked yet"),
        counts: row,
      }));
  if (groups.length === 0) groups.push({ name: "", title: "No window yet", counts: null });
  const most = Math.max(1, ...groups.map((group) => (group.counts ? group.counts.events : 0)));
  sync(byId("bars"), groups, (group) => group.name, bars, (box, group) => updateBars(box, group, most));
  if (byId("funnel-head").children.length === 0) headRow();
  sync(byId("funnel-rows"), rows, (row) => row.window + " " + row.scale, () => make("tr"),
    (tr, row) => cells(tr, [row.window, row.scale], row));
  sync(byId("funnel-foot"), [results.total], () => "total", () => make("tr"),
    (tr, total) => cells(tr, ["total", ""], total));
  put(byId("earlier"), results.earlier > 0
    ? whole.format(results.earlier) + " earlier rows are in funnel.json." : "");
}

/** The latest window, and while that is open the one that was ranked last. */
function latest(rows, dated) {
  const ranked = dated.find((name) => rows.some((row) => row.window === name && row.anomalies > 0));
  return [dated[0], ranked];
}

function headRow() {
  const tr = make("tr");
  for (const name of ["window", "scale", ...COLUMNS.map((column) => column[0])]) {
    const th = make("th", "", name);
    th.scope = "col";
    tr.append(th);
  }
  byId("funnel-head").append(tr);
}

function cells(tr, heads, counts) {
  const texts = [...heads, ...COLUMNS.map((column) => whole.format(counts[column[1]]))];
  if (tr.children.length === 0) {
    texts.forEach((text, i) => {
      const cell = make(i < 1 ? "th" : "td");
      if (i < 1) cell.scope = "row";
      tr.append(cell);
    });
  }
  texts.forEach((text, i) => put(tr.children[i], text));
}

function bars(group) {
  const box = make("div");
  box.append(make("h3"));
  const steps = make("ul");
  for (const [name] of STEPS) {
    const step = make("li", "step");
    step.append(make("span", "name", name), track(), make("span", "number"));
    steps.append(step);
  }
  box.append(steps, make("p", "rest"));
  return box;
}

/** The length of a bar is the logarithm of its number; that of {most} is the longest of all. */
function updateBars(box, group, most) {
  const counts = group.counts;
  put(box.children[0], group.title);
  const steps = box.children[1].children;
  STEPS.forEach(([, value], i) => {
    const count = counts ? value(counts) : 0;
    steps[i].querySelector(".fill").style.width = ((Math.log10(count + 1) / Math.log10(most + 1)) * 100).toFixed(1) + "%";
    put(steps[i].querySelector(".number"), counts ? whole.format(count) : "–");
  });
  sync(box.children[2], counts ? REST : [], (each) => each[0], () => make("span"),
    (span, each) => {
      const count = each[1](counts);
      put(span, whole.format(count) + " " + each[0]);
      span.classList.toggle("alarm", each[0] === "malicious" && count > 0);
    });
}

/** The options of a choice; what was chosen stays chosen, and an open list is left alone. */
function options(select, pairs, chosen) {
  const text = JSON.stringify(pairs);
  if (select.dataset.options === text) return;
  if (document.activeElement === select && select.dataset.options) {
    if (pairs.length === select.options.length) return;
  }
  select.dataset.options = text;
  select.replaceChildren(...pairs.map(([value, words]) => {
    const option = make("option", "", words);
    option.value = value;
    return option;
  }));
  select.value = pairs.some((pair) => pair[0] === chosen) ? chosen : pairs[0][0];
}

// ---- lists --------------------------------------------------------------------------------

function command(item) {
  const box = make("div");
  const code = make("code", "command", item.line.cut ? item.line.text + "…" : item.line.text);
  box.append(code);
  if (item.line.cut) {
    const button = make("button", "", "Show all " + whole.format(item.line.characters) + " characters");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => toggle(button, code, item));
    box.append(button);
  }
  return box;
}

async function toggle(button, code, item) {
  if (button.getAttribute("aria-expanded") === "true") {
    button.setAttribute("aria-expanded", "false");
    code.classList.remove("whole");
    code.removeAttribute("tabindex");
    code.textContent = item.line.text + "…";
    put(button, "Show all " + whole.format(item.line.characters) + " characters");
    return;
  }
  try {
    const answer = await fetch("/line?id=" + encodeURIComponent(item.id));
    const text = await answer.text();
    if (!answer.ok) {
      put(button, text.trim());
      return;
    }
    code.textContent = text;
    code.classList.add("whole");
    code.tabIndex = 0; // it scrolls
    button.setAttribute("aria-expanded", "true");
    put(button, "Show less");
  } catch (e) {
    put(button, "The server does not answer; try again");
  }
}

function facts(texts) {
  const p = make("p", "facts");
  for (const text of texts) if (text) p.append(make("span", "", text));
  return p;
}

function seen(at) {
  if (!at) return "";
  const times = at.occurrences === 1 ? "once" : whole.format(at.occurrences) + " times";
  const where = at.host ? " on " + at.host + (at.user ? " by " + at.user : "") : "";
  return times + (at.first_seen ? ", first " + at.first_seen.slice(0, 16).replace("T", " ") : "") + where;
}

function why(reasons) {
  if (reasons.length === 0) {
    return make("p", "small", "Why: far from the window's other lines in meaning.");
  }
  const box = make("details", "why");
  box.append(make("summary", "", "Why: " + reasons.slice(0, 3)
    .map((each) => each.feature + " " + Math.round(each.share * 100) + " %").join(", ")
    + (reasons.length > 3 ? ", …" : "")));
  const scroll = make("div", "scroll");
  scroll.tabIndex = 0;
  const table = make("table");
  table.append(make("caption", "", "What made the line stand out, most important first"));
  const head = make("tr");
  for (const name of ["feature", "meaning", "here", "usually", "share"]) {
    const th = make("th", "", name);
    th.scope = "col";
    head.append(th);
  }
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  for (const each of reasons) {
    const tr = make("tr");
    const th = make("th", "", each.feature);
    th.scope = "row";
    tr.append(th, make("td", "", each.meaning), make("td", "", brief.format(each.value)),
      make("td", "", brief.format(each.usual)), make("td", "", Math.round(each.share * 100) + " %"));
    body.append(tr);
  }
  table.append(thead, body);
  scroll.append(table);
  box.append(scroll);
  return box;
}

function anomalyCard(item) {
  const li = make("li");
  const line = facts([item.window, item.scale + " scale", item.detector, "score " + item.score.toFixed(1)]);
  line.prepend(make("strong", "", "#" + item.rank));
  li.append(line, command(item), why(item.reasons), facts([seen(item.seen)]));
  return li;
}

function exemplarCard(item) {
  const li = make("li");
  const line = facts([item.window, item.scale + " scale", item.detectors]);
  line.prepend(make("span", "verdict"));
  line.append(make("time"));
  li.append(line, command(item), make("p", "reason"));
  return li;
}

function updateExemplar(li, item) {
  const said = item.verdict;
  const word = li.querySelector(".verdict");
  put(word, said ? said.verdict.toLowerCase() + (said.admitted ? ", admitted" : ", not admitted") : "waits for its verdict");
  word.className = "verdict " + (said ? said.verdict.toLowerCase().replace(/[^a-z]/g, "") : "waits");
  put(li.querySelector(".reason"), said ? said.reason + (said.model ? " (" + said.model + ")" : "") : "");
  const time = li.querySelector("time");
  time.dateTime = item.at;
  put(time, ago(item.at, lastNow));
}

function showList(name, items, card, update) {
  const shown = items.slice(0, limits[name]);
  sync(byId(name), shown, (item) => item.id, card, update);
  byId(name + "-none").hidden = items.length > 0;
  const more = byId(name + "-more");
  more.hidden = items.length <= FIRST;
  put(more, items.length > limits[name]
    ? "Show " + (items.length - limits[name]) + " more" : "Show the first " + FIRST + " only");
}

function showLists() {
  const finder = byId("finder");
  const names = [...new Set(results.anomalies.map((each) => each.scale + ", " + each.detector))].sort();
  options(finder, [["", "all detectors"], ...names.map((name) => [name, name])], finder.value);
  showList("anomalies",
    results.anomalies.filter((each) => !finder.value || each.scale + ", " + each.detector === finder.value), anomalyCard);
  const wanted = byId("verdict").value;
  showList("exemplars",
    results.exemplars.filter((each) => !wanted || (each.verdict ? each.verdict.verdict : "WAITS") === wanted),
    exemplarCard, updateExemplar);
}

// ---- the loop -----------------------------------------------------------------------------

function show(state) {
  lastAnswer = Date.now();
  lastNow = state.now;
  if (state.results) {
    results = state.results;
    version = state.version;
  }
  showHealth(state);
  figures(state);
  put(byId("labeler"), state.labels.labeler);
  put(byId("job"), state.job ? state.job.id + ", " + state.job.state.toLowerCase() + " for " + state.job.uptime : "–");
  if (results) {
    if (state.results) showFunnel();
    showLists();
  }
}

async function ask() {
  clearTimeout(timer);
  try {
    const answer = await fetch("/state.json?version=" + version, { signal: AbortSignal.timeout(10000) });
    if (answer.ok) show(await answer.json());
  } catch (e) {
    // The mark of a server that is gone says it.
  }
  showStale();
  timer = setTimeout(ask, document.hidden ? HIDDEN_EVERY : EVERY);
}

function again() {
  if (results) {
    showFunnel();
    showLists();
  }
}

for (const name of ["anomalies", "exemplars"]) {
  byId(name + "-more").addEventListener("click", () => {
    limits[name] = limits[name] === FIRST ? Infinity : FIRST;
    again();
  });
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    clearTimeout(timer);
    timer = setTimeout(ask, 0);
  }
});
for (const id of ["window", "finder", "verdict"]) byId(id).addEventListener("change", again);
ask();
