"""Every command of the README works as it stands there."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vm2graph.settings import Settings

TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"(?ms)^```(sh|python)\n(.*?)^```", TEXT)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the reader of the README has it."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


def environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def commands() -> list[str]:
    lines = [line.split("  #")[0].strip() for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
    return [line for line in lines if line]


def test_the_commands_in_their_order(place: Path) -> None:
    servers = [line for line in commands() if line.startswith(("make demo", "vm2graph serve"))]
    assert len(servers) == 2, "these two do not end by themselves and are tried below"
    for line in commands():
        if line in servers:
            continue
        run = subprocess.run(["bash", "-c", line], cwd=place, env=environment(), capture_output=True, text=True)
        assert run.returncode == 0, f"{line}: {run.stderr}"
        assert run.stdout
    process = subprocess.Popen(
        ["bash", "-c", f"exec {servers[1]}"], cwd=place, env=environment(), stderr=subprocess.PIPE, text=True
    )
    told = process.stderr.readline()
    told = process.stderr.readline() if "taken" in told else told
    address = re.search(r"http://\S+/", told)
    assert address, told
    with urllib.request.urlopen(address[0], timeout=20) as answer:
        assert "Vijf jaar VM2" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    process.stderr.close()


def test_make_demo_is_the_demo_command() -> None:
    """The target itself installs things; that it runs `vm2graph demo` is what the demo's own tests stand on."""
    shown = subprocess.run(["make", "--dry-run", "demo"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "vm2graph demo --port 8000" in shown


def test_the_python_example(place: Path) -> None:
    code = next(block for kind, block in BLOCKS if kind == "python")
    run = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, text=True)
    assert run.stdout == "Vijf jaar VM2\n", run.stderr


def test_every_setting_is_in_the_file_that_init_writes(place: Path) -> None:
    text = (place / "mycollection" / "vm2graph.toml").read_text()
    assert all(f"[{section}]" in text for section in Settings.__dataclass_fields__)
