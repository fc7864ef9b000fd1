"use strict";
// Whatever comes from data goes into the page as text: textContent, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const items = data.items;
const byId = (id) => document.getElementById(id);
const whole = new Intl.NumberFormat("en");

const LONG = 1200; // characters of a line that are shown without asking
const HEAD = 600;
const TAIL = 300;
const STORE = "longtail-review/" + data.sample;
const NAMELESS = /^analyst-[0-9a-f]{4}$/;

let reviewer = "";
let decisions = new Map(); // item -> {decision, at, verdict_shown}
let undo = []; // of {index, changes: [[item, decision before or null]]}
let index = 0;
let onlyOpen = false;
let unfolded = false;
const shown = new Set(); // items whose verdict was shown before they were decided
let last = null; // the last decision: item and what was said
let keeps = true;
let exported = true;

// ---- what the browser keeps ------------------------------------------------------------------

function stored(key) {
  try {
    return window.localStorage.getItem(key);
  } catch (e) {
    return null;
  }
}

function store(key, value) {
  try {
    window.localStorage.setItem(key, value);
    return window.localStorage.getItem(key) === value;
  } catch (e) {
    return false;
  }
}

function forget(key) {
  try {
    window.localStorage.removeItem(key);
  } catch (e) {
    // Then there is nothing to forget.
  }
}

function save() {
  const mine = { decisions: [...decisions], undo, index, shown: [...shown] };
  keeps = store(STORE, reviewer) && store(STORE + "/" + reviewer, JSON.stringify(mine));
  byId("unsaved").hidden = keeps;
}

/** What the browser keeps of a reviewer; null if that is nothing. */
function kept(name) {
  try {
    const mine = JSON.parse(stored(STORE + "/" + name));
    return mine && Array.isArray(mine.decisions) && Array.isArray(mine.undo) ? mine : null;
  } catch (e) {
    return null;
  }
}

function take(name) {
  const mine = kept(name);
  reviewer = name;
  decisions = new Map(mine ? mine.decisions.filter(([item]) => positions.has(item)) : []);
  undo = mine ? mine.undo : [];
  index = mine && items[mine.index] ? mine.index : 0;
  shown.clear();
  for (const item of mine && Array.isArray(mine.shown) ? mine.shown : []) shown.add(item);
  last = null;
}

const positions = new Map(items.map((item, i) => [item.item, i]));

function newName() {
  const bytes = new Uint8Array(2);
  crypto.getRandomValues(bytes);
  return "analyst-" + [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

// ---- text of others --------------------------------------------------------------------------

// What nobody sees: controls, formats, halves of pairs, private and unassigned characters, blanks
// that are no blank, marks upon marks, and letters that are drawn as nothing.
const UNSEEN =
  /(?:[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0\uFE00-\uFE0F]|(?! )\p{Zs}|[\u{E0100}-\u{E01EF}]|(?<=\p{M})\p{M})+/u;
const BLANKS = / {17,}/u;
const FOREIGN = /[^\u0000-\u007F]+/u;
const PIECES = new RegExp("(" + UNSEEN.source + ")|(" + BLANKS.source + ")|(" + FOREIGN.source + ")", "gu");

function code(c) {
  const n = c.codePointAt(0);
  return n > 0xffff ? "\\u{" + n.toString(16) + "}" : "\\u" + n.toString(16).padStart(4, "0");
}

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

/** Puts a text into a node, with escapes for what is no visible character; counts them. */
function put(node, text, counts) {
  let from = 0;
  for (const found of text.matchAll(PIECES)) {
    node.append(text.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[2]) {
      node.append(make("span", "odd", "\u2423\u00D7" + whole.format(found[2].length)), " ");
      if (counts) counts.blanks += found[2].length;
      continue;
    }
    // What is unseen may stand among what is foreign.
    let run = "";
    let unseen = false;
    const end = () => {
      if (!run) return;
      const span = make("span", unseen ? "odd" : "foreign", unseen ? [...run].map(escape).join("") : run);
      if (!unseen) span.title = [...run].slice(0, 8).map(code).join(" ");
      node.append(span);
      if (unseen && run.includes("\n")) node.append("\n");
      run = "";
    };
    for (const c of parts(found[0])) {
      if (c.unseen !== unseen || (unseen && run.endsWith("\n"))) end();
      unseen = c.unseen;
      run += c.text;
      if (counts) counts[unseen ? "unseen" : "foreign"]++;
    }
    end();
  }
  node.append(text.slice(from));
}

function* parts(text) {
  let before = "";
  for (const c of text) {
    const pair = before + c;
    yield { text: c, unseen: UNSEEN.test(c) || (before !== "" && /^\p{M}\p{M}$/u.test(pair)) };
    before = /\p{M}/u.test(c) ? c : "";
  }
}

function escape(c) {
  return c === "\n" ? "\\n" : c === "\t" ? "\\t" : c === "\r" ? "\\r" : code(c);
}

/** A place that does not cut a character in two. */
function edge(text, at) {
  const c = text.charCodeAt(at);
  return c >= 0xdc00 && c <= 0xdfff ? at - 1 : at;
}

// ---- what is shown ---------------------------------------------------------------------------

const SAID = { benign: "Benign", malicious: "Malicious", unsure: "Unsure" };

function facts(list, pairs) {
  list.replaceChildren();
  for (const [name, value] of pairs) {
    if (value === "" || value === 0 || value === undefined) continue;
    const dd = make("dd");
    put(dd, String(value));
    list.append(make("dt", "", name), dd);
  }
}

function showLine(item) {
  const line = byId("line");
  const counts = { unseen: 0, foreign: 0, blanks: 0 };
  line.replaceChildren();
  if (item.cmd.length > LONG && !unfolded) {
    const head = edge(item.cmd, HEAD);
    const tail = edge(item.cmd, item.cmd.length - TAIL);
    put(line, item.cmd.slice(0, head), counts);
    const more = make("button", "fold");
    more.type = "button";
    more.dataset.do = "unfold";
    more.append(make("kbd", "", "l"), " Show the " + whole.format(tail - head)
      + " characters between: read them before you decide");
    line.append(more);
    put(line, item.cmd.slice(tail), counts);
  } else {
    put(line, item.cmd, counts);
  }
  const notes = [];
  if (counts.unseen) notes.push(whole.format(counts.unseen) + " control or invisible " + (counts.unseen === 1 ? "character is" : "characters are") + " written as codes.");
  if (counts.foreign) notes.push(whole.format(counts.foreign) + (counts.foreign === 1 ? " character is" : " characters are") + " not ASCII (underlined): letters of other scripts may look alike.");
  if (counts.blanks) notes.push(whole.format(counts.blanks) + " blanks are drawn together.");
  byId("notes").textContent = notes.join(" ");
  byId("notes").hidden = notes.length === 0;
}

function show() {
  const item = items[index];
  const decision = decisions.get(item.item);
  const open = shown.has(item.item) || Boolean(decision);
  byId("place").textContent = "Line " + (index + 1) + " of " + whole.format(items.length);
  byId("state").textContent = decision ? SAID[decision.decision] : "Not reviewed";
  byId("state").className = "state " + (decision ? decision.decision : "");
  byId("why").replaceChildren();
  put(byId("why"), why(item, open));
  showLine(item);
  const c = item.context;
  facts(byId("context"), [
    ["Host", c.host],
    ["User", c.user],
    ["System", c.os],
    ["Parent", c.parent],
    ["Program", c.image],
    ["First seen", c.first_seen],
    ["Window", c.windows.join(", ")],
    ["Ran", c.occurrences ? whole.format(c.occurrences) + (c.occurrences === 1 ? " time" : " times") + " in its window" : ""],
    ["Found by", found(c)],
    ["Event", c.event_id],
  ]);
  byId("show").hidden = open;
  byId("show").setAttribute("aria-expanded", String(open));
  byId("verdict").hidden = !open;
  if (open) {
    facts(byId("verdict"), [
      ["Judge", item.judge + (item.prompt_version ? ", prompt " + item.prompt_version : "")],
      ["Verdict", item.verdict + (item.admitted ? ", admitted" : ", kept out")],
      ["Reason", item.reason],
      ["Rule", item.rule],
    ]);
  } else {
    byId("verdict").replaceChildren();
  }
  for (const button of document.querySelectorAll("[data-say]")) {
    button.setAttribute("aria-pressed", String(Boolean(decision) && decision.decision === button.dataset.say));
  }
  progress();
  byId("filter").setAttribute("aria-pressed", String(onlyOpen));
  byId("who").replaceChildren();
  put(byId("who"), reviewer);
  showLast();
}

function found(c) {
  const by = c.detectors.join(", ");
  const scale = c.scales.join(" and ") + " scale";
  return (by ? by + ", " : "") + scale + (c.rank ? ", rank " + c.rank : "");
}

/** Before the decision no more than that: an analyst soon knows which stratum is which. */
function why(item, open) {
  if (!open) return "Why it is asked: drawn by chance among the lines of one judge, verdict and rule. Which these are is hidden until you decide.";
  const of = item.verdict + " by " + item.judge + ", " + item.rule + ".";
  return item.stratum_sampled === item.stratum_size
    ? "Why it is asked: all " + whole.format(item.stratum_size) + " of this stratum are: " + of
    : "Why it is asked: drawn by chance. " + whole.format(item.stratum_sampled) + " lines stand for " + whole.format(item.stratum_size) + ": " + of;
}

function progress() {
  const counts = { benign: 0, malicious: 0, unsure: 0 };
  for (const each of decisions.values()) counts[each.decision]++;
  byId("done").textContent = whole.format(decisions.size);
  byId("all").textContent = whole.format(items.length);
  byId("split").textContent = decisions.size
    ? ": " + counts.benign + " benign, " + counts.malicious + " malicious, " + counts.unsure + " unsure" : "";
  byId("bar").max = items.length;
  byId("bar").value = decisions.size;
}

/** What the last decision was, and what the judge had said: the only place where it is told unasked. */
function showLast() {
  const place = byId("last");
  place.replaceChildren();
  if (!last || !decisions.has(last)) {
    place.textContent = decisions.size === items.length
      ? "All lines are reviewed. e exports your decisions." : "";
    return;
  }
  const item = items[positions.get(last)];
  const said = decisions.get(last).decision;
  place.append("Line " + (positions.get(last) + 1) + ": you said ", make("strong", "", said), "; the judge said ");
  const differs = item.verdict === "ABSTAINED" || said === "unsure" || item.verdict.toLowerCase() === said ? "" : "differs";
  place.append(make("strong", differs, item.verdict), ". ", make("kbd", "", "z"), " takes it back.");
  if (decisions.size === items.length) place.append(" All lines are reviewed: ", make("kbd", "", "e"), " exports your decisions.");
}

function speak(text) {
  byId("spoken").textContent = text;
}

function brief(item) {
  return item.cmd.replace(UNSEEN, " ").slice(0, 160);
}

function speakLine(before) {
  const item = items[index];
  const decision = decisions.get(item.item);
  speak((before ? before + " " : "") + decisions.size + " of " + items.length + " reviewed. Line " + (index + 1)
    + (decision ? ", " + decision.decision : "") + ": " + brief(item));
}

// ---- what is done ----------------------------------------------------------------------------

function change(changes) {
  undo.push({ index, changes: changes.map(([item]) => [item, decisions.get(item) || null]) });
  for (const [item, decision] of changes) decisions.set(item, decision);
  exported = false;
}

function decide(said) {
  const item = items[index].item;
  const before = decisions.get(item);
  // Once decided, the verdict was in view: a later decision on the line is not made without it.
  const seen = shown.has(item) || Boolean(before);
  change([[item, { decision: said, at: new Date().toISOString(), verdict_shown: seen }]]);
  shown.add(item);
  last = item;
  const next = openFrom(index + 1);
  if (next >= 0 && !before) goTo(next);
  else if (!before) goTo(index);
  else show();
  save();
  speakLine(SAID[said] + ".");
}

/** The first line from a place on that is not reviewed, else the first before it; -1 for none. */
function openFrom(from) {
  for (let k = 0; k < items.length; k++) {
    const i = (from + k) % items.length;
    if (!decisions.has(items[i].item)) return i;
  }
  return -1;
}

function goTo(i) {
  const other = i !== index;
  if (other) unfolded = false;
  index = i;
  show();
  if (other) window.scrollTo(0, 0);
}

function move(step) {
  let i = index + step;
  while (onlyOpen && items[i] && decisions.has(items[i].item)) i += step;
  if (!items[i]) {
    speak(step > 0 ? "This is the last line." : "This is the first line.");
    return;
  }
  goTo(i);
  save();
  speakLine("");
}

function takeBack() {
  const step = undo.pop();
  if (!step) {
    speak("There is nothing to take back.");
    return;
  }
  for (const [item, before] of step.changes) {
    if (before) decisions.set(item, before);
    else decisions.delete(item);
  }
  last = null;
  exported = false;
  goTo(items[step.index] ? step.index : 0);
  save();
  speakLine("Taken back.");
}

function filter() {
  onlyOpen = !onlyOpen;
  if (onlyOpen && decisions.has(items[index].item)) {
    const next = openFrom(index);
    if (next >= 0) goTo(next);
  }
  show();
  speakLine(onlyOpen ? "Unreviewed lines only." : "All lines.");
}

function showVerdict() {
  const item = items[index];
  if (!decisions.has(item.item)) shown.add(item.item);
  show();
  save();
  speak(item.judge + " said " + item.verdict + ": " + item.reason.replace(UNSEEN, " "));
}

function unfold() {
  if (items[index].cmd.length <= LONG) return;
  unfolded = !unfolded;
  showLine(items[index]);
  speak(unfolded ? "The whole line is shown." : "The line is folded.");
}

function exportText() {
  return items.filter((item) => decisions.has(item.item)).map((item) => {
    const each = decisions.get(item.item);
    return JSON.stringify({
      sample: data.sample,
      item: item.item,
      position: item.position,
      decision: each.decision,
      reviewer,
      at: each.at,
      verdict_shown: each.verdict_shown,
    }) + "\n";
  }).join("");
}

function exportFile() {
  const name = "review-" + data.sample + "-" + (reviewer.replace(/[^A-Za-z0-9_-]+/g, "-") || "reviewer") + ".jsonl";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exportText()], { type: "application/x-ndjson" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  exported = true;
  const said = "Exported " + whole.format(decisions.size) + (decisions.size === 1 ? " decision" : " decisions") + " as " + name + ".";
  byId("last").textContent = said;
  speak(said);
}

function importText(text) {
  const found = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i].trim()) continue;
    let record;
    try {
      record = JSON.parse(lines[i]);
    } catch (e) {
      return "line " + (i + 1) + " is no JSON";
    }
    if (!record || record.sample !== data.sample) return "line " + (i + 1) + " is of another sample";
    if (!positions.has(record.item)) return "line " + (i + 1) + " is about a line that is not here";
    if (!Object.hasOwn(SAID, record.decision)) return "line " + (i + 1) + " has no decision";
    if (typeof record.reviewer !== "string" || typeof record.at !== "string" || !(Date.parse(record.at) > 0)) {
      return "line " + (i + 1) + " has no reviewer or no time";
    }
    found.push(record);
  }
  const names = [...new Set(found.map((each) => each.reviewer))];
  if (names.length > 1) return "it has decisions of several reviewers";
  if (names.length === 1 && names[0] !== reviewer) {
    if (!NAMELESS.test(reviewer) || decisions.size) return "it is by " + names[0] + ", and you are " + reviewer + "; n changes the name";
    take(names[0]);
  }
  const changes = [];
  for (const each of found) {
    const mine = decisions.get(each.item);
    if (!mine || Date.parse(each.at) > Date.parse(mine.at)) {
      changes.push([each.item, { decision: each.decision, at: each.at, verdict_shown: each.verdict_shown === true }]);
    }
  }
  if (changes.length) change(changes);
  const next = openFrom(0);
  goTo(next < 0 ? 0 : next);
  save();
  const said = "Imported " + whole.format(changes.length) + " of " + whole.format(found.length) + " decisions.";
  byId("last").textContent = said;
  speakLine(said);
  return "";
}

async function importFiles(files) {
  for (const file of files) {
    const problem = importText(await file.text());
    if (problem) {
      const said = "Nothing was imported of this file: " + problem + ".";
      byId("last").replaceChildren();
      put(byId("last"), said);
      speak(said);
    }
  }
}

function rename(name) {
  if (!name || name === reviewer) return;
  const nameless = NAMELESS.test(reviewer);
  const own = [...decisions];
  if (nameless) forget(STORE + "/" + reviewer);
  if (nameless && !kept(name)) {
    reviewer = name; // Whoever only now says the name goes on, and can take back as before.
  } else {
    take(name);
    const newer = own.filter(([item, each]) => {
      const mine = decisions.get(item);
      return nameless && (!mine || Date.parse(each.at) > Date.parse(mine.at));
    });
    if (newer.length) change(newer);
  }
  save();
  show();
  speakLine("You are " + name + ".");
}

function askName() {
  byId("name").value = NAMELESS.test(reviewer) ? "" : reviewer;
  byId("naming").showModal();
  byId("name").focus();
}

function nameGiven() {
  const name = byId("name").value.replace(new RegExp(UNSEEN.source, "gu"), " ").trim();
  byId("naming").close();
  rename(name);
}

const ACTIONS = {
  next: () => move(1),
  previous: () => move(-1),
  undo: takeBack,
  filter,
  unfold,
  export: exportFile,
  import: () => byId("file").click(),
  name: askName,
  help: () => byId("help").showModal(),
};

const KEYS = {
  b: () => decide("benign"),
  m: () => decide("malicious"),
  u: () => decide("unsure"),
  j: ACTIONS.next,
  ArrowRight: ACTIONS.next,
  ArrowDown: ACTIONS.next,
  k: ACTIONS.previous,
  ArrowLeft: ACTIONS.previous,
  ArrowUp: ACTIONS.previous,
  Home: () => { goTo(0); save(); speakLine(""); },
  End: () => { goTo(items.length - 1); save(); speakLine(""); },
  z: takeBack,
  f: filter,
  l: unfold,
  v: showVerdict,
  n: askName,
  e: exportFile,
  i: ACTIONS.import,
  "?": ACTIONS.help,
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) {
    if (event.key === "Enter" && event.target === byId("name")) {
      event.preventDefault();
      nameGiven();
    } else if (event.key === "?" && byId("help").open) {
      event.preventDefault();
      byId("help").close();
    }
    return;
  }
  if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = Object.hasOwn(KEYS, key) ? KEYS[key] : null;
  // A key that is held down must not decide line after line.
  if (!action || (event.repeat && "bmuzevnif?".includes(key))) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.say) decide(button.dataset.say);
  else if (button.dataset.do) ACTIONS[button.dataset.do]();
  else if (button.id === "show") showVerdict();
  else if (button.id === "name-ok") nameGiven();
  else if ("close" in button.dataset) button.closest("dialog").close();
});

byId("file").addEventListener("change", () => {
  const files = [...byId("file").files];
  byId("file").value = "";
  importFiles(files);
});

window.addEventListener("beforeunload", (event) => {
  if (!keeps && !exported && decisions.size) event.preventDefault();
});

take(stored(STORE) || newName());
byId("about").textContent = "Sample " + data.sample + ": " + whole.format(items.length) + " lines of " + whole.format(data.population)
  + " in " + whole.format(data.strata) + (data.strata === 1 ? " stratum" : " strata") + ". Nothing leaves this page but what you export.";
show();
save();
