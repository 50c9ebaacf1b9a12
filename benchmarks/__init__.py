"""How fast, against what: `python benchmarks/speed.py` times every row of RESULTS.md."""
