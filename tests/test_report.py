"""The report: read as text, and tried in Chromium where there is one (.ci/run installs it)."""

import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from conftest import REPOSITORY
from test_end_to_end import STEMS
from write_report import curve, page

TEMPLATE = REPOSITORY / "report/page.html"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

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


class Page(HTMLParser):
    """The elements of a page, as pairs of a tag and its attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(finished):
    return (finished.folder / "results/report.html").read_text()


@pytest.fixture(scope="module", params=[1400, 500], ids=["wide", "narrow"])
def tried(request, text, tmp_path_factory):
    """What Chromium made of the page, in a wide window and in a narrow one."""
    if not CHROMIUM:
        pytest.skip("needs Chromium (on Debian: apt-get install chromium)")
    folder = tmp_path_factory.mktemp("chromium")
    file = folder / "report.html"
    eager = text.replace(' loading="lazy"', "")  # so that all are loaded when the page is
    file.write_text(eager.replace("<head>", f"<head>{LISTEN}").replace("</body>", f"{ACT}</body>"))
    arguments = [f"--window-size={request.param},900", f"--user-data-dir={folder / 'profile'}"]
    arguments += ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    arguments += ["--dump-dom", file.as_uri()]
    done = subprocess.run([CHROMIUM, *arguments], capture_output=True, text=True, timeout=120)
    body = re.search(r"<body>(\{.*\})</body>", done.stdout, re.DOTALL)
    assert body, done.stderr[-2000:] + done.stdout[-2000:]
    return json.loads(html.unescape(body[1]))


def test_the_page_needs_no_other_file(text):
    links = [a[name] for _, a in Page(text).elements for name in ("src", "href") if name in a]
    assert links
    assert all(re.match("data:|#", link) for link in links)
    assert "url(" not in text and "@import" not in text


def test_every_picture_has_a_text_and_every_link_a_target(text):
    read = Page(text)
    assert len(read.all("img")) == 5 + 3 * len(STEMS)
    assert all(len(image["alt"]) > 20 for image in read.all("img"))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in read.all("a")} <= set(ids)
    assert set(STEMS) <= set(ids)


def test_the_page_has_the_numbers_of_every_configuration(finished, text):
    read = Page(text).text
    for stem in STEMS:
        metrics = (finished.folder / f"results/metrics/{stem}.json").read_text()
        assert metrics.strip() in read
        assert f"{stem}: error {json.loads(metrics)['error']:.4f} nats a pixel" in read


def test_in_a_browser_nothing_fails_and_nothing_is_requested(tried):
    assert tried["errors"] == []
    assert [name for name in tried["requests"] if not name.startswith("data:")] == []
    assert not tried["overflows"]


def test_in_a_browser_every_picture_loads(tried):
    assert len(tried["images"]) == 5 + 3 * len(STEMS)
    assert [alt for alt, width in tried["images"] if not width] == []


def test_in_a_browser_every_link_leads_to_its_section(tried):
    assert {f"#{stem}" for stem in STEMS} < {link for link, _ in tried["reached"]}
    assert [link for link, is_shown in tried["reached"] if not is_shown] == []


def test_in_a_browser_a_heading_sorts_both_ways(tried):
    ways = tried["sorted"]
    assert len(ways) == 12
    assert ways["d'"] == [["2", "2", "8", "8"], ["8", "8", "2", "2"]]
    assert ways["encoder"] == [["relu", "relu", "sigmoid", "sigmoid"], ["sigmoid", "sigmoid", "relu", "relu"]]
    for up, down in ways.values():
        assert [cell == "" for cell in up] == [cell == "" for cell in down] == sorted(cell == "" for cell in up)
    for name in ("error (nats)", "parameters", "dead outputs", "PSNR (dB)"):
        up, down = ([float(cell.replace(",", "")) for cell in way] for way in ways[name])
        assert up == sorted(up) and down == sorted(down, reverse=True)


def test_text_from_the_data_is_no_markup():
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    cell = dict.fromkeys(["error", "mse", "psnr", "compression_ratio", "compression_percent"], 0.5)
    cell |= dict.fromkeys(["dead_outputs", "constant_codes", "parameters"], 1)
    cell |= {"configuration": {"dimension": 2, "encoder": hostile, "decoder": hostile, "seed": 0}}
    cell |= dict.fromkeys(["stem", "thumbnail", "reconstructions", "units", "json"], hostile)
    cell |= {"published_error": None, "curve": curve([{"epoch": "1", "loss": "0.5", "val_loss": ""}])}
    training = {"epochs": 1, "optimizer": {"name": hostile}, "loss": hostile}
    read = Page(
        page(
            TEMPLATE,
            cells=[cell],
            figures={hostile: hostile},
            captions={hostile: hostile, "reconstructions": "", "units": ""},
            dataset=hostile,
            test_images=1,
            split={"train": 1},
            training=training,
        )
    )
    assert len(read.all("script")) == 1
    assert not any("onerror" in attributes for _, attributes in read.elements)
    assert read.text.count(hostile) > 5


def test_a_curve_spans_its_axes():
    history = [{"epoch": str(i), "loss": loss, "val_loss": ""} for i, loss in enumerate(("3", "2", "1"), 1)]
    history[1]["val_loss"] = "2.5"
    found = curve(history)
    assert found["points"] == {"loss": "100.0,0.0 200.0,75.0 300.0,150.0", "val_loss": "200.0,37.5"}
    assert (found["low"], found["high"], found["epochs"]) == (1, 3, 3)
