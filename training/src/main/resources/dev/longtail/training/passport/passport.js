'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const byId = (id) => document.getElementById(id);
  const STEP = 50;
  let tab = 'items';
  let shown = STEP;

  const number = (n) => n.toLocaleString('en-US');
  const counted = (n, one, more) => number(n) + ' ' + (n === 1 ? one : more);
  const score = (value) => (value === null ? null : value.toFixed(3));

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  /** Characters that nobody sees are shown as their escapes. */
  function visible(text) {
    return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
      (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  }

  const totals = data.totals;
  byId('summary').textContent =
    counted(data.items.length, 'family gets', 'families get') + ' exceptions, ' + number(data.refused.length) + ' refused. The exceptions hide ' +
    number(totals.covered_events) + ' of ' + counted(totals.events, 'event', 'events') + ' and hold to ' + totals.expires + '.';
  byId('tried').textContent =
    'Data to ' + totals.last_day + '. Tried on ' + counted(totals.attacks, 'known attack', 'known attacks') + ' in ' + counted(totals.writings, 'writing', 'writings') +
    ', and on ' + counted(totals.grafts, 'benign line', 'benign lines') + ' that an attack was put on: none of these is hidden. Sources: ' +
    Object.entries(totals.attack_sources).map(([source, n]) => source + ' (' + number(n) + ')').join(', ') + '.';
  byId('count-items').textContent = number(data.items.length);
  byId('count-refused').textContent = number(data.refused.length);

  function options(select, values, all) {
    select.replaceChildren(new Option(all, ''));
    values.forEach(([value, label]) => select.append(new Option(label, value)));
  }
  const systems = new Set([...data.items.map((i) => i.entry.scope.os), ...data.refused.map((r) => r.os)]);
  options(byId('os'), [...systems].sort().map((os) => [os || '?', os || 'unknown']), 'all');
  options(byId('reason'), Object.entries(data.refused_by).map(([r, n]) => [r, r + ' (' + number(n) + ')']), 'all');

  const text = (values) => values.flat(2).filter((v) => v !== null && v !== undefined).join('\n').toLowerCase();
  data.items.forEach((i) => {
    const e = i.entry;
    i.text = text([e.template, e.judged_lines, e.elastic_lines, e.scope.hosts, e.scope.users, e.scope.images, e.scope.parents, e.judges, e.judge_said, e.exemplars, e.sigma_file, e.id]);
  });
  data.refused.forEach((r) => {
    r.text = text([r.template, r.lines, r.reason, r.why, r.attack ? [r.attack.source, r.attack.id, r.attack.line] : []]);
  });

  const ORDERS = {
    events: (a, b) => b.entry.events - a.entry.events,
    before: (a, b) => (b.entry.score_before ?? -1) - (a.entry.score_before ?? -1),
    drop: (a, b) => fall(b.entry) - fall(a.entry),
    open: (a, b) => b.entry.open_places - a.entry.open_places,
    template: (a, b) => (a.entry.template < b.entry.template ? -1 : 1),
  };
  function fall(entry) {
    return entry.score_before === null || entry.score_after === null ? -2 : entry.score_before - entry.score_after;
  }

  function fact(to, value, label, className) {
    const made = element('span', null, className);
    made.append(element('b', value), ' ' + label);
    to.append(made);
  }

  function pair(to, term, value) {
    if (value) to.append(element('dt', term), element('dd', visible(value)));
  }

  function list(to, title, lines, more) {
    if (!lines.length) return;
    to.append(element('h3', title));
    const made = element('ul');
    lines.forEach((line) => {
      const li = element('li');
      li.append(element('code', visible(line)));
      made.append(li);
    });
    if (more) made.append(element('li', more, 'soft'));
    to.append(made);
  }

  function source(to, title, content, copied) {
    const head = element('h3', title);
    const button = element('button', 'Copy');
    button.type = 'button';
    button.addEventListener('click', () => {
      const done = () => { button.textContent = 'Copied'; };
      const select = () => { getSelection().selectAllChildren(pre); button.textContent = 'Selected'; };
      if (navigator.clipboard) navigator.clipboard.writeText(copied).then(done, select);
      else select();
    });
    head.append(button);
    const pre = element('pre', content);
    pre.tabIndex = 0;
    to.append(head, pre);
  }

  function itemBody(item) {
    const e = item.entry;
    const body = element('div', null, 'body');
    const facts = element('dl');
    const some = (values, all) => (values.length ? values.join(', ') : all);
    pair(facts, 'Why', 'called benign by ' + e.judges.join('; ') + (e.judge_said ? ': ' + e.judge_said : ''));
    pair(facts, 'Review', e.review.join('; '));
    pair(facts, 'Seen', counted(e.events, 'event', 'events') + ' on ' + counted(e.days, 'day', 'days') + ', ' + e.first_day + ' to ' + e.last_day);
    pair(facts, 'Hosts', some(e.scope.hosts, 'all; it ran on ' + number(e.hosts)));
    pair(facts, 'Users', some(e.scope.users, 'all'));
    pair(facts, 'Image', some(e.scope.images, 'any'));
    pair(facts, 'Parent', some(e.scope.parents, 'any'));
    pair(facts, 'Open places', e.open_places === 0 ? 'none: only judged values' : e.open_places + ': other values than those a judge saw may stand there');
    if (e.foreign_lines) pair(facts, 'Also matches', counted(e.foreign_lines, 'line', 'lines') + ' of other templates');
    if (e.similar_lines) pair(facts, 'Not covered', counted(e.similar_lines, 'near-duplicate', 'near-duplicates') + ' of another template');
    pair(facts, 'Holds to', e.expires);
    pair(facts, 'Exemplars', e.exemplars.join(', '));
    body.append(facts);
    list(body, 'Lines that a judge called benign', e.judged_lines);
    list(body, 'Patterns', e.patterns);
    source(body, 'Sigma: ' + e.sigma_file, item.sigma, item.sigma);
    source(body, 'Elastic: ' + counted(e.elastic_lines.length, 'line', 'lines') + (e.unnamed_lines ? ', ' + number(e.unnamed_lines) + ' more have no room' : ''),
      JSON.stringify(JSON.parse(item.elastic), null, 2), item.elastic);
    return body;
  }

  function refusedBody(r) {
    const body = element('div', null, 'body');
    const facts = element('dl');
    pair(facts, 'Why', r.why);
    if (r.attack) {
      pair(facts, 'Attack', r.attack.line);
      pair(facts, 'Known from', r.attack.source + ', ' + r.attack.id);
    }
    body.append(facts);
    list(body, 'Lines that a judge called benign', r.lines);
    return body;
  }

  function card(template, fill, makeBody) {
    const article = element('article');
    const details = element('details');
    const summary = element('summary');
    summary.append(element('code', visible(template)));
    const facts = element('div', null, 'facts');
    fill(facts);
    summary.append(facts);
    details.append(summary);
    details.addEventListener('toggle', () => {
      if (details.open && details.children.length === 1) details.append(makeBody());
    });
    article.append(details);
    return article;
  }

  function itemCard(item) {
    const e = item.entry;
    return card(e.template, (facts) => {
      fact(facts, number(e.events), e.events === 1 ? 'event' : 'events');
      fact(facts, number(e.days), e.days === 1 ? 'day' : 'days');
      fact(facts, number(e.hosts), (e.hosts === 1 ? 'host' : 'hosts') + (e.scope.hosts.length ? ', only there' : ''));
      if (e.scope.os) fact(facts, e.scope.os, '');
      if (e.score_before !== null) fact(facts, score(e.score_before) + (e.score_after === null ? '' : ' → ' + score(e.score_after)), 'score');
      if (e.open_places) fact(facts, e.open_places, e.open_places === 1 ? 'open place' : 'open places', 'open');
      fact(facts, e.expires, 'expires');
    }, () => itemBody(item));
  }

  function refusedCard(r) {
    return card(r.template, (facts) => {
      fact(facts, r.reason, '', 'bad');
      if (r.os) fact(facts, r.os, '');
    }, () => refusedBody(r));
  }

  function draw() {
    const words = byId('query').value.toLowerCase().split(/\s+/).filter(Boolean);
    const os = byId('os').value;
    const reason = byId('reason').value;
    const fits = (entry, itsOs) => words.every((w) => entry.text.includes(w)) && (!os || os === (itsOs || '?'));
    const found = tab === 'items'
      ? data.items.filter((i) => fits(i, i.entry.scope.os)).sort(ORDERS[byId('order').value])
      : data.refused.filter((r) => fits(r, r.os) && (!reason || r.reason === reason));
    const cards = found.slice(0, shown).map(tab === 'items' ? itemCard : refusedCard);
    byId('list').replaceChildren(...cards);
    byId('found').textContent = counted(found.length, 'family', 'families') + (found.length > shown ? ', the first ' + shown + ' are shown' : '');
    byId('more').hidden = found.length <= shown;
  }

  function fresh() { shown = STEP; draw(); }
  function show(which) {
    tab = which;
    byId('tab-items').setAttribute('aria-pressed', String(which === 'items'));
    byId('tab-refused').setAttribute('aria-pressed', String(which === 'refused'));
    byId('reason-label').hidden = which === 'items';
    byId('order-label').hidden = which !== 'items';
    fresh();
  }
  byId('tab-items').addEventListener('click', () => show('items'));
  byId('tab-refused').addEventListener('click', () => show('refused'));
  ['query', 'os', 'reason', 'order'].forEach((id) => byId(id).addEventListener('input', fresh));
  document.querySelector('form').addEventListener('submit', (e) => e.preventDefault());
  byId('more').addEventListener('click', () => { shown += STEP; draw(); });
  document.addEventListener('keydown', (e) => {
    if (e.key === '/' && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      e.preventDefault();
      byId('query').focus();
    }
  });
  show('items');
})();
