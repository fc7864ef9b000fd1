#!/usr/bin/env python3
"""The full scale's whole day as a data scientist writes it with scikit-learn.

    python3 day_peer.py DIR [--lines N] [--top K] [--jobs J]

Reads JSON Lines from the files of DIR, keeps each command line once, computes expert features,
TF-IDF and one-hot tokens (1,024 each, digits folded), fits an isolation forest of 100 trees of 256
rows, scores all lines and takes the top K. Prints CPU seconds of each step, children included, and
of the whole process. Needs numpy, scipy and scikit-learn; OMP_NUM_THREADS=1 for one thread.

Run it on the lines of `longtail bench --lines 600000 --work-dir W`: DIR is W/600000-lines/input.
"""
import argparse
import json
import math
import pathlib
import re
import resource
import sys
from collections import Counter

import numpy as np
import scipy.sparse as sparse
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

MARKERS = (
    "echo", "replace", "#", " -e ", " -ec ", " -enc ", " -encodedcommand ", "frombase64string(", '""',
    "set", "&&", "for %", ";;", "http", "www.", ".com", "html", "tcp", "udp", "lsass", "samsrv",
    "hklm\\sam", "winlogon", "netlogon", "kerberos.dll", "dump", ".bin", "ntds",
)
OPERATORS = "%*^`/+-=>"
ENCODED = re.compile(r"[A-Za-z0-9+/]{40,}={0,2}")
PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.$ -]+)+")
HOST = re.compile(r"\b(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[\w-]+\.)+[a-z]{2,})\b")
TOKEN = re.compile(r"\w+|[^\w\s]+")
DIGIT = re.compile(r"\d")
VOCABULARY = 1024
FITTED = 20_000


def cpu():
    """User and system seconds of this process and its children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def read(folder, most):
    """Each command line once, in the order of the files."""
    lines = {}
    for file in sorted(pathlib.Path(folder).iterdir()):
        with open(file, encoding="utf-8") as records:
            for record in records:
                lines[json.loads(record)["command_line"]] = None
    return list(lines)[-most:] if most else list(lines)


def expert(line):
    """Length, entropy, shares, markers, three tests, and the counts of 128 characters."""
    counts = Counter(line)
    length = max(1, len(line))
    entropy = -sum(n / length * math.log2(n / length) for n in counts.values())
    folded = line.lower()
    row = np.zeros(138 + len(MARKERS), dtype=np.float32)
    row[0] = len(line)
    row[1] = entropy
    row[2] = sum(counts[c] for c in OPERATORS) / length
    row[3] = sum(map(str.isupper, line)) / length
    row[4] = sum(map(str.islower, line)) / length
    row[5] = ENCODED.search(line) is not None
    row[6] = sum(1 for _ in PATH.finditer(line))
    row[7] = sum(1 for _ in HOST.finditer(line))
    for c, n in counts.items():
        if ord(c) < 128:
            row[10 + ord(c)] = n
    for i, marker in enumerate(MARKERS):
        row[138 + i] = folded.count(marker)
    return row


def tokens(line):
    return [DIGIT.sub("*", token) for token in TOKEN.findall(line)]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", metavar="DIR")
    arguments.add_argument("--lines", type=int, default=0, help="take the last N unique lines alone")
    arguments.add_argument("--top", type=int, default=300)
    arguments.add_argument("--jobs", type=int, default=1, help="processes of the forest")
    wanted = arguments.parse_args()

    steps = []

    def step(name, work):
        begun = cpu()
        result = work()
        steps.append((name, cpu() - begun))
        return result

    lines = step("read, parse, unique", lambda: read(wanted.folder, wanted.lines))
    dense = step("expert features", lambda: sparse.csr_matrix(np.stack([expert(line) for line in lines])))
    vectorizer = CountVectorizer(tokenizer=tokens, token_pattern=None, lowercase=False, max_features=VOCABULARY)
    step("vocabulary", lambda: vectorizer.fit(lines[:FITTED]))
    counts = step("token counts", lambda: vectorizer.transform(lines))
    weights = step("tf-idf", lambda: TfidfTransformer().fit(counts[:FITTED]).transform(counts))
    rows = step(
        "one table",
        lambda: sparse.hstack([dense, weights, (counts > 0).astype(np.float32)], format="csr", dtype=np.float32),
    )
    forest = IsolationForest(n_estimators=100, max_samples=256, n_jobs=wanted.jobs, random_state=1)
    step("fit", lambda: forest.fit(rows[:FITTED]))
    scores = step("score", lambda: forest.score_samples(rows))
    best = step("top", lambda: np.argsort(scores)[: wanted.top])
    print(f"scikit-learn {sklearn.__version__}, {len(lines):,} unique lines, {rows.shape[1]:,} columns, top {len(best)}")
    for name, seconds in steps:
        print(f"{name:22} {seconds:8.1f} CPU s {1e6 * seconds / len(lines):8.1f} us/line")
    print(f"{'whole process':22} {cpu():8.1f} CPU s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':22} {peak:8.0f} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
