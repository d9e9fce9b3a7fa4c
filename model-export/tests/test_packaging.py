# SPDX-License-Identifier: Apache-2.0
"""What `pip install ./model-export` brings along: every data file, and every library that the code imports."""

import ast
import sys
import tomllib
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "src"
OWN = "milena_export"


def pyproject() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def normal(name: str) -> str:
    return name.replace("_", "-").lower()


def imported(path: Path) -> set[str]:
    """Libraries that a module imports anywhere, by the first part of their names."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {OWN}


def test_should_package_every_data_file() -> None:
    patterns = pyproject()["tool"]["setuptools"]["package-data"]
    files = [
        path for path in (SOURCE / OWN).rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")
    ]
    assert "manifest.schema.json" in {path.name for path in files}
    for path in files:
        package = ".".join(path.parent.relative_to(SOURCE).parts)
        assert any(fnmatch(path.name, pattern) for pattern in patterns.get(package, [])), path


def test_should_be_in_a_package_wherever_there_is_code() -> None:
    folders = {path.parent for path in (SOURCE / OWN).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_should_declare_every_library_that_is_imported() -> None:
    project = pyproject()["project"]
    entries = [
        *project["dependencies"],
        *(e for extra in project["optional-dependencies"].values() for e in extra),
    ]
    declared = {normal(entry.split("=")[0].split(">")[0].split("<")[0].strip()) for entry in entries}
    providers = metadata.packages_distributions()
    missing = {
        (name, path.name)
        for path in (SOURCE / OWN).rglob("*.py")
        for name in imported(path)
        if not {normal(provider) for provider in providers.get(name, [name])} & declared
    }
    assert missing == set()
