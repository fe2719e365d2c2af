"""The table of all configurations."""

import pandas as pd

from autogrid.measure.measures import MEASURES

COLUMNS = [measure.name for measure in MEASURES if measure.in_summary]  # after the axes of the grid


def summarise(cells):
    """One row for each cell, indexed by stem, with measures on noisy images where there are any.

    Cells have the metrics of `evaluate`, and the names and published errors of the grid, in grid order.
    """
    rows = [
        {
            "stem": stem,
            **cell["configuration"],
            **{measure: cell.get(measure) for measure in COLUMNS},
            **{
                f"{measure}_noise_{share}": value
                for share, measures in cell.get("noisy", {}).items()
                for measure, value in measures.items()
            },
        }
        for stem, cell in cells.items()
    ]
    table = pd.DataFrame(rows, dtype=object).set_index("stem")
    whole = [name for name in table if table[name].notna().all()]  # in others, counts stay integers beside empty cells
    return table.assign(**table[whole].infer_objects()).astype({"published_error": float})
