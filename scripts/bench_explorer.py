"""The explorer against pyvis as it comes: the same nodes and edges, the same browser, one run."""

import os
import re
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from interposer.network.picture import Picture

TOP = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
SIZES = (200, 1_000, 5_000, 10_000)
PATIENCE = 240
"""Seconds of the browser's CPU time after which a page that still moves is given up."""
PAN, PANS = 1.5, 3
"""Seconds of dragging, and how often: the best counts, as whatever else the machine does only ever slows it."""
LARGEST = 3_000_000
"""Bytes that the page of the whole graph may have."""

# Keeps the networks that a page makes in reach, and counts what they draw.
SPY = """
window.spied = {frames: 0};
const network = {get() { return this.made; }, set(original) {
  this.made = class extends original {
    constructor(...given) {
      super(...given);
      spied.network = this;
      this.on('afterDrawing', () => { spied.frames += 1; });
    }
  };
}};
window.vis = {};
Object.defineProperty(window.vis, 'Network', network);
"""
SETTLED = "window.spied.network && spied.network.physics.stabilized === true && spied.frames > 0"
READY = "document.documentElement.dataset.ready === 'true' && spied.frames > 0"
# How long the page's own work for one letter takes, with the layout of what it changed.
LETTER = """(letters) => {
  const box = document.getElementById('query');
  const took = [];
  box.focus();
  for (const letter of letters) {
    box.value += letter;
    const begin = performance.now();
    box.dispatchEvent(new InputEvent('input', {bubbles: true}));
    document.getElementById('suggestions').getBoundingClientRect();
    took.push(performance.now() - begin);
  }
  box.value = '';
  box.dispatchEvent(new InputEvent('input', {bubbles: true}));
  document.activeElement.blur();
  return took;
}"""


# Drags the map from beside everything: it is moved, and not a thing on it. One step of the pointer a frame.
DRAG = """(duration) => new Promise((done) => {
  const canvas = document.querySelector('canvas');
  const box = canvas.getBoundingClientRect();
  const start = {x: box.right - 6, y: box.bottom - 6};
  const send = (type, step, buttons) => canvas.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true, buttons,
    button: type === 'pointermove' ? -1 : 0, clientX: start.x - 3 * (step % 90), clientY: start.y - 2 * (step % 90),
  }));
  const at = spied.network.getViewPosition();
  send('pointerdown', 0, 1);
  for (let step = 1; step < 6; step += 1) send('pointermove', step, 1);
  const before = spied.frames;
  const begin = performance.now();
  let step = 6;
  let moved = false;
  const tick = () => {
    const now = performance.now();
    const here = spied.network.getViewPosition();
    moved = moved || Math.hypot(here.x - at.x, here.y - at.y) > 1;
    if (now - begin > duration) {
      send('pointerup', step, 0);
      done([spied.frames - before, (now - begin) / 1000, moved]);
      return;
    }
    step += 1;
    send('pointermove', step, 1);
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
})"""


@dataclass
class Measured:
    """What one page took: CPU seconds to a stable frame (None: never settled) and frames a second while panned."""

    first: float | None
    pan: float
    letter: float = 0.0
    idle: int = 0
    progress: str = ""


def bench_explorer() -> None:
    """Compare the first stable frame, panning, search and idling with pyvis as it comes; then the whole real graph."""
    sys.path.insert(0, str(TOP / "tests" / "views"))
    from test_explorer import realistic_picture

    from interposer.views.explorer import write

    print(f"the explorer against pyvis as it comes (in_line), three edges a node; {os.cpu_count()} processors")
    print(
        "   things    stable frame, CPU s      ratio     pan, frames/s     ratio   letter, of a pan frame   idle frames"
    )
    failed = []
    ours: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            picture = realistic_picture(size)
            mine, stock = Path(folder) / f"{size}.html", Path(folder) / f"{size}-stock.html"
            write(picture, mine)
            _write_stock(picture, stock)
            ours[size] = measure(mine, READY, ours=True)
            theirs = measure(stock, SETTLED)
            print(_row(size, ours[size], theirs), flush=True)
            if size == 1_000:
                failed += _bounds(ours[size], theirs)
        failed += _whole_graph(Path(folder) / "whole.html", ours[1_000])
    if failed:
        sys.exit("out of bounds: " + "; ".join(failed))


def _bounds(mine: Measured, stock: Measured) -> list[str]:
    """Hold the measures at 1,000 things against what was promised."""
    told = []
    if stock.first is not None and mine.first is not None and stock.first / mine.first < 20:
        told.append(f"first frame {stock.first / mine.first:.1f} times sooner (20)")
    if mine.pan < 5 * stock.pan:
        told.append(f"pan {mine.pan / stock.pan:.1f} times the frames (5)")
    if mine.letter > 1000 / mine.pan:
        told.append("a letter takes longer than a frame of panning")
    if mine.idle:
        told.append(f"{mine.idle} frames drawn while idle")
    return told


def _whole_graph(path: Path, thousand: Measured) -> list[str]:
    """Measure the page of the real graph: its size, and its first frame against that of 1,000 things."""
    import interposer

    interposer.open().picture().save(path)
    size = path.stat().st_size
    real = measure(path, READY, ours=True)
    assert real.first is not None
    assert thousand.first is not None
    ratio = real.first / thousand.first
    print(
        f"the whole graph: {size / 1e6:.2f} MB (bound {LARGEST / 1e6:g}), first frame {real.first:.2f} CPU s, ", end=""
    )
    print(f"{ratio:.2f} of that of 1,000 things (bound 2); pan {real.pan:.0f} frames/s, ", end="")
    print(f"a letter {real.letter:.1f} ms, {real.idle} frames while idle")
    return [f"{size:,} bytes"] * (size > LARGEST) + [f"first frame {ratio:.2f} (2)"] * (ratio > 2)


def _row(size: int, mine: Measured, stock: Measured) -> str:
    settled = f"{stock.first:8.1f}" if stock.first is not None else f"> {PATIENCE}"
    sooner = f"{stock.first / mine.first:7.0f}×" if stock.first and mine.first else stock.progress
    faster = f"{mine.pan / stock.pan:.1f}×" if stock.pan else "no frame"
    return (
        f"  {size:7,}  {mine.first:7.2f} against {settled:>8}  {sooner:>9}   {mine.pan:5.1f} against {stock.pan:5.1f}  "
        f"{faster:>7}   {mine.letter:6.1f} ms of {1000 / mine.pan:6.1f} ms   {mine.idle:10}"
    )


def _write_stock(picture: "Picture", path: Path) -> None:
    """Write the things and relations of a picture with pyvis, as its documentation does."""
    from pyvis.network import Network

    class Quick(Network):
        """Pyvis itself; only that looking a node up does not walk a list for both ends of each edge."""

        def get_nodes(self) -> object:
            return self.node_map.keys()

    made = Quick(directed=True, cdn_resources="in_line")
    for node in picture.nodes:
        made.add_node(node.id, label=node.label)
    for edge in picture.edges:
        made.add_edge(edge.source, edge.target)
    path.write_text(made.generate_html(), encoding="utf-8")


def measure(path: Path, ready: str, *, ours: bool = False) -> Measured:
    """Open a page in a browser of its own and measure it."""
    with _page() as page:
        begin = _spent()
        page.goto(path.as_uri(), wait_until="commit")
        settled = _wait(page, ready)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        first = _spent() - begin
        if not settled:  # it is panned as it comes, still moving
            steps = page.evaluate("spied.network ? spied.network.physics.stabilizationIterations : 0")
            return Measured(None, _panned(page), progress=f"{steps} steps")
        if not ours:
            return Measured(first, _panned(page))
        page.wait_for_timeout(1000)
        before = page.evaluate("spied.frames")
        page.wait_for_timeout(1000)
        idle = page.evaluate("spied.frames") - before
        letters = page.evaluate(LETTER, "packaging")
        page.wait_for_timeout(300)
        return Measured(first, _panned(page), statistics.median(letters), idle)


def _wait(page: "Page", ready: str) -> bool:
    """Wait until a page says yes; asked from outside, as its policy lets nothing be evaluated inside."""
    begin = _spent()
    while _spent() - begin < PATIENCE:
        if page.evaluate(ready):
            return True
        time.sleep(0.1)
    return False


def _panned(page: "Page") -> float:
    """Drag the map about for some seconds, as often as the page draws, and count what it draws a second."""
    rates = []
    for _ in range(PANS):
        frames, seconds, moved = page.evaluate(DRAG, PAN * 1000)
        rates.append(frames / seconds if moved else 0.0)
    return float(max(rates))


@contextmanager
def _page() -> "Iterator[Page]":
    """Open an empty page in a new browser that reaches no network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
        page = context.new_page()
        page.add_init_script(SPY)
        yield page
        browser.close()


def _spent() -> float:
    """Add up the CPU seconds of every browser process below this one."""
    ticks, children = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, fields = re.match(
                r"\d+ \((.*)\) (.*)", stat.read_text(encoding="utf-8", errors="replace"), re.DOTALL
            ).groups()
        except (OSError, AttributeError):  # it has just ended
            continue
        _, parent, *rest = fields.split()
        children.setdefault(int(parent), []).append(int(stat.parent.name))
        ticks[int(stat.parent.name)] = (int(rest[9]) + int(rest[10])) if "chrom" in name else 0
    below, found = [os.getpid()], 0
    while below:
        process = below.pop()
        found += ticks.get(process, 0)
        below += children.get(process, [])
    return found / os.sysconf("SC_CLK_TCK")
