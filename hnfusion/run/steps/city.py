"""The page of one city."""

from pathlib import Path

from hnfusion import cities, narrate
from hnfusion.run import notebooks
from hnfusion.run.notebooks import Notebook
from hnfusion.run.steps import Order, shown


def save(executed: Notebook, order: Order, folder: Path) -> None:
    """Write the page into ``cities/``, under the city's code."""
    quarter, code = order.step.edition.quarter, order.step.city
    title, here = narrate.city.title(cities.City.parse(code), quarter), f"cities/{code}.html"
    page = notebooks.render(
        executed, quarter, title, here=here, root="../", style="city", has_code=False
    )
    (folder / "cities").mkdir()
    shown.save_text(page, folder / here)
