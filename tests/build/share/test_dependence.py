"""Which cells can depend on which parameters: by name, through names, by text, or by anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tradegap.build.chapters import declared_parameters
from tradegap.build.share.dependence import Verdict, verdicts

P = {"p", "q"}
NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def verdict(source: str, *before: str) -> Verdict:
    """Return the verdict on a cell after others, all after the parameters."""
    return verdicts([*before, source], P)[-1]


def reads(*cells: str, at: int | None = None) -> list[str]:
    return ["".join(sorted(one.reads)) for one in verdicts(cells, P, at)]


def test_everything_after_the_first_cell_that_reads_a_parameter_depends_on_it() -> None:
    assert reads("x = 1", "y = p", "z = 2", "w = q", "v = 3") == ["", "p", "p", "pq", "pq"]
    found = verdicts(["x = 1", "y = p", "z = 2"], P)
    assert found[1].why == "reads `p` (line 1)"
    assert found[2].why == "runs after code cell 2, which depends on `p`"
    assert [sorted(one.direct) for one in found] == [[], ["p"], []]


def test_how_a_parameter_gets_on_through_names_is_told() -> None:
    cells = ["scale = p", "table = [1]", "table.append(scale)", "total = sum(table)"]
    found = verdicts(cells, P)
    assert found[2].why == "uses `scale`, which code cell 1 made from `p`"
    assert found[3].why == "uses `table`, which code cell 3 may have changed by `p`"
    assert found[3].direct == {"p"}
    aliased = verdicts(["a = []\nb = a", "b.append(p)", "print(a)"], P)
    assert aliased[2].why == "uses `a`, which may share what code cell 2 changed by `p`"
    assert verdict("f()", "def f(): return p").why == "uses `f`, which code cell 1 made from `p`"
    assert verdict("print(p, q)\nprint(p)").why == "reads `p` and `q` (line 1)"
    assert verdict("p = 3").why == "assigns `p` (line 1)"


def test_before_the_values_are_assigned_a_parameter_has_its_default() -> None:
    assert reads("p = 1\nq = p + 1", "x = 1", "print(q)", at=0) == ["", "", "q"]
    assert reads("import os", "p = 1", "x = p", at=1) == ["", "", "p"]
    later = verdicts(["def f(): return p", "p = 1", "x = 1"], P, 1)
    assert [sorted(one.reads) for one in later] == [[], [], ["p"]]
    assert later[2].why == "runs after code cell 1, which holds code that may read `p` later"
    assert reads("g = (p for _ in '1')", "p = 1", "x = 1", at=1) == ["", "", "p"]
    assert reads("f = lambda t: t.query('x > @p')", "p = 1", "x = 1", at=1) == ["", "", "p"]
    assert reads("column = 1", "p = 'q'", "x = 1", at=1) == ["", "", ""]


def test_a_text_that_names_a_parameter_may_read_it() -> None:
    assert verdict("t.query('x > @p')", "t = 1").why == "has `p` in a text (line 1)"
    assert verdict("ols('y ~ x + q', t)", "t = ols = 1").reads == {"q"}
    assert verdict("t['p'] + 1", "t = {}").reads == set()
    assert verdict("'''About p.'''\nx = 'people'").reads == set()
    assert verdict("t.query(x)", "t = x = 1").unclear is not None
    assert verdict("t.query('a > 1')", "t = 1").unclear is None


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("%run other.ipynb", "has the magic %run (line 1)"),
        ("%%time\nx = 1", "has the magic %%time (line 1)"),
        ("x = 1\n!ls", "runs a shell command (line 2)"),
        ("x = !ls", "runs a shell command (line 1)"),
        ("int?", "has the magic %pinfo (line 1)"),
        ("%matplotlib widget", "has the magic %matplotlib (line 1)"),
        ("%matplotlib $p", "has the magic %matplotlib (line 1)"),
        ("%config InlineBackend.rc = {'figure.dpi': 1}", "has the magic %config (line 1)"),
        ("%config Application.log_level = 1", "has the magic %config (line 1)"),
        ("x = (", "is no valid Python"),
        ("x = 1\0", "is no valid Python"),
        ("x = " + "-" * 100_000 + "1", "is too deep to be read"),
        ("from os import *", "imports everything from os (line 1)"),
        ("globals()['p']", "uses globals() (line 1)"),
        ("f = locals", "uses locals() (line 1)"),
        ("vars()", "uses vars() of everything (line 1)"),
        ("dir()", "uses dir() of everything (line 1)"),
        ("eval('1')", "uses eval() (line 1)"),
        ("exec('1')", "uses exec() (line 1)"),
        ("compile('1', '', 'exec')", "uses compile() (line 1)"),
        ("__import__('os')", "uses __import__() (line 1)"),
        ("input()", "uses input() (line 1)"),
        ("x = In", "uses IPython's history, In (line 1)"),
        ("print(_)", "uses IPython's history, _ (line 1)"),
        ("print(_12, 1)", "uses IPython's history, _12 (line 1)"),
        ("print(_i3)", "uses IPython's history, _i3 (line 1)"),
        ("Out[3]", "uses IPython's history, Out (line 1)"),
        ("get_ipython().user_ns", "uses the attribute user_ns (line 1)"),
        ("shell = get_ipython()", "uses get_ipython() (line 1)"),
        ("__builtins__", "uses __builtins__ (line 1)"),
        ("getattr(int, 'r' + 'eal')", "uses getattr with a name that is worked out (line 1)"),
        ("list(map(getattr, [], []))", "uses getattr with a name that is worked out (line 1)"),
        ("getattr(print, '__self__')", "uses getattr with a name that is worked out (line 1)"),
        ("import os\ngetattr(os, 'system')", "hands the module os around (line 2)"),
        ("import inspect as i\ni.stack()", "uses i.stack, of the module inspect (line 2)"),
        ("from sys import _getframe as g\ng()", "uses g (line 2)"),
        ("import sys as s\ns.modules", "uses s.modules (line 2)"),
        ("import gc\ngc.collect()", "uses gc.collect, of the module gc (line 2)"),
        ("import importlib\nimportlib.import_module(str(1))",
         "imports a module by a name that is worked out (line 2)"),
        ("from __main__ import x", "imports from __main__ (line 1)"),
        ("import pickle\npickle.loads(b'')", "uses pickle.loads, of the module pickle (line 2)"),
        ("import pandas as pd\npd.read_pickle('x')", "uses pd.read_pickle (line 2)"),
        ("import os\nos.system('ls')", "uses os.system (line 2)"),
        ("from subprocess import run\nrun('ls')", "uses run, of the module subprocess (line 2)"),
        ("from threading import Thread\nThread()", "uses Thread, of the module threading (line 2)"),
        ("from concurrent.futures import ThreadPoolExecutor as T\nT()",
         "uses T, of the module concurrent (line 2)"),
        ("await x", "waits for something asynchronous (line 1)"),
        ("print(nowhere)", "uses `nowhere`, which no cell binds (line 1)"),
        ("def f(): return nowhere", "uses `nowhere`, which no cell binds (line 1)"),
        ("f = print.__globals__", "uses the attribute __globals__ (line 1)"),
        ("display(1, display_id='x')", "changes an output that was shown before (line 1)"),
        ("x = '__main__'", "names __main__ (line 1)"),
        ("import pandas as pd\npd.eval('x')", "uses pd.eval (line 2)"),
    ],
)  # fmt: skip
def test_a_cell_that_could_see_anything_depends_on_everything(source: str, why: str) -> None:
    found = verdicts([source, "x = 1"], P)
    assert (found[0].reads, found[0].shareable) == (P, False)
    assert found[0].why == why
    assert found[1].reads == P
    assert found[1].why == f"runs after code cell 1, which {found[0].why}"


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline", "%config InlineBackend.figure_format = 'retina'",
        "%config InlineBackend.figure_formats = ['svg']\n%matplotlib inline\nimport os",
        "import os, sys, threading\nsys.path.append('..')\nprint(os.environ.get('HOME'))",
        "if __name__ == '__main__':\n    print(1)", "display([1])", "dir(int)", "hasattr(1, 'x')",
        "getattr(1, 'real')", "for _ in range(3): pass", "[_ for _ in range(3)]",
        "class A:\n    x = 1\n    y = x\n    def __init__(self): super().__init__()",
        "from IPython.display import Markdown, display\ndisplay(Markdown('x'))", "print(later)",
        "import importlib\nimportlib.import_module('json')",
        "def f(x): return x", "x: int = 1", "print(1);",
    ],
)  # fmt: skip
def test_an_ordinary_cell_is_clear(source: str) -> None:
    found = verdicts([source, "later = 1"], P)[0]
    assert (found.reads, found.unclear, found.random) == (set(), None, None)
    assert found.why == "depends on no parameter"


NP = "import numpy as np\n"
SNS = "import seaborn as sns\n"


@pytest.mark.parametrize(
    "source",
    [
        "import random\nrandom.random()", "import random as r\nr.seed(1)",
        "import random\nrandom.Random()",
        "from random import choice\nchoice([1])", NP + "np.random.rand(3)",
        NP + "np.random.seed(1)",
        "from numpy import random\nrandom.rand()", "import numpy.random\nnumpy.random.normal()",
        "from numpy.random import default_rng\ndefault_rng()", NP + "np.random.default_rng(None)",
        NP + "np.random.default_rng(p)", NP + "s = 1\ns = None\nnp.random.default_rng(s)",
        NP + "draw = np.random", "from numpy.random import rand as q2\nprint(q2)",
        SNS + "sns.barplot([1])", SNS + "sns.lineplot(x=[1], y=[2], seed=None)",
        SNS + "sns.stripplot([1], seed=1)", SNS + "sns.catplot(x=[1])",
        SNS + "sns.catplot(x=[1], seed=1)",
        SNS + "sns.regplot(x=[1], y=[2], seed=1, x_jitter=1)", SNS + "sns.barplot(**{'seed': 1})",
        SNS + "sns.relplot(x=[1], kind='line')", SNS + "sns.pairplot(1, kind='reg')",
        SNS + "list(map(sns.barplot, []))", SNS + "sns.barplot([1], errorbar=('ci', 95))",
        "import seaborn.objects as so\nso.Est()", "x.sample(3)", "x.sample(3, random_state=None)",
        "f = x.sample", "from scipy import stats\nstats.norm.rvs()",
        "from scipy import stats as t\nt.bootstrap(1)",
        "from sklearn.model_selection import train_test_split as split\nsplit(x)",
        "from sklearn.cluster import KMeans\nKMeans(3)", "import uuid\nuuid.uuid4()",
        "import os\nos.urandom(3)", "import networkx as nx\nnx.spring_layout(1)",
    ],
)  # fmt: skip
def test_a_cell_that_draws_at_random_is_never_shared(source: str) -> None:
    found = verdicts(["x = 1", source], P)[1]
    assert found.random is not None
    assert not found.shareable


@pytest.mark.parametrize(
    "source",
    [
        NP + "np.random.default_rng(7).normal()", NP + "np.random.default_rng(SEED)",
        NP + "np.random.Generator(np.random.PCG64(1))", NP + "np.random.RandomState(seed=3)",
        NP + "np.random.default_rng(np.random.SeedSequence([1, 2]))",
        "import random\nrandom.Random(4)",
        SNS + "sns.barplot([1], seed=1)", SNS + "sns.barplot([1], errorbar=None)",
        SNS + "sns.lineplot([1], errorbar=('sd', 1))", SNS + "sns.regplot(x=[1], y=[1], ci=None)",
        SNS + "sns.scatterplot(x=[1])", SNS + "sns.relplot(x=[1])", SNS + "sns.catplot(kind='box')",
        SNS + "sns.stripplot([1], jitter=False)", SNS + "sns.catplot(kind='bar', seed=2)",
        SNS + "sns.pairplot(1)", "x.sample(3, random_state=1)", "import random",
        "from scipy import stats\nstats.norm.rvs(random_state=1)",
        "from sklearn.cluster import KMeans\nKMeans(3, random_state=0)",
    ],
)  # fmt: skip
def test_a_cell_with_a_fixed_seed_of_its_own_may_be_shared(source: str) -> None:
    found = verdicts(["SEED = 11\nx = 1", source], P)[1]
    assert (found.random, found.unclear) == (None, None)


def test_an_unclear_cell_before_the_parameters_leaves_nothing_to_share() -> None:
    found = verdicts(["!date", "p = 1", "x = 1"], P, 1)
    assert [one.reads for one in found] == [P, set(), P]
    assert found[2].why == "runs after code cell 1, which runs a shell command (line 1)"


def test_names_that_python_or_ipython_reads_by_itself_are_met_at_once() -> None:
    assert verdicts(["x = 1"], {"__name__", "p"})[0].reads == {"__name__"}
    assert verdicts(["x = 1"], {"_"})[0].reads == {"_"}


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.name)
def test_our_chapters_are_clear_and_draw_nothing_at_random(path: Path) -> None:
    cells = [c for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "code"]
    at = next(n for n, c in enumerate(cells) if "parameters" in c["metadata"].get("tags", []))
    found = verdicts(["".join(c["source"]) for c in cells], declared_parameters(path), at)
    assert all(one.shareable for one in found)
    assert found[at].reads == set()
    assert "scenario" in found[at + 1].direct
