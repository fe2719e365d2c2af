"""What axe finds on the page: https://github.com/dequelabs/axe-core."""

import pytest

from support import npm

pytestmark = pytest.mark.browser

CHOOSE = "for (const row of [1, 4]) document.querySelector(`.sortable tr:nth-child(${row}) input`).click()"
UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
STATES = {
    "first": ("", {}, ""),
    "chosen": ("", {}, f"{CHOOSE}; {UNFOLD}"),
    "nothing": ("where=error+>+1e9", {}, ""),
    "fault": ("where=eror", {}, ""),
    "dark": ("", {"prefers_color_scheme": "dark"}, CHOOSE),
    "phone": ("", {"width": 360}, CHOOSE),
}
OF_ONE_GRID = {  # what a comparison of folders does not have
    "squeezed": ("squeeze", {}, ""),
    "enlarged": ("figures", {}, "document.querySelector('.enlarge').click()"),
}
PAGES = {"report": STATES | OF_ONE_GRID, "comparison": STATES}


@pytest.fixture(scope="module")
def axe(request):
    """The source of axe."""
    return (npm.installed(request.config.cache.mkdir("npm")) / "axe-core/axe.min.js").read_text()


@pytest.mark.parametrize(("page", "state"), [(page, state) for page, states in PAGES.items() for state in states])
def test_pages_are_accessible_in_every_state(chromium, axe, request, page, state):
    fragment, look, act = PAGES[page][state]
    chromium.open(f"{request.getfixturevalue(page)}#{fragment}", **look)
    chromium.run(f"{axe}; {act}; 0")
    found = chromium.run("""axe.run().then(({violations}) => violations.map(({id, nodes}) =>
      [id, ...nodes.slice(0, 5).map(node => node.html.slice(0, 150) + ' ' + node.failureSummary.slice(0, 200))]))""")
    assert found == []
