"""Write `rivers.csv`: rivers that could be, from a yearly course and chance."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

RIVERS = {
    # name: region, catchment in km², rain of a mean month in mm, temperature of a mean month in °C
    "Arle": ("Highlands", 140, 128, 7.5),
    "Brenna": ("Highlands", 310, 112, 8.2),
    "Coln": ("Lowlands", 820, 64, 11.0),
    "Dorne": ("Lowlands", 1450, 58, 11.6),
    "Eyle": ("Coast", 230, 86, 10.4),
    "Fenn": ("Coast", 96, 92, 10.9),
}
YEARS = range(2020, 2025)
SECONDS_OF_A_MONTH = 30.4 * 86_400


def rows() -> list[tuple[str, str, str, str, str, str]]:
    """Give all months of all rivers."""
    chance = random.Random(1867)
    wetness = {year: chance.gauss(1.0, 0.14) for year in YEARS}
    found = []
    for river, (region, catchment, rain_mean, temperature_mean) in RIVERS.items():
        stored = 0.5
        for year in YEARS:
            for month in range(1, 13):
                course = math.cos((month - 1) / 6 * math.pi)  # 1 in January, -1 in July
                rain = (
                    rain_mean * wetness[year] * (1 + 0.32 * course) * chance.gammavariate(9, 1 / 9)
                )
                share = 0.52 + 0.2 * course  # what does not evaporate
                stored = 0.55 * stored + 0.45 * rain * share / rain_mean
                flow = stored * rain_mean / 1000 * catchment * 1e6 / SECONDS_OF_A_MONTH
                temperature = temperature_mean - 6.2 * course + chance.gauss(0, 0.7)
                found.append(
                    (
                        f"{year}-{month:02}-01",
                        river,
                        region,
                        f"{rain:.0f}",
                        f"{flow:.2f}",
                        f"{temperature:.1f}",
                    )
                )
    return found


if __name__ == "__main__":
    with Path(__file__).with_name("rivers.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("month", "river", "region", "rain_mm", "flow_m3s", "temperature_c"))
        writer.writerows(rows())
