#!/usr/bin/env python3
"""Times scikit-learn's isolation forest on the rows' shape of ForestBenchmark, one thread.

100 trees of 256 rows, 10,000 dense rows of 100 columns. Needs numpy and scikit-learn; run it with
OMP_NUM_THREADS=1 right before or after ForestBenchmark and compare only within such a pair.
"""
import time

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest

ROWS, COLUMNS, REPEATS = 10_000, 100, 7


def best(action):
    """Seconds of the fastest repetition, and what the last one returned."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - start)
    return min(seconds), sorted(seconds)[len(seconds) // 2], result


def main():
    rows = np.random.default_rng(1).standard_normal((ROWS, COLUMNS)).astype(np.float32)
    unfitted = lambda: IsolationForest(n_estimators=100, max_samples=256, n_jobs=1, random_state=1)
    fit_best, fit_median, forest = best(lambda: unfitted().fit(rows))
    score_best, score_median, _ = best(lambda: forest.score_samples(rows))
    print(f"scikit-learn {sklearn.__version__}, {ROWS} rows of {COLUMNS}, best and median of {REPEATS}")
    print(f"fit             {fit_best * 1e3:8.1f} {fit_median * 1e3:8.1f} ms")
    print(f"score_samples   {score_best * 1e6 / ROWS:8.2f} {score_median * 1e6 / ROWS:8.2f} us/row")


if __name__ == "__main__":
    main()
