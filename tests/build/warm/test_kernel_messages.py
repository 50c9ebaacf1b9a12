"""The protocol tests of the Jupyter project, on a kernel that was forked."""

from __future__ import annotations

from typing import Any

import jupyter_kernel_test

from tests.build.warm.running import needs_warm
from tradegap.build.warm.provisioner import ForkedProcess


@needs_warm
class TestForkedKernel(jupyter_kernel_test.KernelTests):
    """What a Jupyter client may ask of a Python kernel."""

    kernel_name = "tradegap-warm"
    language_name = "python"
    file_extension = ".py"
    code_hello_world = "print('hello, world')"
    code_stderr = "import sys; print('test', file=sys.stderr)"
    completion_samples = (
        {"text": "zi", "matches": {"zip"}},
        {"text": "import nump", "matches": {"numpy"}},
    )
    complete_code_samples = ("1", "print('hello, world')", "def f(x):\n  return x*2\n\n\n")
    incomplete_code_samples = ("print('''hello", "def f(x):\n  x*2")
    invalid_code_samples = ("import = 7q", "a b")
    code_page_something = "zip?"
    code_generate_error = "raise ValueError('no')"
    code_execute_result = (
        {"code": "1+2+3", "result": "6"},
        {"code": "[n*n for n in range(1, 4)]", "result": "[1, 4, 9]"},
    )
    code_display_data = (
        {"code": "from IPython.display import HTML, display; display(HTML('<b>b</b>'))",
         "mime": "text/html"},
        {"code": "%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
         "mime": "image/png"},
    )  # fmt: skip
    code_history_pattern = "1?2*"
    # not "range": ipykernel counts sessions from the last one there (0), the test from the first
    supported_history_operations = ("tail", "search")
    code_inspect_sample = "zip"
    code_clear_output = "from IPython.display import clear_output\nclear_output()"

    def test_it_was_forked(self) -> None:
        process: Any = self.km.provisioner.process
        assert isinstance(process, ForkedProcess)
