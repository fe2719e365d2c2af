"""A page, from its templates."""

import re
from pathlib import Path

import jinja2
from docutils.core import publish_parts
from markupsafe import Markup

WORKFLOW = Path(__file__).parents[3]
ROOTS = ("report", "resources/page")


def caption(text):
    """A caption (reStructuredText) as HTML."""
    return Markup(publish_parts(text, writer="html5")["body"])


def captions(texts):
    """The captions among some texts, by the name of their figure or table."""
    return {Path(name).stem: caption(text) for name, text in texts.items() if name.endswith(".rst")}


def unbroken(text):
    """A text whose d' = values and percentages do not break over lines."""
    return re.sub(r"(\d) %", "\\1\u00a0%", re.sub(r"d' = ", "d'\u00a0=\u00a0", text))


def parts(folder=WORKFLOW):
    """The texts that pages are made of, by path: captions, templates, and styles and scripts that stay unchanged."""
    files = {root: sorted(file for file in (folder / root).rglob("*") if file.is_file()) for root in ROOTS}
    return {
        file.relative_to(folder / root).as_posix(): file.read_text(encoding="utf-8").strip()
        for root, found in files.items()
        for file in found
    }


def render(name, **content):
    """The page from the template of a name; everything that is put into it is escaped."""
    texts = parts()
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(texts),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken"] = unbroken
    environment.globals["verbatim"] = lambda part: Markup(texts[part])
    return environment.get_template(name).render(content, captions=captions(texts))
