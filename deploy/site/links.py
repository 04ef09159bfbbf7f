"""Links of the site: those that leave docs/ lead into the repository, and every link and
anchor between pages has to lead somewhere, or the build fails."""

import html.parser
import pathlib
import re
import urllib.parse

REPOSITORY = "https://github.com/warder/warder/blob/main/"
OUTSIDE = re.compile(r"(\]\()((?:\.\./)+)([^)\s]+\))")


def on_page_markdown(markdown, page, config, files):
    """Links that climb out of docs/ become those of the repository."""
    depth = page.file.src_path.count("/")

    def outside(link):
        if link[2].count("../") <= depth:
            return link[0]
        return link[1] + REPOSITORY + link[3]

    return OUTSIDE.sub(outside, markdown)


class Page(html.parser.HTMLParser):
    """The anchors and the links of a page."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def on_post_build(config):
    """Fails where a link between pages leads nowhere."""
    site = pathlib.Path(config["site_dir"])
    pages = {path: Page(path.read_text()) for path in site.rglob("*.html") if path.name != "404.html"}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            target = urllib.parse.urlsplit(link)
            if target.scheme or target.netloc:
                continue
            to = path if not target.path else (path.parent / urllib.parse.unquote(target.path)).resolve()
            if to.is_dir():
                to = to / "index.html"
            if not to.exists():
                broken.append(f"{path.relative_to(site)}: {link} leads nowhere")
            elif target.fragment and to in pages and urllib.parse.unquote(target.fragment) not in pages[to].anchors:
                broken.append(f"{path.relative_to(site)}: {link} has no such heading")
    if broken:
        raise SystemExit("\n".join(sorted(set(broken))))
    print(f"{len(pages)} pages, {sum(len(page.links) for page in pages.values())} links")
