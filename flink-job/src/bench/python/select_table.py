#!/usr/bin/env python3
"""The table of docs/concepts/label-value.md out of the rows of `longtail bench-select`.

    select_table.py ROWS.tsv ...

AUC is the mean over folds of the means over seeds. The intervals of `both` less `anomaly` and less
`random` draw the folds with replacement, 2,000 times, and take the middle 95 %.
"""
import collections
import csv
import random
import sys

DRAWS = 2_000
WAYS = ("random", "anomaly", "value", "both")


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def rows(path):
    with open(path, encoding="utf-8") as lines:
        for row in csv.reader(lines, delimiter="\t"):
            if row[0] != "base":
                yield row


def differences(of, control):
    return [of["both"][fold] - of[control][fold] for fold in of["both"]]


def shown(values):
    draw = random.Random(1)
    means = sorted(mean(draw.choices(values, k=len(values))) for _ in range(DRAWS))
    low, high = means[int(0.025 * DRAWS)], means[int(0.975 * DRAWS) - 1]
    return f"{mean(values):+.3f} ({low:+.3f} to {high:+.3f})"


def table(path, population):
    aucs = collections.defaultdict(lambda: collections.defaultdict(list))  # (budget, way), fold
    counts = collections.defaultdict(lambda: ([], []))  # (budget, way): asked, new rows
    seeds = set()
    for row in rows(path):
        base, fold, way, budget, seed, asked, _, _, added = row[:9]
        seeds.add(seed)
        of = dict(cell.split("=") for cell in row[9:])
        key = (int(budget), way)
        aucs[key][fold].append(float(of[population]))
        counts[key][0].append(int(asked))
        counts[key][1].append(int(added))
    per_fold = {key: {fold: mean(of) for fold, of in folds.items()} for key, folds in aucs.items()}
    alone = mean(per_fold[0, "base"].values())
    print(f"\n{base}, {population}: {len(per_fold[0, 'base'])} folds, {len(seeds)} seeds;"
          f" without new rows {alone:.3f}")
    print("| commands a day | new rows |", " | ".join(WAYS),
          "| both less anomaly | folds won | asked | both less random |")
    for budget in sorted({budget for budget, _ in per_fold} - {0}):
        of = {way: per_fold[budget, way] for way in WAYS}
        less = differences(of, "anomaly")
        asked = ", ".join(f"{mean(counts[budget, way][0]):,.0f}" for way in WAYS[1:])
        print(f"| {budget} | {mean(counts[budget, 'both'][1]):,.0f} |",
              " | ".join(f"{mean(of[way].values()):.3f}" for way in WAYS),
              f"| {shown(less)} | {sum(d > 0 for d in less)} of {len(less)} | {asked}"
              f" | {shown(differences(of, 'random'))} |")


for name in sys.argv[1:]:
    for tested in ("all", "mined"):
        table(name, tested)
