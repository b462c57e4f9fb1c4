"""The wheel, in an empty environment, does what the checkout does."""

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import ROOT, SEED_SLUG


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_wheel_in_an_empty_environment_runs_the_demo(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, ROOT], check=True, timeout=300)
    wheel = next(tmp_path.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True, timeout=120)
    python = tmp_path / "env" / "bin" / "python"
    install = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", wheel]
    subprocess.run(install, check=True, timeout=300)
    command = tmp_path / "env" / "bin" / "vm2graph"
    process = subprocess.Popen(
        [command, "demo", "--port", "8700"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    text = ""
    for line in process.stdout:
        text += line
        if line.startswith("Ctrl-C"):
            break
    base = re.search(r"The site is at (\S+)/ ", text)
    assert base, text + process.stderr.read()
    for path in (f"/doc/publication/{SEED_SLUG}.ttl", "/def.ttl", "/"):
        with urllib.request.urlopen(base[1] + path, timeout=20) as answer:
            assert answer.status == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    process.stdout.close()
    process.stderr.close()
