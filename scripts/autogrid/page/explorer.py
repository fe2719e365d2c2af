"""The data of a page's explorer: the configurations, as a table to read and as JSON to compute with."""

import json

from markupsafe import Markup

from autogrid.draw import tiles
from autogrid.page import columns, pictures
from autogrid.provenance import records

TITLES = {
    "images": "test images above their reconstructions",
    "restored": "test images, restored",
    "units": "what each code unit draws",
}
POINTS = 100  # of a learning curve: more cannot be distinguished


def explorer(cells, axes):
    """The content for the explorer's template, for some axes of the grid.

    ``columns`` of the table; ``alike``, pairs of a label and a text that all configurations have there; ``rows``, of
    each configuration its stem and the texts of its columns; ``json``. A cell has the metrics of a configuration, its
    ``stem``, ``published_error``, ``history`` (path), ``images`` and ``units`` (paths of pictures), and as its
    ``record`` the metrics alone.
    """
    known = columns.axes(axes, cells) + columns.measures(cells)
    texts = {column: [column.text(columns.value(cell, column)) for cell in cells] for column in known}
    alike = [column for column in known if len(cells) > 1 and len(set(texts[column])) == 1]
    shown = [column for column in known if column not in alike]
    rows = [
        {"stem": cell["stem"], "texts": [texts[column][number] for column in shown]}
        for number, cell in enumerate(cells)
    ]
    said = [(column.label, texts[column][0]) for column in alike]
    return {"columns": shown, "alike": said, "rows": rows, "json": as_json(cells, known)}


def as_json(cells, shown):
    """The same as JSON, one line per configuration; values that all records share come once."""
    metrics = [cell["record"] for cell in cells]
    shared = {name: value for name, value in metrics[0].items() if all(record.get(name) == value for record in metrics)}
    head = {
        "columns": [
            {"name": c.name, "label": c.label, "number": bool(c.form), "form": c.form, "measure": c.measure}
            for c in shown
        ],
        "titles": TITLES,
        "names": list(dict.fromkeys(name for record in metrics for name in record)),
        "shared": shared,
    }
    lines = [dumped(configuration(cell, shown, shared)) for cell in cells]
    return Markup(f'{dumped(head)[:-1]},"cells":[\n' + ",\n".join(lines) + "\n]}")


def configuration(cell, shown, shared):
    """The data of one configuration that the explorer computes with."""
    return {
        "stem": cell["stem"],
        "values": [columns.value(cell, column) for column in shown],
        "record": {name: value for name, value in cell["record"].items() if name not in shared},
        "curve": curve(cell["history"]),
        "images": pictures.small(cell["images"]),
        "units": pictures.small(cell["units"], pictures.LEVELS),
    }


def curve(history):
    """The two lines of a learning curve, from its CSV, as at most `POINTS` pairs of an epoch and a loss."""
    epochs = records.rows(history)
    return {
        column: tiles.spaced([[int(row["epoch"]), rounded(row[column])] for row in epochs if row[column]], POINTS)
        for column in ("loss", "val_loss")
    }


def rounded(text):
    """A loss with as many digits as can be seen."""
    return float(f"{float(text):.5g}")


def dumped(content):
    """JSON that is safe inside HTML: no text in it is markup."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
