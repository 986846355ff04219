"""How fast hnfusion is, as ratios inside one run: ``make bench``, or ``python -m bench``."""
