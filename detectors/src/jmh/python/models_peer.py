"""scikit-learn's k-means and PCA on the shape of KMeansBenchmark and PcaBenchmark.

One thread:  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 models_peer.py
"""

import time

import numpy
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

random = numpy.random.RandomState(1)
centres = random.randn(20, 384)
rows = (random.randn(100_000, 384) + centres[random.randint(20, size=100_000)]).astype("float32")


def timed(name, work):
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    print(f"{name}: {best:.2f} s")
    return result


kmeans = timed("k-means fit, 20 centroids, 1 start", lambda: KMeans(20, n_init=1, random_state=1).fit(rows))
timed("k-means distances of 100,000 rows", lambda: kmeans.transform(rows).min(axis=1))
pca = timed("PCA fit, 80 % of variance", lambda: PCA(0.8).fit(rows))
timed(
    "PCA errors of 100,000 rows",
    lambda: ((rows - pca.inverse_transform(pca.transform(rows))) ** 2).sum(axis=1),
)
