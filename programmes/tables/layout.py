"""The code behind what is kept ready: a module and all of the portal's own that it imports."""

import ast
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def fingerprint(module: str, root: Path = ROOT) -> str:
    """Return what tells apart things that a module made in different releases.

    Args:
        module: its dotted name.
        root: the folder in which the dotted names begin.
    """
    code = blake2b(digest_size=8)
    for path in files_behind(module, root):
        code.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return code.hexdigest()


def files_behind(module: str, root: Path = ROOT) -> list[Path]:
    """Return the files that run when a module does: its own, then all that they import in turn.

    Read from the texts, so that no list has to be kept by hand. Other people's packages are left
    out: the portal's words are its own.
    """
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        path = file_of(name, root)
        if path and path not in found:
            found.add(path)
            waiting.append(name.rpartition(".")[0])  # its package runs first
            waiting.extend(imports_of(path, root))
    return sorted(found)


def file_of(module: str, root: Path) -> Path | None:
    """Return the file of a module or package of the portal's own; None for anything else."""
    if not module:
        return None
    bare = root.joinpath(*module.split("."))
    choices = (bare.with_suffix(".py"), bare / "__init__.py")
    return next((path for path in choices if path.is_file()), None)


def imports_of(path: Path, root: Path) -> Iterator[str]:
    """Yield the names of all that a file may import, be it a module or what stands in one."""
    package = path.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *filter(None, [node.module])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
