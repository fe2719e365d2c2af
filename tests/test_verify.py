"""`snakemake verify` after a full run; tests/faults has what it is for."""

import re


def test_untouched_results_are_confirmed_and_left_alone(rerun):
    def snapshot():
        results = rerun.folder / "results"
        return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in results.rglob("*") if file.is_file()}

    before = snapshot()
    said = rerun.snakemake("verify").said
    assert len(re.findall(r"^(?:data|comparison|d[28]_\S+): ok$", said, re.MULTILINE)) == 6
    assert "WRONG" not in said
    assert snapshot() == before
