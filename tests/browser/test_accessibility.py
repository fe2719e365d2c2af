"""What axe finds on the page: https://github.com/dequelabs/axe-core."""

import pytest

from support import npm

pytestmark = pytest.mark.browser

A, B = "d2_relu-sigmoid_seed0", "d8_sigmoid-relu_seed0"
STATES = {
    "first": ("", {}, ""),
    "chosen": (f"chosen={A}&chosen={B}", {}, "[...document.querySelectorAll('details')].map(part => part.open = true)"),
    "nothing": ("where=error+>+1e9", {}, ""),
    "fault": ("where=eror", {}, ""),
    "squeezed": ("squeeze", {}, ""),
    "enlarged": ("figures", {}, "document.querySelector('.enlarge').click()"),
    "dark": (f"chosen={A}&chosen={B}", {"prefers_color_scheme": "dark"}, ""),
    "phone": (f"chosen={A}", {"width": 360}, ""),
}


@pytest.fixture(scope="module")
def axe(request):
    """The source of axe."""
    return (npm.installed(request.config.cache.mkdir("npm")) / "axe-core/axe.min.js").read_text()


@pytest.mark.parametrize(("fragment", "look", "act"), STATES.values(), ids=STATES)
def test_the_page_is_accessible_in_every_state(chromium, report, axe, fragment, look, act):
    chromium.open(f"{report}#{fragment}", **look)
    chromium.run(act or "0")
    chromium.run(f"{axe}; 0")
    found = chromium.run("""axe.run().then(({violations}) => violations.map(({id, nodes}) =>
      [id, ...nodes.slice(0, 5).map(node => node.html.slice(0, 150) + ' ' + node.failureSummary.slice(0, 200))]))""")
    assert found == []
