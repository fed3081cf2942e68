"""The rivers and their levels, which are made up: each rises and falls by a rule of its own."""

import math
import os
import time

RIVERS = {"Arle": (1.6, 23), "Brenna": (2.1, 37)}
"""The mean level in metres and how many seconds a wave takes, by river."""

DAM_METRES = 3.0
DELAY_SECONDS = float(os.environ.get("DELAY_SECONDS", "0.3"))


def last_minute(river: str, now_seconds: float) -> list[float]:
    """Ask an instrument for the level of a river in metres in each of the last 60 seconds and now; it takes its time."""
    time.sleep(DELAY_SECONDS)
    return [_metres(river, now_seconds - ago) for ago in range(60, -1, -1)]


def _metres(river: str, at_seconds: float) -> float:
    mean, period = RIVERS[river]
    wave = math.sin(2 * math.pi * at_seconds / period) + 0.3 * math.sin(at_seconds)
    return mean + 0.5 * wave
