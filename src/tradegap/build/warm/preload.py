"""What a warm parent imports of this package: every module that chapters may ask for."""

from importlib import import_module

import tradegap

for _name in sorted(set(tradegap._WHERE)):
    import_module(_name)
