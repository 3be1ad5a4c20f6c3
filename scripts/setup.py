"""Set up the environment in .venv: `python3 scripts/setup.py [--dev]`, with any Python 3.

Standard library only, since it runs before anything is installed. What the machine already
has is used before anything is downloaded. Every failure is one sentence and exit code 1.
"""

import argparse
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
TOOLS = os.path.join(ROOT, ".tools")
STAMP = os.path.join(VENV, "installed.txt")
WANTED = "3.10"
UV = "uv==0.13.9"


class SetupError(Exception):
    """What a person must be told when the environment cannot be made."""


def main():
    parser = argparse.ArgumentParser(description="Make the environment in .venv.")
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    args = parser.parse_args()
    try:
        install(args.dev)
    except SetupError as error:
        sys.stderr.write("setup: %s\n" % error)
        return 1
    return 0


def install(dev):
    """Bring .venv to what the lock file says; nothing to do when it is there already."""
    locks = {name: digest(name) for name in ("requirements.txt", "requirements-dev.txt")}
    done = read(STAMP)
    if locks["requirements-dev.txt"] in done or (not dev and locks["requirements.txt"] in done):
        return
    uv = find_uv()
    if version_of(venv_python()) != WANTED:
        step("Making the environment with Python %s" % WANTED)
        call([uv, "venv", "--quiet", "--clear", "--python", find_python(uv), VENV])
    lock = "requirements-dev.txt" if dev else "requirements.txt"
    step("Installing the packages of %s (some minutes the first time)" % lock)
    call(
        [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--require-hashes",
            "--compile-bytecode",
            "--python",
            venv_python(),
            os.path.join(ROOT, lock),
        ]
    )
    with open(STAMP, "w") as file:
        file.write(locks[lock])


def find_uv():
    """Uv from the PATH, from .tools, or installed into .tools from the package registry."""
    own = os.path.join(TOOLS, "bin", "uv")
    found = shutil.which("uv") or (own if works(own) else None)
    if found:
        return found
    step("Fetching uv, the package installer")
    pip = [os.path.join(TOOLS, "bin", "python"), "-m", "pip"]
    if not run_quietly([sys.executable, "-m", "venv", TOOLS]):
        # Debian's python3 without python3-venv: pip can still install into a folder.
        pip = [sys.executable, "-m", "pip"]
        shutil.rmtree(TOOLS, ignore_errors=True)
        if run_quietly([*pip, "install", "--quiet", "--target", TOOLS, UV]) and works(own):
            return own
    elif run_quietly([*pip, "install", "--quiet", UV]) and works(own):
        return own
    raise SetupError(
        "uv could not be installed from the package registry: check the network,"
        " or install uv yourself (`pip install uv`) and try again."
    )


def find_python(uv):
    """The path of a Python 3.10 on this machine, else one that uv obtains."""
    for candidate in local_pythons():
        if version_of(candidate) == WANTED:
            return candidate
    if run_quietly([uv, "python", "find", "--quiet", WANTED]):
        return WANTED
    step("Obtaining Python %s" % WANTED)
    if run_quietly([uv, "python", "install", "--quiet", WANTED]):
        return WANTED
    raise SetupError(
        "Python %s is needed (Rasa 3.6 runs on no newer one) and was neither found nor could it"
        " be downloaded: install it, for example with `pyenv install 3.10.13`, and try again."
        % WANTED
    )


def local_pythons():
    """Paths that may be a Python 3.10, those of pyenv included although its shim fails."""
    yield sys.executable
    found = shutil.which("python%s" % WANTED)
    if found:
        yield found
    roots = [os.environ.get("PYENV_ROOT"), os.path.expanduser("~/.pyenv")]
    for root in filter(None, roots):
        pattern = os.path.join(root, "versions", WANTED + ".*", "bin", "python")
        yield from sorted(glob.glob(pattern), key=patch_number, reverse=True)


def patch_number(path):
    match = re.search(r"/3\.10\.(\d+)", path)
    return int(match.group(1)) if match else -1


def version_of(python):
    """'3.10' for a Python 3.10 that starts, else another version or an empty string."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        output = subprocess.check_output([python, "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return output.decode().strip()


def venv_python():
    return os.path.join(VENV, "bin", "python")


def works(program):
    return os.path.exists(program) and run_quietly([program, "--version"])


def run_quietly(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def call(command):
    environment = dict(os.environ, UV_LINK_MODE=os.environ.get("UV_LINK_MODE", "copy"))
    if subprocess.call(command, env=environment) != 0:
        raise SetupError("`%s` did not succeed; what it said is above." % " ".join(command[:3]))


def digest(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return "%s %s" % (name, hashlib.sha256(file.read()).hexdigest())


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def step(text):
    sys.stderr.write("setup: %s …\n" % text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
