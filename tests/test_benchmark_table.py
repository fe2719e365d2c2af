"""The benchmark's table: medians, ratios to ours, the limit, slopes."""

import pytest

import table


def sample(part, what, size, value, threads=2):
    return {
        "part": part,
        "what": what,
        "size": size,
        "threads": threads,
        "value": value,
        "unit": "ms",
        "peak_mib": 100.0,
    }


def row(rows, what, **columns):
    """The only row of something."""
    (found,) = (line for line in rows if line["what"] == what and columns.items() <= line.items())
    return found


def test_ratios_are_to_the_median_of_ours_on_all_cores_at_the_same_size():
    samples = [sample("step", "fit", 64, 12.0), sample("step", "fit", 2, 7.0)]
    samples += [sample("step", "ours", 64, value) for value in (1.0, 9.0, 2.0)]
    samples += [sample("step", "ours", 2, 0.5), sample("step", "ours", 64, 4.0, threads=1)]
    rows = table.rows(samples)
    assert row(rows, "fit", size=64)["ratio"] == 6
    assert row(rows, "fit", size=2)["ratio"] == 14
    assert row(rows, "ours", threads=1)["ratio"] == 2


def test_the_limit_is_the_library_with_the_faster_median_for_each_size():
    samples = [
        sample("step", "products-numpy", 2, 0.2),
        sample("step", "products-tensorflow", 2, 0.6),
        sample("step", "products-numpy", 64, 3.0),
        sample("step", "products-tensorflow", 64, 1.0),
    ]
    rows = table.rows(table.with_limit(samples))
    assert [(line["what"], line["size"], line["median"]) for line in rows] == [("limit", 2, 0.2), ("limit", 64, 1.0)]


def test_equal_slopes_show_linear_planning():
    rows = table.rows([sample("plan", "plan", size, 1.5 + 0.004 * size) for size in (12, 1000, 10_000)])
    slopes = [line["median"] for line in rows if line["what"].startswith("a configuration more")]
    assert slopes == pytest.approx([4, 4])


def test_a_missing_library_has_a_row_that_says_so():
    rows = table.rows([sample("step", "ours", 2, 1.0)], not_installed=["torch"])
    assert row(rows, "torch")["note"] == "not installed"
    assert "not installed" in table.as_markdown(rows)
