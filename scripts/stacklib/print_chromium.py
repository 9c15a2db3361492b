"""Stands in for wkhtmltopdf: takes the arguments Odoo gives it and prints with Chromium.

Run by the virtual environment's Python, which has lxml and pypdf. Odoo hands over one file with all headers, one with
all footers and one file per document. Each document is printed on its own, with its header and footer repeated on
every page through a table, and page numbers in the page margin; then the parts are joined.
"""

from __future__ import annotations

import copy
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import lxml.html
from pypdf import PdfWriter

from stacklib import browser

VERSION = "wkhtmltopdf 0.12.6 (printing with Chromium)"
# Options without a value, as far as Odoo uses them; every other option has one.
SWITCHES = {"--disable-local-file-access", "--quiet", "--header-line", "--disable-smart-shrinking"}
SECONDS = 60
# Odoo takes 1 for a warning and goes on with an empty file.
FAILED = 2


@dataclass
class Job:
    """What to print and how: lengths in millimetres unless they name their unit."""

    sources: list[Path] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    output: Path = Path()

    def page_rule(self) -> str:
        """Return the CSS for size, margins and page numbers."""
        options = self.options
        size = options.get("--page-size", "A4")
        if "--page-width" in options:
            size = f"{options['--page-width']} {options['--page-height']}"
        orientation = options.get("--orientation", "Portrait").lower()
        # The margins above and below hold header and footer for wkhtmltopdf; here these are part of the page.
        right, left = (max(float(options.get(f"--margin-{side}", "7")), 10) for side in ("right", "left"))
        number = 'counter(page) " / " counter(pages)'
        return (
            f"@page {{ size: {size} {orientation}; margin: 8mm {right}mm 12mm {left}mm;"
            f" @bottom-right {{ content: {number}; font-size: 8pt; color: #666; }} }}"
        )


def parse(arguments: list[str]) -> Job:
    """Read a command line of wkhtmltopdf."""
    job = Job()
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word in SWITCHES:
            continue
        if word.startswith("--"):
            job.options[word] = next(words)
        else:
            rest.append(word)
    job.sources = [Path(name) for name in rest[:-1]]
    job.output = Path(rest[-1])
    return job


def nth_part(job: Job, option: str, element_id: str, index: int) -> lxml.html.HtmlElement | None:
    """Return the header or footer of one document."""
    name = job.options.get(option)
    if not name:
        return None
    page = lxml.html.fromstring(Path(name).read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    parts = page.xpath(f"//*[@id='{element_id}']/*")
    if not parts:
        return None
    part = copy.deepcopy(parts[min(index, len(parts) - 1)])
    for number in part.xpath(".//*[contains(concat(' ', @class, ' '), ' page ')]"):
        # "Page 1 / 2" is in the page margin; the counters of the page cannot be shown inside a repeated footer.
        holder = number.getparent()
        holder.getparent().remove(holder)
    return part


def compose(job: Job, index: int) -> str:
    """Return one document with its header and footer as a page that Chromium can print."""
    page = lxml.html.fromstring(job.sources[index].read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    body = page.find("body")
    table = lxml.html.fromstring(
        "<table style='width:100%;border:0'><thead><tr><td></td></tr></thead>"
        "<tbody><tr><td></td></tr></tbody><tfoot><tr><td></td></tr></tfoot></table>"
    )
    head, middle, foot = table.iter("td")
    for cell, option, element_id in (
        (head, "--header-html", "minimal_layout_report_headers"),
        (foot, "--footer-html", "minimal_layout_report_footers"),
    ):
        part = nth_part(job, option, element_id, index)
        if part is not None:
            cell.append(part)
    middle.extend(list(body))
    body.append(table)
    # Odoo hides what overflows, which would leave one page of a long document.
    body.set("class", (body.get("class") or "").replace("overflow-hidden", ""))
    style = lxml.html.fromstring(
        f"<style>{job.page_rule()} html {{ height: auto !important; }} body.container {{ max-width: none; }}</style>"
    )
    page.find("head").append(style)
    return f"<!DOCTYPE html>\n{lxml.html.tostring(page, encoding='unicode')}"


def print_page(html: str, folder: Path, index: int) -> Path:
    """Print one page with Chromium and return the PDF."""
    source = folder / f"{index}.html"
    target = folder / f"{index}.pdf"
    source.write_text(html, encoding="utf-8")
    command = [browser.require("printing"), *browser.flags(), "--headless", f"--user-data-dir={folder / 'profile'}"]
    command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS, check=False)
    if not target.is_file():
        sys.stderr.write(f"Chromium printed nothing: {done.stderr[-500:]}\n")
        sys.exit(FAILED)
    return target


def lift_memory_limit() -> None:
    """Undo the limit on address space Odoo's server hands down: Chromium reserves far more than it uses."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def main(arguments: list[str]) -> int:
    """Print, or tell the version that Odoo asks for."""
    if "--version" in arguments:
        sys.stdout.write(f"{VERSION}\n")
        return 0
    lift_memory_limit()
    job = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="print-") as name:
        folder = Path(name)
        writer = PdfWriter()
        for index in range(len(job.sources)):
            writer.append(print_page(compose(job, index), folder, index))
        writer.write(job.output)
    return 0
