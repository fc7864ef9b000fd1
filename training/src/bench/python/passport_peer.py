"""Reads what `longtail passport` wrote with PyYAML and Python's regular expressions, and tries it.

python3 passport_peer.py PASSPORT TELEMETRY_FOLDER ATTACKS...

An evaluator that shares nothing with Longtail's. Prints what the Sigma filters and Elastic's items
hide of the events, and of the attacks wherever they run; ends with 1 if an attack is hidden, or if a
filter does not match its own lines.
"""

import glob
import gzip
import json
import re
import sys
from collections import Counter, defaultdict

import yaml


def records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def main(folder, telemetry, attack_files):
    filters = []
    for path in sorted(glob.glob(folder + "/sigma/*.yml")):
        rule = yaml.safe_load(open(path, encoding="utf-8"))
        body = rule["filter"]
        assert body["condition"] == "not selection" and set(body) == {"rules", "selection", "condition"}, path
        assert rule["logsource"]["category"] == "process_creation" and len(rule["title"]) <= 256, path
        fields = dict(body["selection"])
        regexes = [re.compile(text) for text in fields.pop("CommandLine|re")]
        hosts = {host.lower() for host in fields.pop("ComputerName", [])}
        users = {user.replace("\\\\", "\\").lower() for user in fields.pop("User", [])}
        assert not fields, (path, fields)
        filters.append((rule["id"], rule["logsource"].get("product", ""), regexes, hosts, users))
    items = defaultdict(list)
    for line in open(folder + "/elastic/exceptions.ndjson", encoding="utf-8").read().splitlines()[1:]:
        item = json.loads(line)
        entries = {e["field"]: {e["value"]} if e["type"] == "match" else set(e["value"]) for e in item["entries"]}
        for command in entries.pop("process.command_line"):
            items[command].append((item["item_id"], entries))

    matching = {}

    def sigma(line):
        if line not in matching:
            matching[line] = [f for f in filters if any(r.search(line) for r in f[2])]
        return matching[line]

    failures = 0
    for entry in json.load(open(folder + "/passport.json", encoding="utf-8"))["entries"]:
        for line in entry["judged_lines"]:
            failures += all(f[0] != entry["id"] for f in sigma(line))
    print("filters", len(filters), "of which miss a line of their own:", failures)
    for path in attack_files:
        lines = {r["cmd"] for r in records(path) if r["label"] == "malicious"}
        hidden = sum(bool(sigma(line)) or line in items for line in lines)
        failures += hidden
        print("attacks of", path.rsplit("/", 1)[-1], len(lines), "hidden:", hidden)
    events = Counter()
    for path in sorted(glob.glob(telemetry + "/*")):
        for event in records(path):
            line = event["command_line"]
            events["all"] += 1
            events["sigma"] += any(
                (not product or product == event["os"])
                and (not hosts or event["host"].lower() in hosts)
                and (not users or event["user"].lower() in users)
                for _, product, _, hosts, users in sigma(line))
            events["elastic"] += any(
                event["os"] in entries.get("host.os.type", {event["os"]})
                and event["host"] in entries.get("host.name", {event["host"]})
                and event["user"] in entries.get("user.name", {event["user"]})
                for _, entries in items.get(line, []))
    print("events", dict(events))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
