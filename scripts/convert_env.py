"""Set up .tools/convert, where models are converted and trained: `python3 scripts/convert_env.py`.

It has torch, which the bot's own environment never has. Standard library only. What the lock
names comes by pip, so that a machine's own settings (a folder with a torch for CPU, say) count.
Every failure is one sentence and exit code 1.
"""

import glob
import os
import shutil
import subprocess
import sys

from setup import ROOT, TOOLS, digest, read, run_quietly

VENV = os.path.join(TOOLS, "convert")
LOCK = "requirements-convert.txt"
STAMP = os.path.join(VENV, "installed.txt")
VERSIONS = ("3.11", "3.12", "3.13", "3.10")  # in this order


def main():
    wanted = digest(LOCK)
    if read(STAMP) == wanted:
        return 0
    python = find_python()
    if python is None:
        sys.stderr.write("convert: Python %s is needed, with venv.\n" % " or ".join(VERSIONS))
        return 1
    sys.stderr.write("convert: Installing torch and transformers into %s …\n" % VENV)
    shutil.rmtree(VENV, ignore_errors=True)
    lock = os.path.join(ROOT, LOCK)
    pip = [os.path.join(VENV, "bin", "python"), "-m", "pip", "install", "--quiet"]
    for command in ([python, "-m", "venv", VENV], [*pip, "--only-binary", ":all:", "-r", lock]):
        if subprocess.call(command) != 0:
            sys.stderr.write("convert: `%s` did not succeed.\n" % " ".join(command[:4]))
            return 1
    with open(STAMP, "w") as file:
        file.write(wanted)
    return 0


def find_python():
    """A Python of one of VERSIONS that can make environments, those of pyenv included."""
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for version in VERSIONS:
        pyenv = os.path.join(root, "versions", version + ".*", "bin", "python")
        for path in [*sorted(glob.glob(pyenv)), shutil.which("python" + version)]:
            if path and run_quietly([path, "-c", "import ensurepip, ssl, sys; assert sys.prefix"]):
                return path
    return None


if __name__ == "__main__":
    sys.exit(main())
