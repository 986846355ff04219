"""Synthetic lists: invented enterprises that tell the story of a real bulletin."""

from hnfusion.sample.folder import write
from hnfusion.sample.lists import certified, pilots, recommended, started
from hnfusion.sample.random import random_population
from hnfusion.sample.story import population

__all__ = [
    "certified",
    "pilots",
    "population",
    "random_population",
    "recommended",
    "started",
    "write",
]
