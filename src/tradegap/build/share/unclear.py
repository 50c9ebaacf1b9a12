"""What makes a cell unclear: it could see any name of the notebook, or can't be forked after.

A way round the names that a cell writes down (`globals()`, frames, magics, unpickling, ...), or
something that a copy of the process would not have (threads, processes, open connections). The
lists hold what Python, IPython and the usual libraries offer; what is on none of them is looked
for again while the cells run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tradegap.build.share.cell import Cell, Dotted


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CALLS = _words(
    "globals locals eval exec compile __import__ input breakpoint help exit quit"
)  # builtins that see or do everything
HISTORY = re.compile(r"_|__|___|_i+|_[io]?\d+|_ih|_oh|_dh|In|Out|_exit_code|_sh")
IPYTHONS = frozenset({"get_ipython", "display", "exit", "quit", "open"})
MODULES = _words(
    "inspect gc ctypes cffi multiprocessing threading _thread asyncio concurrent subprocess pickle "
    "cPickle _pickle dill cloudpickle joblib shelve marshal __main__ builtins code codeop pdb bdb "
    "traceback trace tracemalloc runpy imp sched signal socket socketserver selectors select pty "
    "atexit weakref doctest unittest timeit cProfile profile faulthandler ipywidgets ipykernel "
    "dask distributed ray pyspark trio anyio curio psutil resource fcntl mmap sqlite3 duckdb "
    "pandasql papermill nbclient jupyter_client zmq tornado"
)
PATHS = (
    "sys._", "sys.modules", "sys.settrace", "sys.setprofile", "sys.exc_info", "sys.exception",
    "sys.displayhook", "sys.excepthook", "sys.last_", "sys.stdin", "sys.stdout", "sys.stderr",
    "sys.meta_path", "sys.path_hooks", "sys.exit", "sys.addaudithook", "sys.unraisablehook",
    "sys.breakpointhook", "sys.getrefcount", "os.system", "os.popen", "os.fork", "os.spawn",
    "os.exec",
    "os.posix_spawn", "os.kill", "os.abort", "os._", "os.dup", "os.pipe", "os.register_at_fork",
    "os.getpid", "os.getppid", "os.setsid", "os.startfile", "operator.attrgetter",
    "operator.methodcaller", "pandas.read_pickle", "pandas.eval", "numpy.load", "numexpr.",
    "importlib.reload", "importlib.util", "importlib.machinery", "warnings.showwarning",
    "IPython.display.update_display", "IPython.display.DisplayHandle", "polars.sql",
    "polars.SQLContext", "functools.singledispatch.registry",
)  # fmt: skip
BY_ATTRIBUTE = _words(
    "f_globals f_locals f_back f_builtins gi_frame cr_frame ag_frame tb_frame tb_next "
    "user_ns user_global_ns read_pickle _getframe"
)
PLAIN_DUNDERS = _words(
    "__name__ __qualname__ __module__ __version__ __doc__ __class__ __init__ __new__ __len__ "
    "__post_init__ __enter__ __exit__ __repr__ __str__ __eq__ __hash__ __iter__ __next__ "
    "__getitem__ __contains__ __call__"
)
IN_CALLER = _words(
    "query eval evaluate sql sqldf from_formula ols wls gls glm mixedlm quantreg dmatrix dmatrices "
    "model_matrix"
)  # they look up names in whoever calls them, in a text
IPYTHON_DISPLAY = ("IPython.display", "IPython.core.display")
_MATPLOTLIB = frozenset({"inline", "agg", "--no-import-all inline"})
_CONFIG = re.compile(r"InlineBackend\.\w+\s*=\s*(.+)")


def reasons(cell: Cell, used: list[Dotted]) -> Iterator[tuple[int, str]]:
    """Yield why a cell is unclear, each as the line and a part of a sentence ("calls ...")."""
    for use in cell.uses:
        if not use.binds and use.name in CALLS:
            yield use.line, f"uses {use.name}()"
        elif not use.binds and HISTORY.fullmatch(use.name):
            yield use.line, f"uses IPython's history, {use.name}"
        elif use.name == "__builtins__":
            yield use.line, "uses __builtins__"
    for one in used:
        yield from _imported(one)
    for node in ast.walk(cell.tree):
        yield from ((getattr(node, "lineno", 1), why) for why in _node(cell, node))


def _imported(one: Dotted) -> Iterator[tuple[int, str]]:
    root = one.path.split(".")[0]
    if root in MODULES:
        yield one.line, f"uses {one.text}, of the module {root}"
    elif root == "IPython" and not one.path.startswith(IPYTHON_DISPLAY):
        yield one.line, f"uses {one.text}, of IPython itself"
    elif one.path == "importlib.import_module" and not _literals(one.call):
        yield one.line, "imports a module by a name that is worked out"
    elif root == "statsmodels" and ".formula." in one.path and not _says_its_text(one.call):
        yield one.line, f"uses {one.text} with a formula that is worked out"
    elif one.path.startswith(PATHS):
        yield one.line, f"uses {one.text}"
    elif one.module:
        yield one.line, f"hands the module {one.text} around"


def _literals(call: ast.Call | None) -> bool:
    return call is not None and all(isinstance(one, ast.Constant) for one in call.args)


def _node(cell: Cell, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        if any(alias.name == "*" for alias in node.names):
            yield f"imports everything from {node.module}"
        if node.module == "__main__":
            yield "imports from __main__"
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node)
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield from _name(cell, node)
    elif isinstance(node, ast.Constant) and node.value == "__main__" and not _is_guard(cell, node):
        yield "names __main__"
    elif isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith) or (
        isinstance(node, ast.comprehension) and node.is_async
    ):
        yield "waits for something asynchronous"


def _is_guard(cell: Cell, node: ast.AST) -> bool:
    """Tell whether this is the text of `__name__ == "__main__"`."""
    parent = cell.parents.get(node)
    return (
        isinstance(parent, ast.Compare)
        and isinstance(parent.left, ast.Name)
        and parent.left.id == "__name__"
    )


def _attribute(node: ast.Attribute) -> Iterator[str]:
    dunder = node.attr.startswith("__") and node.attr.endswith("__")
    if node.attr in BY_ATTRIBUTE or (dunder and node.attr not in PLAIN_DUNDERS):
        yield f"uses the attribute {node.attr}"


def _name(cell: Cell, node: ast.Name) -> Iterator[str]:
    """Yield why a name by itself is unclear: get_ipython, and builtins that go by what follows."""
    parent = cell.parents.get(node)
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    if node.id == "get_ipython":
        yield from _magic(cell, call)
    elif node.id in {"vars", "dir"} and not (call and call.args):
        yield f"uses {node.id}() of everything"
    elif node.id == "vars":
        yield "uses vars()"
    elif node.id in {"getattr", "setattr", "delattr"} and not _plain_attribute(call):
        yield f"uses {node.id} with a name that is worked out"


def _plain_attribute(call: ast.Call | None) -> bool:
    if call is None or len(call.args) < 2:
        return False
    name = call.args[1]
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        return False
    return not name.value.startswith("_") and name.value not in BY_ATTRIBUTE


def _call(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    name = node.func.id if isinstance(node.func, ast.Name) else name
    if name in IN_CALLER and not _says_its_text(node):
        yield f"calls {name}() with a text that is worked out, which may name anything"
    if name == "update_display" or any(word.arg == "display_id" for word in node.keywords):
        yield "changes an output that was shown before"


def _says_its_text(call: ast.Call | None) -> bool:
    """Tell whether the text that a call looks names up in stands in the cell."""
    if call is None:
        return False
    named = [
        word.value for word in call.keywords if word.arg in {"formula", "expr", "query", "sql"}
    ]
    return any(isinstance(one, ast.Constant) for one in [*call.args[:1], *named])


def _magic(cell: Cell, call: ast.Call | None) -> Iterator[str]:
    """Yield why a use of get_ipython() is unclear; two magics that only set up drawing are not."""
    attribute = cell.parents.get(call) if call else None
    around = cell.parents.get(attribute) if isinstance(attribute, ast.Attribute) else None
    method = attribute.attr if isinstance(attribute, ast.Attribute) else ""
    given = around.args if isinstance(around, ast.Call) else []
    texts = [str(one.value) for one in given if isinstance(one, ast.Constant)]
    if method == "run_line_magic" and _is_harmless(texts):
        return
    if method in {"run_line_magic", "run_cell_magic"} and texts:
        yield f"has the magic {'%' if 'line' in method else '%%'}{texts[0]}"
    elif method in {"system", "getoutput"}:
        yield "runs a shell command"
    else:
        yield "uses get_ipython()"


def _is_harmless(texts: list[str]) -> bool:
    """Allow `%matplotlib inline` and `%config InlineBackend.x = literal`: they read no name."""
    name, rest = (one.strip() for one in [*texts, "", ""][:2])
    if name == "matplotlib":
        return rest in _MATPLOTLIB
    value = _CONFIG.fullmatch(rest) if name == "config" else None
    if not value or set("{}$") & set(rest):  # IPython puts names in for these
        return False
    try:
        ast.literal_eval(value[1])
    except (ValueError, SyntaxError):
        return False
    return True
