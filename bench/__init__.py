"""Benchmarks: whether hnfusion keeps its bounds on speed, memory and size."""
