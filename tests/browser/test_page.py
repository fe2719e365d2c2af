"""The report, tried in Chromium."""

import html
import json
import re
import subprocess

import pytest

import debian
from test_end_to_end import STEMS

# Put before the page's own code: what goes wrong while it loads.
LISTEN = """<script>
const errors = [];
addEventListener("error", event => errors.push(String(event.message)), true);
console.error = (...words) => errors.push(words.join(" "));
</script>"""

# Put behind it: a reader's actions; what they led to replaces the page.
ACT = """<script>
addEventListener("load", () => {
  document.documentElement.style.scrollBehavior = "auto";
  const images = [...document.images].map(image => [image.alt, image.naturalWidth]);
  const table = document.querySelector("table.sortable"), sorted = {};
  for (const head of table.tHead.rows[0].cells) {
    const button = head.querySelector("button");
    if (!button) continue;
    sorted[button.textContent] = ["ascending", "descending"].map(way => {
      button.click();
      const marked = [...table.querySelectorAll("[aria-sort]")];
      if (marked.length != 1 || marked[0] != head || head.ariaSort != way) errors.push(`${button.textContent}: ${way}`);
      return [...table.tBodies[0].rows].map(row => row.cells[head.cellIndex].textContent);
    });
  }
  const reached = [...document.querySelectorAll("a")].map(link => {
    link.click();
    const target = document.getElementById(link.hash.slice(1)).getBoundingClientRect();
    return [link.hash, target.top < innerHeight && target.bottom > 0];
  });
  const overflows = document.documentElement.scrollWidth > innerWidth;
  const requests = performance.getEntriesByType("resource").map(entry => entry.name);
  document.body.textContent = JSON.stringify({errors, images, sorted, reached, overflows, requests});
});
</script>"""


@pytest.fixture(scope="session", autouse=True)
def chromium():
    debian.install({"chromium": "chromium"})


@pytest.fixture(scope="module", params=[1400, 500], ids=["wide", "narrow"])
def tried(request, finished, tmp_path_factory):
    """What Chromium made of the page, in a wide window and in a narrow one."""
    folder = tmp_path_factory.mktemp("chromium")
    file = folder / "report.html"
    text = (finished.folder / "results/report.html").read_text()
    eager = text.replace(' loading="lazy"', "")  # so that all are loaded when the page is
    file.write_text(eager.replace("<head>", f"<head>{LISTEN}").replace("</body>", f"{ACT}</body>"))
    arguments = [f"--window-size={request.param},900", f"--user-data-dir={folder / 'profile'}"]
    arguments += ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    arguments += ["--dump-dom", file.as_uri()]
    done = subprocess.run(["chromium", *arguments], capture_output=True, text=True, timeout=120)
    body = re.search(r"<body>(\{.*\})</body>", done.stdout, re.DOTALL)
    assert body, done.stderr[-2000:] + done.stdout[-2000:]
    return json.loads(html.unescape(body[1]))


def test_nothing_fails_and_nothing_is_requested(tried):
    assert tried["errors"] == []
    assert [name for name in tried["requests"] if not name.startswith("data:")] == []
    assert not tried["overflows"]


def test_every_picture_loads(tried):
    assert len(tried["images"]) == 5 + 3 * len(STEMS)
    assert [alt for alt, width in tried["images"] if not width] == []


def test_every_link_leads_to_its_section(tried):
    assert {f"#{stem}" for stem in STEMS} < {link for link, _ in tried["reached"]}
    assert [link for link, is_shown in tried["reached"] if not is_shown] == []


def test_a_heading_sorts_both_ways(tried):
    ways = tried["sorted"]
    assert len(ways) == 12
    assert ways["d'"] == [["2", "2", "8", "8"], ["8", "8", "2", "2"]]
    assert ways["encoder"] == [["relu", "relu", "sigmoid", "sigmoid"], ["sigmoid", "sigmoid", "relu", "relu"]]
    for up, down in ways.values():
        assert [cell == "" for cell in up] == [cell == "" for cell in down] == sorted(cell == "" for cell in up)
    for name in ("error (nats)", "parameters", "dead outputs", "PSNR (dB)"):
        up, down = ([float(cell.replace(",", "")) for cell in way] for way in ways[name])
        assert up == sorted(up) and down == sorted(down, reverse=True)
