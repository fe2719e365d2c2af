"""The report, tried in Chromium, with keys and a mouse."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from autogrid.draw import sheet, tiles
from autogrid.measure import metrics
from autogrid.model import numpy_model
from autogrid.page import document, networks
from autogrid.page.explorer import explorer
from autogrid.page.glance import glance
from support.grids import STEMS
from support.page import PAGE, configurations, content

pytestmark = pytest.mark.browser

A, B = "d2_relu-sigmoid_seed0", "d8_sigmoid-relu_seed0"
VISIBLE = "[...document.querySelectorAll('.sortable tbody tr:not([hidden])')].map(row => row.dataset.stem)"
TIP = "document.querySelector('#chart .tip').textContent"
TOP = "document.getElementById('%s').getBoundingClientRect().top"
# Below the window's edge by the page's padding, or as far up as the page goes.
LANDS = (
    "Math.max(16, document.getElementById('%s').getBoundingClientRect().top + scrollY"
    " - document.documentElement.scrollHeight + innerHeight)"
)
POINT = """(() => {
  const dots = document.querySelectorAll('#chart [aria-label=dot]')[0].children;
  dots[%d].scrollIntoView({block: 'center', behavior: 'instant'});
  const {x, y, width, height} = dots[%d].getBoundingClientRect();
  return [x + width / 2, y + height / 2];
})()"""


@pytest.fixture(scope="session")
def page_of(finished, tmp_path_factory):
    """Makes the page of so many configurations, whose code units draw what compresses worst: noise."""
    folder = tmp_path_factory.mktemp("large")
    few = configurations(finished)

    def made(count):
        random, cells = np.random.default_rng(0), []
        for i in range(count):
            dimension = (2, 8, 32, 64)[i % 4]
            units = folder / f"units{i % 100}.png"
            if not units.exists():
                sheet.save(units, np.nan_to_num(tiles.mosaic(random.random((dimension, 28, 28))), nan=1))
            cell = few[i % len(few)]
            configuration = cell["configuration"] | {"dimension": dimension, "seed": i}
            errors = {name: cell[name] * random.uniform(0.5, 1) for name in ("error", "excess", "mse")}
            record = cell["record"] | errors | {"configuration": configuration}
            cells.append(cell | record | {"stem": f"d{dimension}_cell{i}", "record": record, "units": units})
        text = document.render(**content(cells), explorer=explorer(cells, ["dimension", "encoder", "decoder", "seed"]))
        file = folder / f"{count}.html"
        file.write_text(text)
        return file

    return made


def type_condition(chromium, text):
    """Type what is to be shown, and wait for it."""
    chromium.run("where.focus(), where.select()")
    chromium.press("Delete")
    if text:
        chromium.type(text)
    chromium.wait_for(f"new URLSearchParams(location.hash.slice(1)).get('where') == {json.dumps(text or None)}")


@pytest.fixture
def page(chromium, report):
    """The page of the small run, just opened."""
    chromium.open(report)
    return chromium


LOOKS = {"wide": {"width": 1400}, "phone": {"width": 360}, "dark": {"prefers_color_scheme": "dark"}}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_nothing_fails_and_nothing_is_requested(chromium, report, look):
    chromium.open(f"{report}#chosen={A}&chosen={B}", **look)
    chromium.wait_for("[...document.images].every(image => image.complete && image.naturalWidth)")
    assert chromium.run("document.querySelectorAll('.figures img').length") == 5
    assert chromium.run("document.querySelectorAll('#beside img').length") == 1 + 2 * 2
    assert chromium.errors == []
    assert [url for url in chromium.requests if url.partition("#")[0] != report] == []
    assert chromium.run("document.documentElement.scrollWidth <= innerWidth")


def test_every_link_leads_to_its_part_and_keeps_the_view(page):
    type_condition(page, "encoder = relu")
    page.click_on(f"tr[data-stem={A}] input")
    parts = page.run("[...document.querySelectorAll('a')].map(link => link.hash.slice(1))")
    assert parts == [
        "findings",
        "squeeze",
        "figures",
        "explore",
        "table",
        "compare",
        "compare",
    ]
    for number, part in enumerate(parts):
        page.run(f"document.querySelectorAll('a')[{number}].click()")
        page.wait_for(f"Math.abs({TOP % part} - {LANDS % part}) < 2")
        address = page.run("location.href")
        page.open(address)
        assert page.run(f"[location.href, where.value, {VISIBLE}, count.textContent]") == [
            address,
            "encoder = relu",
            STEMS[:2],
            "1 chosen",
        ]
        assert abs(page.run(f"{TOP % part} - {LANDS % part}")) < 2


@pytest.mark.parametrize("part", ["findings", "squeeze", "figures", "explore", "table", "compare", "codes"])
def test_a_url_with_a_part_lands_there(chromium, report, part):
    chromium.open(f"{report}#{part}")
    chromium.wait_for("[...document.images].every(image => image.complete)")
    chromium.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert abs(chromium.run(f"{TOP % part} - {LANDS % part}")) < 2


def test_back_returns_to_the_part_before(page):
    page.run("document.querySelector('a[href=\"#figures\"]').click()")
    page.run("document.querySelector('a[href=\"#table\"]').click()")
    page.wait_for(f"Math.abs({TOP % 'table'} - {LANDS % 'table'}) < 2")
    page.run("history.back()")
    page.wait_for(f"location.hash == '#figures' && Math.abs({TOP % 'figures'} - {LANDS % 'figures'}) < 2")


def test_a_heading_sorts_both_ways(page):
    def column(name):
        page.click_on(f"th[data-name={name}] button")
        index = f"document.querySelector('th[data-name={name}]').cellIndex"
        rows = page.run(f"[...document.querySelectorAll('.sortable tbody tr')].map(r => r.cells[{index}].textContent)")
        return page.run(f"document.querySelector('th[data-name={name}]').ariaSort"), rows

    assert column("dimension") == ("ascending", ["2", "2", "8", "8"])
    assert column("dimension") == ("descending", ["8", "8", "2", "2"])
    assert column("encoder") == ("ascending", ["relu", "relu", "sigmoid", "sigmoid"])
    assert page.run("document.querySelectorAll('[aria-sort]').length") == 1
    for name in ("error", "parameters", "psnr"):
        for way, back in (("ascending", False), ("descending", True)):
            said, rows = column(name)
            assert said == way
            assert rows == sorted(rows, key=lambda text: float(text.replace(",", "")), reverse=back)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("d' <= 2", STEMS[::2]),
        ("dimension = 8 and encoder = relu", [STEMS[1]]),
        ("d = 2, 8 and not ENCODER = relu", STEMS[2:]),
        ("(d' < 8 or decoder = relu) and parameters > 0", [STEMS[0], *STEMS[2:]]),
        ("d' ≥ 8 and code size (%) > 1 or encoder != relu", None),
        ('encoder = "relu" and dead outputs >= 0', STEMS[:2]),
        ("d’ = 2 and encoder = “relu”", STEMS[:1]),
        ("code size (%) < 0.5", None),
        ("code size < 0.5 %", STEMS[::2]),
        ("encoder = rel", []),
        ("error > 1e9", []),
        ("", STEMS),
    ],
)
def test_a_typed_condition_shows_what_it_says(page, text, shown):
    type_condition(page, text)
    if shown is None:  # a bracket in a name is none of its own
        assert page.run("fault.textContent") != ""
        return
    assert page.run("fault.textContent") == ""
    assert page.run(VISIBLE) == shown
    assert page.run("document.getElementById('shown').textContent") == f"{len(shown)} of 4 configurations are shown."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("width > 2", "there is no column “width”; columns are d', encoder"),
        ("d' >", "needs a value after it"),
        ("d'", "needs one of ="),
        ("encoder < 3", "has words: use = or !="),
        ("error = small", "has numbers, and “small” is not one"),
        ("(d' = 2", "a bracket is not closed"),
        ("d' = 2 )", "is not understood here"),
        ("error < 0,2", "“<” takes one number, but “0, 2” is 2; write decimals with a point"),
        ("d' > 8, 16", "“>” takes one number"),
        ("d' = 0x8", "has numbers, and “0x8” is not one"),
        ("error < 20 %", "“error” is not in percent"),
        ("eror < 1", "did you mean error?"),
        ("and", "is where a name should be"),
    ],
)
def test_what_is_typed_wrong_is_named_and_hides_nothing(page, text, said):
    type_condition(page, text)
    assert said in page.run("fault.textContent")
    assert page.run("where.ariaInvalid") == "true"
    assert page.run(VISIBLE) == STEMS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("encoder = rel", "No configuration has encoder = rel; the nearest is relu."),
        ("encoder != sigmiod", "No configuration has encoder = sigmiod; the nearest is sigmoid."),
        ("d' = 7", "No configuration has d' = 7; the nearest is 8."),
        ("d' = 8 and encoder = relu", ""),
    ],
)
def test_a_value_that_is_not_there_is_hinted_at(page, text, said):
    type_condition(page, text)
    assert page.run("[hint.textContent, fault.textContent]") == [said, ""]


@pytest.mark.parametrize(
    "fragment",
    [
        "min.error=abc",
        "max.error=",
        "min.encoder=3",
        "only.encoder=nonsense",
        "sort=-",
        "x=nonsense&y=encoder&by=error",
    ],
)
def test_nonsense_in_the_url_hides_nothing(chromium, report, fragment):
    chromium.open(f"{report}#{fragment}")
    assert chromium.errors == []
    assert chromium.run(VISIBLE) == STEMS
    assert chromium.run("[...document.querySelectorAll('#axes select')].map(select => select.value)") == [
        "error",
        "dimension",
        "pair",
    ]


def test_nothing_shown_is_said_and_not_an_empty_chart(page):
    type_condition(page, "error > 1e9")
    assert page.run("document.querySelector('.empty').checkVisibility()")
    assert not page.run("document.querySelector('.plot').checkVisibility()")
    page.click_on("#all")
    assert not page.run("document.querySelector('.empty').checkVisibility()")
    assert page.run("document.querySelectorAll('#chart [aria-label=dot] path').length") == 4


def test_ticks_and_ranges_filter_too(page):
    page.run("document.querySelector('#filter details').open = true")
    page.click_on("#choices input[value=sigmoid]")
    assert page.run(VISIBLE) == STEMS[:2]
    page.run("document.querySelector('[aria-label=\"parameters from\"]').focus()")
    page.type("5000")
    page.wait_for(f"{VISIBLE}.length == 1")
    assert page.run(VISIBLE) == [STEMS[1]]
    page.click_on("#all")
    assert page.run(VISIBLE) == STEMS
    assert page.run("[...document.querySelectorAll('#choices [type=checkbox]')].every(box => box.checked)")


def test_a_point_names_its_configuration_and_a_click_chooses_it(page):
    x, y = page.run(POINT % (1, 1))
    page.move(x, y)
    page.wait_for(f"{TIP}.includes({json.dumps(STEMS[1])})")
    page.click(x, y)
    page.wait_for("document.querySelectorAll('.beside thead th').length == 1")
    assert page.run("document.querySelector('.beside thead th').textContent") == STEMS[1]


def test_keys_go_from_point_to_point_and_choose(page):
    page.run("document.querySelector('.plot').focus()")
    page.press("ArrowRight")
    page.wait_for(f"{TIP} != ''")
    said = page.run("pointed.textContent")
    stem = said.partition(",")[0]
    assert stem in STEMS and "error (nats per pixel): 0." in said
    page.press("ArrowRight")
    other = page.run("pointed.textContent").partition(",")[0]
    assert other in STEMS and other != stem
    page.press("Enter")
    page.wait_for("document.querySelectorAll('.beside thead th').length == 1")
    assert page.run("document.querySelector('.beside thead th').textContent") == other


def test_the_whole_page_can_be_used_with_keys_and_read_aloud(page):
    assert (
        page.run("""[...document.querySelectorAll("button, input, select, a, [tabindex]")].filter(element => {
      const named = element.ariaLabel || element.textContent.trim() || element.labels?.length || element.title;
      return !named || element.tabIndex < 0 && !element.closest(".sortable tbody");
    }).map(element => element.outerHTML.slice(0, 100))""")
        == []
    )
    ticks = "[...document.querySelectorAll('.sortable tbody input')]"
    assert page.run(f"{ticks}.map(tick => tick.tabIndex)") == [0, -1, -1, -1]  # arrow keys reach the others
    page.run(f"{ticks}[0].focus()")
    for key in ["ArrowDown", "ArrowDown", "ArrowUp", " "]:
        page.press(key)
    page.wait_for("document.querySelectorAll('.beside thead th').length == 1")
    assert page.run("document.querySelector('.beside thead th').textContent") == STEMS[1]
    assert page.run(f"{ticks}.map(tick => tick.tabIndex)") == [-1, 0, -1, -1]
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles = {(node["role"]["value"], node.get("name", {}).get("value")) for node in nodes if "role" in node}
    for wanted in [("search", "Configurations to show"), ("region", "All configurations"), ("region", "Side by side")]:
        assert wanted in roles
    assert ("checkbox", STEMS[0]) in roles
    assert ("textbox", "Show where") in roles


def test_configurations_are_seen_side_by_side(page):
    for stem in (A, B):
        page.click_on(f"tr[data-stem={stem}] input")
    rows = page.run("""[...document.querySelectorAll(".beside tr")].map(row =>
      [row.className, ...[...row.cells].map(cell => cell.querySelector("img")?.alt ?? cell.textContent)])""")
    assert rows[0] == ["", "", A, B]
    different = [row[1:] for row in rows if row[0] == "differs"]
    assert different == [
        ["d' differs", "2", "8"],
        ["encoder differs", "relu", "sigmoid"],
        ["decoder differs", "sigmoid", "relu"],
        ["code differs", "relu", "sigmoid"],
    ]
    assert rows[1] == ["", "test images", *(f"{stem}: test images, restored" for stem in (A, B))]
    page.wait_for("[...document.querySelectorAll('.cut')].every(box => box.style.aspectRatio)")  # its picture is loaded
    heights = page.run("""[...document.querySelectorAll(".cut")].map(box => box.getBoundingClientRect().height /
      box.querySelector("img").getBoundingClientRect().height)""")
    assert np.allclose(heights, 0.5, atol=0.02)  # the original once, then what is below it
    assert page.run("document.querySelectorAll('.curves [aria-label=line]').length") == 2
    lines = page.run("[...document.querySelectorAll('.curves [aria-label=line]')].map(line => line.children.length)")
    assert lines == [2, 2]  # training and validation, of both
    assert page.run("count.textContent") == "2 chosen"
    page.click_on("#bar .clear")
    assert page.run("document.querySelector('.beside')") is None


def test_a_view_is_restored_from_its_address(page):
    type_condition(page, "d' <= 8")
    for name, value in {"y": "mse", "x": "encoder", "by": "dimension"}.items():
        index = {"y": 0, "x": 1, "by": 2}[name]
        page.run(f"""(() => {{
          const select = document.querySelectorAll("#axes select")[{index}];
          select.value = {json.dumps(value)};
          select.dispatchEvent(new Event("change"));
        }})()""")
    page.click_on("#axes label:nth-of-type(4) input")
    page.click_on("th[data-name=error] button")
    page.click_on(f"tr[data-stem={B}] input")
    state = """[location.hash, where.value, document.querySelector("#chart").textContent, beside.textContent,
      document.querySelector(".sortable").innerText,
      [...document.querySelectorAll("select")].map(select => select.value),
      [...document.querySelectorAll("[type=checkbox]")].map(box => box.checked)]"""
    before = page.run(state)
    address = page.run("location.href")
    page.open(address)
    assert page.run(state) == before
    assert page.run("explore.getBoundingClientRect().top < innerHeight")
    page.run(f"location.hash = 'only.encoder=relu&chosen={A}&chosen=unknown&x=nonsense'")
    page.wait_for(f"{VISIBLE}.length == 2")
    assert page.run("document.querySelectorAll('.beside thead th').length") == 1
    assert page.errors == []


def test_a_figure_can_be_enlarged_and_put_away(chromium, report):
    chromium.open(report, width=500)
    chromium.click_on(".enlarge")
    assert chromium.run("document.querySelector('dialog').open")
    assert chromium.run("document.querySelector('dialog img').getBoundingClientRect().width") >= 900
    chromium.press("Escape")
    chromium.wait_for("!document.querySelector('dialog').open")


def test_names_stay_in_sight_while_a_table_scrolls(chromium, report):
    chromium.open(report, width=500)
    places = chromium.run("""[...document.querySelectorAll(".tall")].map(box => {
      box.scrollLeft = 300;
      return box.querySelector("tbody th").getBoundingClientRect().left - box.getBoundingClientRect().left;
    })""")
    assert places == [0] * len(places) and places


def test_print_has_the_table_and_no_controls_and_what_is_chosen_if_anything_is(page):
    parts = ["#filter", "#axes", ".sortable", "#compare", "#none"]
    page.call("Emulation.setEmulatedMedia", media="print")
    shown = page.run(f"{parts}.map(of => document.querySelector(of).checkVisibility())")
    page.run("document.querySelector('.sortable input').click()")
    chosen = page.run(f"{parts}.map(of => document.querySelector(of).checkVisibility())")
    page.call("Emulation.setEmulatedMedia", media="")
    assert shown == [False, False, True, False, False]
    assert chosen == [False, False, True, True, False]


@pytest.mark.parametrize(("count", "megabytes", "seconds"), [(360, 10, 2), (1000, 25, 5)])
def test_a_large_grid_can_be_used_soon(chromium, page_of, count, megabytes, seconds):
    file = page_of(count)
    assert file.stat().st_size < megabytes * 1e6
    chromium.call("Performance.enable", timeDomain="threadTicks")  # the page's own: other work is no fault of it
    chromium.open(file.as_uri())
    spent = {metric["name"]: metric["value"] for metric in chromium.call("Performance.getMetrics")["metrics"]}
    assert chromium.run("performance.getEntriesByName('usable').length") == 1
    assert spent["TaskDuration"] < seconds
    type_condition(chromium, "d' = 8 and seed < 100")
    assert chromium.run("document.getElementById('shown').textContent").startswith("25 of")
    assert chromium.errors == []


def test_a_tick_draws_a_ring_and_nothing_else_of_the_chart(chromium, page_of):
    chromium.open(page_of(360).as_uri())
    chromium.run("window.drawn = document.querySelector('#chart [aria-label=dot]')")
    for number in (1, 2):
        chromium.click_on(f".sortable tbody tr:nth-child({number}) input")
    assert chromium.run("document.querySelectorAll('#chart .rings circle').length") == 2
    assert chromium.run("window.drawn === document.querySelector('#chart [aria-label=dot]')")
    chromium.click_on(".sortable tbody tr:nth-child(1) input")
    assert chromium.run("document.querySelectorAll('#chart .rings circle').length") == 1
    ring, dot = chromium.run("""[".rings circle", "[aria-label=dot] > *:nth-child(2)"].map(shape => {
      const {x, y, width, height} = document.querySelector(`#chart ${shape}`).getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    })""")
    assert np.allclose(ring, dot, atol=2)


def test_a_long_table_has_a_hundred_rows_until_all_are_asked_for_and_all_in_print(chromium, page_of):
    rows = "[...document.querySelectorAll('.sortable tbody tr')].filter(row => row.checkVisibility()).length"
    chromium.open(page_of(360).as_uri())
    assert chromium.run(rows) == 100
    assert chromium.run("more.textContent") == "Show all 360 rows"
    type_condition(chromium, "d' = 8")
    assert chromium.run(rows) == 90 and not chromium.run("more.checkVisibility()")
    type_condition(chromium, "seed >= 10")
    assert chromium.run(rows) == 100 and chromium.run("more.textContent") == "Show all 350 rows"
    chromium.call("Emulation.setEmulatedMedia", media="print")
    printed = chromium.run(rows)
    chromium.call("Emulation.setEmulatedMedia", media="")
    assert printed == 350
    chromium.click_on("#more")
    assert chromium.run(rows) == 350 and not chromium.run("more.checkVisibility()")
    assert chromium.run("document.activeElement.closest('tr').dataset.stem").endswith("cell110")
    chromium.press("ArrowUp")
    assert chromium.run("document.activeElement.closest('tr').dataset.stem").endswith("cell109")


def test_a_range_along_an_axis_filters_and_is_kept_in_the_url(chromium, page_of):
    chromium.open(page_of(40).as_uri())
    x, y = chromium.middle("#parallel svg > g:last-of-type .overlay")
    before = chromium.run(f"{VISIBLE}.length")
    chromium.drag((x, y), (x, y + 30), (x, y + 70))
    chromium.wait_for(f"{VISIBLE}.length < {before}")
    least, most = chromium.run(
        "['min.error', 'max.error'].map(name => Number(new URLSearchParams(location.hash.slice(1)).get(name)))"
    )
    assert 0 < least < most
    address, shown = chromium.run("location.href"), chromium.run(VISIBLE)
    chromium.open(address)
    assert chromium.run(VISIBLE) == shown and 0 < len(shown) < before
    assert chromium.run("document.querySelectorAll('#parallel .selection[height]').length") == 1


def test_what_is_shown_can_be_copied_in_three_formats(page):
    type_condition(page, "encoder = relu")
    page.click_on("th[data-name=error] button")
    texts = []
    for number in (1, 2, 3):
        page.click_on(f"#copies button:nth-of-type({number})")
        page.wait_for("document.querySelector('#copies span').textContent != ''")
        texts.append(page.run("document.querySelector('#copies textarea').value"))
    rows = list(csv.DictReader(io.StringIO(texts[0])))
    order = page.run(VISIBLE)
    assert [row["stem"] for row in rows] == order and "encoder" in rows[0] and "seed" not in rows[0]
    printed = [page.run(f"document.querySelector('tr[data-stem={stem}]').innerText").split() for stem in order]
    assert all(f"{float(row['error']):.4f}" in texts for row, texts in zip(rows, printed))
    lines = texts[1].splitlines()
    assert len(lines) == 4 and set(lines[1]) <= set("| :-") and lines[2].startswith(f"| {order[0]} |")
    assert texts[2].startswith("\\begin{tabular}{lr") and r"d2\_relu-sigmoid\_seed0 & 2" in texts[2]
    assert texts[2].count(r" \\") == 3 and re.search(r"\d\\%", texts[2])


def test_the_table_of_findings_can_be_copied_too_without_its_small_print(page):
    page.click_on(".tables .copies button:nth-of-type(3)")
    page.wait_for("document.querySelector('.tables .copies span').textContent != ''")
    text = page.run("document.querySelector('.tables .copies textarea').value")
    lines = text.splitlines()
    assert lines[:4:2] == ["\\begin{tabular}{lrr}", r"Test error (nats per pixel) & d'~=~2 & d'~=~8 \\"]
    rows = [line.split(" & ")[0] for line in lines[4:-2]]
    assert rows == [r"relu $\to$ sigmoid", r"sigmoid $\to$ relu", "PCA, linear"]
    assert "published" not in text


def test_the_chart_is_saved_with_its_legend(page):
    page.run("""(() => {
      window.saved = [];
      const made = URL.createObjectURL;
      URL.createObjectURL = blob => (window.saved.push(blob), made.call(URL, blob));
      HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); };
    })()""")
    page.click_on("#saves button:nth-of-type(1)")
    svg = page.run("window.saved[0].text()")
    assert page.run("window.saved[1]") == "error against dimension.svg"
    shapes = ElementTree.fromstring(svg)
    texts = [text.text for text in shapes.iter("{http://www.w3.org/2000/svg}text")]
    assert {"relu → sigmoid", "sigmoid → relu"} <= set(texts)
    page.click_on("#saves button:nth-of-type(2)")
    page.wait_for("window.saved.length == 4")
    width = page.run("createImageBitmap(window.saved[2]).then(picture => picture.width)")
    assert width == 2 * int(shapes.get("width"))


PIXELS = """[...document.querySelectorAll('#squeezer .network .pixels')].map(canvas =>
  [...canvas.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 == 0))"""
ERRORS = "[...document.querySelectorAll('#squeezer .network .lost')].map(said => said.textContent)"


@pytest.fixture
def squeezer(page):
    """The page, whose networks have computed."""
    page.run("document.getElementById('squeezer').scrollIntoView({behavior: 'instant'})")
    page.wait_for("'ready' in document.getElementById('squeezer').dataset")
    return page


def part(name):
    return f"#squeezer [data-part={name}]"


def test_a_test_image_is_squeezed_as_numpy_does(squeezer, finished):
    results = finished.folder / "results"
    images = numpy_model.scaled(np.load(results / "data/test.npy"), 255)
    squeezer.click_on(part("next"))
    line = [cell for cell in STEMS if "relu-sigmoid" in cell]
    best = (
        line if squeezer.run("document.getElementById('networks').textContent.includes('relu-sigmoid')") else STEMS[2:]
    )
    for stem, pixels, said in zip(best, squeezer.run(PIXELS), squeezer.run(ERRORS), strict=True):
        autoencoder = numpy_model.load(results / f"models/{stem}.h5")
        restored = autoencoder.decoder(autoencoder.encoder(images[1:2]))
        assert np.abs(np.array(pixels) / 255 - restored[0]).max() < 0.006  # half a grey level, and half precision
        error = metrics.binary_crossentropy(images[1:2], restored)[0]
        assert said.startswith("error ") and abs(float(said.split()[1]) - error) < 0.001


def test_what_is_drawn_is_centred_and_squeezed_as_it_is_drawn(squeezer):
    before = squeezer.run(ERRORS)
    x, y = squeezer.middle(part("drawing"))
    squeezer.drag((x - 90, y - 90), (x - 88, y - 60), (x - 86, y - 30))  # a stroke in a corner
    squeezer.wait_for(f"JSON.stringify({ERRORS}) != {json.dumps(json.dumps(before, separators=(',', ':')))}")
    seen = np.array(
        squeezer.run(f"""[...document.querySelector("{part("seen")}").getContext('2d')
          .getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 == 0)""")
    ).reshape(28, 28)
    rows, columns = np.nonzero(seen > 40)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20, 21)
    mass = seen / seen.sum()
    centre = [(mass.sum(axis=axis) * np.arange(28)).sum() for axis in (0, 1)]
    assert np.abs(np.array(centre) - 14).max() < 0.6
    squeezer.click_on(part("clear"))
    assert squeezer.run(f"""document.querySelector("{part("which")}").textContent""") == "Empty: draw."


def test_a_changed_bar_changes_the_picture_until_it_is_put_back(squeezer):
    bars = "document.querySelectorAll('#squeezer [type=range]')"
    assert squeezer.run(f"{bars}.length") == 8
    before = squeezer.run(PIXELS)
    squeezer.run(f"{bars}[0].focus()")
    for _ in range(12):
        squeezer.press("ArrowUp")
    moved = squeezer.run(PIXELS)
    assert moved[0] == before[0] and moved[1] != before[1]  # of the network whose code it is
    squeezer.click_on(part("reset"))
    assert squeezer.run(PIXELS) == before


def test_the_plane_decodes_at_the_pointer_and_a_click_takes_the_code(squeezer):
    decoded = f"""document.querySelector("{part("decoded")}").toDataURL()"""
    x, y = map(round, squeezer.middle(part("plane")))
    squeezer.move(x - 100, y + 60)
    first = squeezer.run(decoded)
    squeezer.move(x + 100, y - 60)
    second = squeezer.run(decoded)
    assert first != second
    squeezer.click(x + 100, y - 60)
    assert squeezer.run("document.querySelector('#squeezer [type=radio]:checked').value") == "2"
    assert squeezer.run("document.querySelectorAll('#squeezer [type=range]').length") == 2
    squeezer.move(5, 5)
    assert squeezer.run(decoded) == second  # the code that was taken


def test_an_arrow_shows_another_test_image_at_a_glance(page):
    assert page.run("document.querySelectorAll('.glance .frame').length") == 1 + 2 * 2
    place = """(() => {
      const frame = document.querySelector(".frame");
      return frame.querySelector("img").getBoundingClientRect().top - frame.getBoundingClientRect().top;
    })()"""
    before = page.run(place)
    page.click_on(".glance button[value='1']")
    height = page.run("document.querySelector('.frame').getBoundingClientRect().height")
    assert abs(before - page.run(place) - height) < 1
    assert (
        page.run("document.querySelector('.turn').textContent").split()
        == "← → test image 2 of 12 .".replace(" .", ".").split()
    )


def test_folders_side_by_side_can_be_explored_like_one(chromium, comparison):
    chromium.open(comparison)
    assert chromium.errors == []
    assert "has a lower test binary cross-entropy than" in chromium.run("document.querySelector('.answer').textContent")
    assert chromium.run("document.querySelectorAll('#parallel svg > g').length") == 7  # six axes, and the error
    chromium.run("document.querySelector('nav a:nth-of-type(4)').click()")
    chromium.wait_for(f"Math.abs({TOP % 'table'} - {LANDS % 'table'}) < 2")
    for number in (1, 5):
        chromium.click_on(f".sortable tbody tr:nth-child({number}) input")
    rows = chromium.run("[...document.querySelectorAll('.beside .differs th')].map(row => row.textContent)")
    assert rows == ["folder differs", "epochs differs"]
    assert chromium.errors == []


def test_axes_beside_each_other_have_room_for_their_names_on_a_phone(chromium, comparison):
    chromium.open(comparison, width=360)
    edges = chromium.run("""[...document.querySelectorAll("#parallel svg > g > text")].map(text => {
      const {left, right} = text.getBoundingClientRect();
      return [left, right];
    })""")
    assert len(edges) == 7 and all(right < left for (_, right), (left, _) in zip(edges, edges[1:]))
    chromium.run("document.querySelector('.coordinates').scrollLeft = 1e4")
    assert chromium.run("document.querySelector('.coordinates').scrollLeft") > 100
    first = "document.querySelector('#parallel svg > g .tick text').getBoundingClientRect().left"
    chromium.run("document.querySelector('.coordinates').scrollLeft = 0")
    assert chromium.run(f"{first} - document.querySelector('.coordinates').getBoundingClientRect().left") >= 0
    assert chromium.run("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("form", ["{:.4f}", "{:.2f}", "{:d}", "{:,d}", "{:.2%}", "{:#.4g}", "{:#.3g}", "{:g}"])
def test_numbers_are_printed_as_in_the_table(chromium, form):
    values = [0, 7, 12345] if "d" in form else [0.0, 0.2551, 1.0, 123.456, 0.00012346, 1.5e-7, 98765.4, -0.5, 0.0003]
    source = (PAGE / "explorer/data.js").read_text()
    source = source[source.index("const FORM") : source.index("// A number with four digits")]
    found = chromium.run(f"(() => {{ {source}; return {values}.map(value => printed(value, {{form: '{form}'}})); }})()")
    wanted = [form.format(value).rstrip(".") for value in values]
    assert found == wanted if form != "{:g}" else [float(text) for text in found] == values


@pytest.fixture(scope="module")
def coloured(finished, tmp_path_factory):
    """The URL of a page of images in colour without classes; its networks have hidden layers."""
    random, shape = np.random.default_rng(0), (6, 5, 3)

    def layers(*sizes):
        weights = [random.normal(0, 0.5, pair).astype(np.float32) for pair in zip(sizes, sizes[1:])]
        return numpy_model.Layers(
            numpy_model.Dense(kernel, np.zeros(kernel.shape[1], np.float32), "sigmoid") for kernel in weights
        )

    models = [
        {"dimension": d, "stem": f"d{d}", "error": 0.5}
        | {"autoencoder": numpy_model.Autoencoder(layers(90, 7, d), layers(d, 7, 90))}
        for d in (1, 2)
    ]
    images = random.random((30, *shape)).astype(np.float32)
    cells = configurations(finished)
    parts = content(cells) | {
        "networks": networks.embedded(models, images, np.zeros(0, int), [], "mse"),
        "glance": glance(models, lambda d: models[d - 1]["autoencoder"], images, {1: 0.5}),
    }
    file = tmp_path_factory.mktemp("coloured") / "page.html"
    file.write_text(document.render(**parts, explorer=explorer(cells, ["dimension", "encoder", "decoder"])))
    return file.as_uri()


def test_images_in_colour_without_classes_are_squeezed_too(chromium, coloured):
    chromium.open(f"{coloured}#squeeze")
    chromium.wait_for("'ready' in document.getElementById('squeezer').dataset")
    assert chromium.run("document.querySelectorAll('#squeezer .network').length") == 2
    assert all(said.startswith("squared error 0.") for said in chromium.run(ERRORS))
    chromium.click_on(part("clear"))
    x, y = chromium.middle(part("drawing"))
    chromium.drag((x - 100, y), (x, y), (x + 100, y))
    chromium.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seen = chromium.run(
        f"""[...document.querySelector("{part("seen")}").getContext('2d').getImageData(0, 0, 5, 6).data]"""
    )
    red, green, _, _ = np.array(seen).reshape(6, 5, 4).transpose(2, 0, 1)
    assert red.max() > 100 and green.max() == 0  # not centred, in the colour of the pen
    assert chromium.errors == []
