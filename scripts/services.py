"""Find PostgreSQL, Redis and nginx for the long tests: prints where their programs are.

Standard library only. As root on Debian or Ubuntu they are installed with apt-get when they are
missing; elsewhere one sentence says how to get them, and the exit code is 1.
"""

import glob
import os
import shutil
import subprocess
import sys

PACKAGES = {"initdb": "postgresql", "redis-server": "redis-server", "nginx": "nginx-light"}
PLACES = ["/usr/sbin", "/usr/local/bin", "/usr/bin"]
ADVICE = "The long tests need PostgreSQL, Redis and nginx: `apt-get install %s` as root on Debian."


def main():
    missing = [package for name, package in PACKAGES.items() if find(name) is None]
    if missing and not install(missing):
        sys.stderr.write("services: %s\n" % (ADVICE % " ".join(missing)))
        return 1
    for name in PACKAGES:
        print(find(name))
    return 0


def find(name):
    """The path of a program on this machine, or None. Debian keeps PostgreSQL's out of PATH."""
    places = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True) + PLACES
    return shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", "")]))


def install(packages):
    """Install them without starting them; False where that is not possible."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    sys.stderr.write("services: Installing %s for the tests …\n" % ", ".join(packages))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive", RUNLEVEL="1")
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        if subprocess.call(["apt-get", "-qq", *command], env=quiet, stdout=sys.stderr) != 0:
            return False
    return all(find(name) for name in PACKAGES)


if __name__ == "__main__":
    sys.exit(main())
