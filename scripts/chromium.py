"""Find Chromium for the browser tests: `python3 scripts/chromium.py` prints where it is.

Standard library only. As root on Debian or Ubuntu it is installed with apt-get when it is
missing; elsewhere one sentence says how to get it, and the exit code is 1.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = ("/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin")
ADVICE = (
    "The browser tests need Chromium: install it (`apt-get install chromium` as root on Debian or"
    " Ubuntu), or name one in the environment variable CHROMIUM."
)


def main():
    path = find() or install()
    if path is None:
        sys.stderr.write("chromium: %s\n" % ADVICE)
        return 1
    print(path)
    return 0


def find():
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    search = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    found = (shutil.which(name, path=search) for name in NAMES)
    return next(filter(None, found), None)


def install():
    """Install Chromium with apt-get where that is possible; its path, or None."""
    if os.environ.get("CHROMIUM") or not shutil.which("apt-get") or os.geteuid() != 0:
        return None
    sys.stderr.write("chromium: Installing Chromium for the browser tests …\n")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.call(["apt-get", "-qq", *command], env=quiet, stdout=sys.stderr) != 0:
            return None
    return find()


if __name__ == "__main__":
    sys.exit(main())
