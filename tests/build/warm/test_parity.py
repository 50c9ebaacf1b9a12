"""Cells give in a fork what they give in an ordinary kernel: outputs, order, counts, bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import DeadKernelError

from tests.build.warm.running import comparable, needs_warm, notebook, run
from tradegap.build.warm.managed import why_kernel

pytestmark = needs_warm
ROOT = Path(__file__).parents[3]

CASES = {
    "a value": "1 + 1",
    "the last values": "_, Out, In[1:3], _i",
    "nothing": "x = 3",
    "a frame": "import numpy as np, pandas as pd\npd.DataFrame({'a': [1.5, 2], 'b': ['x', None]})",
    "both streams": "import sys\nprint('a'); print('b', file=sys.stderr); print('c')",
    "streams over time": (
        "import time\nprint('a')\ntime.sleep(.5)\nprint('b', file=sys.stderr)\n"
        "time.sleep(.5)\nprint('c')\ntime.sleep(.5)"
    ),
    "a display between prints": "print('a'); display(1); print('b', file=sys.stderr); display(2)",
    "by descriptor": "import os\n_ = os.write(1, b'by descriptor\\n')",
    "by a program": "import subprocess\nsubprocess.run(['echo', 'by a program']).returncode",
    "by a forked process": (
        "import multiprocessing as mp\np = mp.get_context('fork').Process(target=print, "
        "args=('from the child',))\np.start(); p.join()"
    ),
    "by a thread": (
        "import threading\nt = threading.Thread(target=print, args=('thread',))\n"
        "t.start(); t.join()"
    ),
    "by the shell": "!echo by the shell",
    "captured by the shell": "said = !echo said\nsaid",
    "a traceback": (
        "def inner(x):\n    return 1 / x\n\ndef outer():\n    return inner(0)\n\nouter()"
    ),
    "a chain": "try:\n    {}['key']\nexcept KeyError as e:\n    raise ValueError('why') from e",
    "a group": "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
    "a syntax error": "def broken(:\n    pass",
    "an indentation error": "if True:\nprint(1)",
    "a missing name": "no_such_name",
    "a bad repr": (
        "class Bad:\n    def __repr__(self):\n        raise RuntimeError('no repr')\nBad()"
    ),
    "sys.exit": "sys.exit(3)",
    "an interrupt": "raise KeyboardInterrupt",
    "recursion": "def again(n):\n    return again(n - 1) if n else 1 / 0\nagain(30)",
    "an assertion": "assert 1 == 2, 'not equal'",
    "after errors": "print('still here')",
    "display updates": (
        "h = display('first', display_id='one')\nh.update('second')\ndisplay('again', "
        "display_id='one')"
    ),
    "an update from a later cell": "from IPython.display import update_display\n"
    "update_display('third', display_id='one')",
    "clear output": "from IPython.display import clear_output\nprint('gone'); clear_output()\n"
    "print('stays')",
    "clear output later": "print('a'); clear_output(wait=True); print('b')",
    "clear output never": "print('a'); clear_output(wait=True)",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n'awaited'",
    "async comprehension": (
        "async def many():\n    for i in range(3):\n        yield i\n[i async for i in many()]"
    ),
    "a task": "async def later():\n    await asyncio.sleep(0)\n    print('task')\n"
    "task = asyncio.create_task(later())",
    "the task's end": "await task",
    "a context of numpy": "np.set_printoptions(precision=2); np.array([1.23456])",
    "the same context": "np.array([1.23456])",
    "a decimal context": "import decimal\ndecimal.getcontext().prec = 4",
    "the decimal context": "decimal.Decimal(1) / 3",
    "capture": "%%capture got\nprint('captured')\ndisplay(3)",
    "captured": "got.stdout, len(got.outputs)",
    "precision": "%precision 3\n3.14159265",
    "who": "%who int",
    "folder": "%pwd",
    "environment": "%env TRADEGAP_UNKNOWN=1\nos.environ['TRADEGAP_UNKNOWN']",
    "an unknown magic": "%no_such_magic",
    "time passes the value on": "%%capture\n%time 1",
    "mime types": (
        "from IPython.display import HTML, JSON, Latex, Markdown, SVG\n"
        "display(HTML('<b>b</b>'), Markdown('*m*'), Latex('$x$'), JSON({'a': [1, None]}))"
    ),
    "an image": "from IPython.display import Image\nImage(data=b'\\x89PNG\\r\\n\\x1a\\n0000')",
    "rich repr with metadata": (
        "class Rich:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        data = {'text/html': '<i>', 'text/plain': 'i'}\n"
        "        return data, {'text/html': {'isolated': True}}\n"
        "Rich()"
    ),
    "letters": "print('ü → 漢字 🙂'); 'ü'",
    "a warning once": (
        "import warnings\nfor _i in range(3):\n    warnings.warn('odd')\n"
        "warnings.warn('old', DeprecationWarning)"
    ),
    "a warning again": "for _i in range(2):\n    warnings.warn('odd')",
    "a log": "import logging\nlogging.warning('logged')\nlogging.getLogger('x').error('more')",
    "a figure": (
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 3, 2])\n"
        "ax.set_title('Title ü')"
    ),
    "two figures and text": (
        "plt.plot([1, 2]); plt.show(); print('between'); plt.figure(); plt.plot([2, 1]); None"
    ),
    "a figure as value": "fig",
    "figure settings": "plt.rcParams['figure.dpi'], plt.get_backend(), plt.isinteractive()",
    "retina": "%config InlineBackend.figure_formats = ['retina']\nplt.plot([1, 2]); None",
    "inline again": "%matplotlib inline\nplt.plot([3, 2]); None",
    "seaborn": (
        "import seaborn as sns, numpy as np\nr = np.random.default_rng(1)\n"
        "data = pd.DataFrame({'x': np.repeat(range(5), 20), 'y': r.normal(size=100)})\n"
        "sns.set_theme()\nsns.lineplot(data=data, x='x', y='y', seed=7)"
    ),
    "a seeded generator": "np.random.seed(3); np.random.normal(size=3)",
    "options": "pd.set_option('display.max_rows', 4); pd.DataFrame({'n': range(9)})",
    "asked for input": "input('name? ')",
    "help": "print.__doc__[:20]",
    "a class": "class C:\n    '''Doc.'''\nC.__module__, C",
    "main": "__name__, sys.modules['__main__'].C is C",
    "path": "sys.path[:2], sys.flags.dev_mode, sys.stdout.isatty(), sys.stdout.encoding",
    "pickled": "import pickle\npickle.loads(pickle.dumps(C())).__class__ is C",
    "shell": "type(get_ipython()).__name__, get_ipython().kernel is not None",
    "a closed stream": "sys.stdout.write('last words\\n')",
    "a replaced stream": (
        "import io\nkept, sys.stdout = sys.stdout, io.StringIO()\nprint('lost')\n"
        "sys.stdout = kept\nprint('back')"
    ),
}


def test_cells_give_the_same() -> None:
    cells = notebook(list(CASES.values()), may_fail=True)
    assert why_kernel(cells, "python3", {}) is None
    ordinary, warm = run(cells, warm=False), run(cells)
    assert warm.metadata.language_info == ordinary.metadata.language_info
    assert warm.metadata.kernelspec == ordinary.metadata.kernelspec
    different = {}
    for name, one, other in zip(CASES, ordinary.cells, warm.cells, strict=True):
        pair = [(comparable(c.outputs), c.execution_count, kept_of(c)) for c in (one, other)]
        if pair[0] != pair[1]:
            different[name] = pair
    assert different == {}


def kept_of(cell: Any) -> tuple[list[str], list[str]]:
    """Return the names of a cell's metadata and of its times."""
    return sorted(cell.metadata), sorted(cell.metadata.get("execution", {}))


@pytest.fixture(scope="module", autouse=True)
def _fonts_are_listed() -> None:
    """List the fonts once: where that takes seconds, the first to do it says so on its stderr."""
    import matplotlib.font_manager  # noqa: F401


CHAPTERS = sorted((ROOT / "notebooks").glob("*.ipynb"))
OTHERS = sorted(
    path
    for path in (ROOT / "tests" / "notebooks").rglob("*.ipynb")
    if path.stem != "no-notebook"  # is none, on purpose
)


@pytest.mark.slow
@pytest.mark.parametrize("path", [*CHAPTERS, *OTHERS], ids=lambda path: path.stem)
def test_a_notebook_gives_the_same(path: Path) -> None:
    seconds = 5 if "broken" in path.parts else 300
    content = nbformat.read(path, as_version=4)
    results = []
    for warm in (False, True):
        try:
            results.append(run(content, warm=warm, cwd=path.parent, execution_timeout=seconds))
        except Exception as error:
            results.append((type(error), comparable([{"text": str(error)}])))
    ordinary, warm_run = results
    if path.stem == "quits":  # after `quit()` a kernel may run a cell or not, a fork runs none
        assert warm_run[0] is DeadKernelError
        return
    if isinstance(ordinary, tuple):
        assert warm_run[0] == ordinary[0]
        assert warm_run[1][0]["text"].startswith(ordinary[1][0]["text"])  # a fork may say more
        return
    for one, other in zip(ordinary.cells, warm_run.cells, strict=True):
        assert comparable(other.get("outputs", [])) == comparable(one.get("outputs", []))
        assert other.get("execution_count") == one.get("execution_count")
