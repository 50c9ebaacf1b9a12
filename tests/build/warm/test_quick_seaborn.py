"""seaborn without scipy at first draws what it draws with it."""

from __future__ import annotations

import subprocess
import sys

DRAWN = """
import matplotlib
matplotlib.use("agg")
import seaborn as sns
axes = sns.kdeplot(x=[1.0, 2.0, 2.5, 4.0])
print(axes.lines[0].get_ydata().tolist())
grid = sns.clustermap([[1.0, 2.0], [3.0, 1.0], [3.5, 0.5]])
print(grid.dendrogram_row.linkage.tolist(), grid.data2d.to_numpy().tolist())
import scipy.stats
from scipy.cluster import hierarchy
print(scipy.stats.norm.cdf(1.0), hierarchy.linkage.__module__, sns.matrix._no_scipy)
"""


def printed(before: str) -> str:
    done = subprocess.run([sys.executable, "-c", before + DRAWN], capture_output=True, text=True,
                          check=True)  # fmt: skip
    return done.stdout


def test_density_and_clusters_are_the_same() -> None:
    quick = "import sys, tradegap.build.quick_seaborn; assert 'scipy.stats' not in sys.modules\n"
    assert printed(quick) == printed("import seaborn\n")


def test_after_scipy_there_is_nothing_to_put_off() -> None:
    before = "import scipy.stats, tradegap.build.quick_seaborn, seaborn._statistics as s\n"
    before += "assert s.gaussian_kde is scipy.stats.gaussian_kde\n"
    assert printed(before) == printed("import seaborn\n")
