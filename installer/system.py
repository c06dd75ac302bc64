"""Checks what the operating system must have for our packages: venv's parts, Qt's shared libraries.

It looks, installs what is missing when it may, and otherwise names the one command that does. On Windows
there is nothing to do: the packages bring everything.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass

from installer.progress import Stopped, run_quietly, say, tail

# The shared libraries that the Qt modules we use ask for and that their package does not bring (from the
# NEEDED entries of QtCore, QtGui, QtWidgets, QtSvg, QtDBus, QtNetwork, QtTest and the offscreen platform).
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# What the xcb platform asks for on top of them: a window on a screen needs it, the tests do not.
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# The oldest C library that the locked Qt's packages run on (their tag is manylinux_2_34).
GLIBC_MIN = (2, 34)
# Run in a process of its own: one that has looked once may not see what was installed since.
_LOOK = """
import ctypes, sys
for name in sys.argv[1:]:
    try:
        ctypes.CDLL(name)
    except OSError:
        print(name)
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """What this machine lacks, as Debian packages and as the names that were looked for."""

    needed: dict[str, str]  # Nothing works without these.
    wanted: dict[str, str]  # Only a window on a screen needs these.

    def packages(self, *, window: bool) -> list[str]:
        """Return the packages to install, once each, in a stable order."""
        names = {**self.needed, **(self.wanted if window else {})}
        return sorted(set(names.values()))


def prepare(*, window: bool) -> None:
    """Make sure the machine can run our packages; with `window` also show a window. Raises Stopped if not."""
    if not sys.platform.startswith("linux"):
        return
    require_c_library(platform.libc_ver())
    missing = look()
    if not missing.needed and not missing.wanted:
        return
    reason = _install(missing.packages(window=True))
    if reason is None:
        missing = look()
        reason = "They are still missing after the installation."
    if missing.needed or (window and missing.wanted):
        raise Stopped(_plain_words(missing, window=window, reason=reason))
    if missing.wanted:
        say(
            "  Note: tests run, but a window on a screen would also need: "
            + " ".join(missing.packages(window=True))
        )


def require_c_library(found: tuple[str, str]) -> None:
    """Raise Stopped on a Linux that Qt is not built for; pip would only say that it finds no package."""
    name, version = found
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if name != "glibc" or numbers < GLIBC_MIN:
        raise Stopped(
            f"Qt needs a Linux with glibc {GLIBC_MIN[0]}.{GLIBC_MIN[1]} or newer "
            f"(Debian 12, Ubuntu 22.04 and later); this one has {name or 'another C library'} {version}."
        )


def look() -> Missing:
    """Look for every part by really loading it, and return what could not be loaded."""
    needed: dict[str, str] = {}
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        needed["ensurepip (for venv)"] = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    absent = set(_not_loadable([*QT_LIBRARIES, *WINDOW_LIBRARIES]))
    needed.update({name: package for name, package in QT_LIBRARIES.items() if name in absent})
    wanted = {name: package for name, package in WINDOW_LIBRARIES.items() if name in absent}
    return Missing(needed=needed, wanted=wanted)


def _not_loadable(names: list[str]) -> list[str]:
    answer = subprocess.run([sys.executable, "-c", _LOOK, *names], capture_output=True, text=True, check=True)
    return answer.stdout.split()


def _install(packages: list[str]) -> str | None:
    """Install Debian packages if this person may. Return None when done, else one sentence why not."""
    if shutil.which("apt-get") is None:
        return "This system has no apt-get; its own package manager has these under similar names."
    prefix = _right_to_install()
    if prefix is None:
        return "Installing needs root, and sudo does not answer without a password."
    say(f"  Installing {len(packages)} system packages with apt-get: {' '.join(packages)}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A list that cannot be renewed may still be good enough: the installation below decides.
    run_quietly([*prefix, "apt-get", "update"], title="list of packages", log=None, environ=environ)
    command = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *packages]
    code, output = run_quietly(command, title="system packages", log=None, environ=environ)
    if code == 0:
        return None
    say(tail(output))
    return f"apt-get ended with code {code}; what it said is above."


def _right_to_install() -> list[str] | None:
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    # `env` because sudo drops what it does not know, and apt-get must not ask anything.
    return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"] if allowed else None


def _plain_words(missing: Missing, *, window: bool, reason: str) -> str:
    groups = [("This machine lacks what everything here needs:", missing.needed)]
    groups.append(("A window on a screen " + ("needs:" if window else "would also need:"), missing.wanted))
    lacks = "".join(f"{title}\n  {' '.join(names)}\n" for title, names in groups if names)
    packages = " ".join(missing.packages(window=True))
    return (
        f"{lacks}{reason}\n"
        "On Debian or Ubuntu, this command installs them (as root, or with sudo before it):\n"
        f"  apt-get update && apt-get install -y --no-install-recommends {packages}\n"
        "Then run the same dev.py command again; it goes on from there."
    )
