"""How Sphinx makes the site of all documents, with the README as its first page: `make site`."""

DOCUMENTS = {
    "What was found": ["results", "compression", "architectures", "performance"],
    "How to use it": [
        *("page", "own-images", "notebooks"),
        *("/config/README", "config", "cluster", "cloud", "reproducibility", "verification"),
    ],
    "How it is made": ["architecture", "extending", "upstream", "/CONTRIBUTING", "/SECURITY", "/benchmarks/README"],
    "Changes": ["/CHANGELOG"],
}

project = "Autoencoder Grid"
copyright = author = "The Autoencoder Grid authors"
extensions = ["myst_parser"]
myst_heading_anchors = 3  # as on GitHub
root_doc = "README"
include_patterns = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]
include_patterns += ["benchmarks/README.md", "config/README.md", "docs/*.md"]
html_theme = "furo"
html_title = project
html_copy_source = False


def toctree(caption, names):
    """A list of documents for the sidebar, as MyST writes it."""
    paths = (name if name.startswith("/") else f"/docs/{name}" for name in names)
    return "\n".join(["```{toctree}", f":caption: {caption}", ":hidden:", "", *paths, "```", ""])


def add_contents(app, name, source):
    """Add the sidebar's lists to the README, which GitHub shows unchanged."""
    if name == root_doc:
        source[0] += "\n" + "\n".join(toctree(*part) for part in DOCUMENTS.items())


def setup(app):
    app.connect("source-read", add_contents)
