"""Every test runs in a home of its own: nothing is read from the caller's, nothing left in it.

Properties are tried on the same examples each time and without a deadline: what passes today passes
tomorrow, on a busy machine too. `--hypothesis-profile=default` looks for other examples.
"""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

_HOME = tempfile.mkdtemp(prefix="tradegap-home-")
os.environ["HOME"] = _HOME
for _name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "IPYTHONDIR", "MPLCONFIGDIR",
              "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):  # fmt: skip
    os.environ.pop(_name, None)
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
