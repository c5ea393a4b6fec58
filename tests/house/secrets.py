"""What a secret looks like, as data; and the search of every version that this repository has ever held:

python -m tests.house.secrets          prints each find with its commit and file, and how much was read; exit code 1 where there is one
"""

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = {  # what it is, how it looks, and a sample that must be found, put together so that this file holds none
    "a private key": (r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----", "-----BEGIN " + "RSA PRIVATE KEY-----"),
    "a key of a cloud": (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "AKIA" + "ABCDEFGHIJKLMNOP"),
    "a token of a code host": (r"\b(?:gh[opsur]_[A-Za-z0-9]{36}|glpat-[\w-]{20,})", "ghp_" + "a1" * 18),
    "a token of a chat": (r"\bxox[abprs]-[\w-]{10,}", "xoxb-" + "0123456789-a"),
    "a key of a payment service": (r"\b[sr]k_live_[0-9a-zA-Z]{20,}", "sk_live_" + "a1" * 12),
    "a token of a package index": (r"\bpypi-[A-Za-z0-9_-]{40,}", "pypi-" + "a1" * 25),
    "a signed token": (
        r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}",
        "eyJ" + "a1" * 9 + ".eyJ" + "a1" * 9 + "." + "b2" * 12,
    ),
    "a password in an address": (
        r"\b[a-z][a-z0-9+]*://[^\s:/@'\"{}$]*:[^\s:/@'\"{}$<>]{3,}@",
        "postgres://web:" + "Tr0ub4dor@db/x",
    ),
    "a secret that is set": (
        r"(?i)\b(?:secret|passwd|password|api_?key|token)\w*\s*[=:]\s*['\"]([^'\"\s{}$<>]{16,})['\"]",
        "API_KEY = '" + "k3yk3yk3yk3yk3yk3y'",
    ),
}
LONG = re.compile(r"['\"=\s]([A-Za-z0-9+/_-]{40,}={0,2})(?=['\"\s]|$)")  # as random keys are written
RANDOM_FROM = 4.4  # bits of chance a sign, of what is written with 64 of them; words have about 4
KNOWN = {  # what looks like one, and why it is none: by the file in which it stands
    "earlyhelp/settings.py": "the demo’s own, which production refuses",
    "docs/howto/production.md": "where the reader's own go",
    "tests/access/signing_in.py": "of invented people",
    "tests/access/test_signin.py": "of invented people",
    "tests/pages/test_on_the_way.py": "of invented people",
    "tests/hostile/test_signing_in.py": "of invented people",
    "tests/hostile/corpus.py": "an address that nobody has",
    "tests/house/test_rehearsal.py": "made up, for a rehearsal",
    "tests/embedded/test_environment.py": "made up, to be kept out of sight",
    "tests/house/test_settings.py": "made up, to be refused or let pass",
}
BINARY = {".png", ".ico", ".woff", ".woff2", ".jpg", ".gz", ".zip", ".pyc"}


def chance(text: str) -> float:
    """How many bits each sign of a text tells, by how often each stands in it."""
    counted = Counter(text).values()
    return -sum(times / len(text) * math.log2(times / len(text)) for times in counted)


def found_in(line: str) -> Iterator[str]:
    """What in a line looks like a secret, by its name."""
    for what, (pattern, _sample) in PATTERNS.items():
        if re.search(pattern, line):
            yield what
    if any(
        chance(one) >= RANDOM_FROM for one in LONG.findall(line) if not one.startswith("sha512-")
    ):  # a package's sum
        yield "a long text by chance"


def in_tree() -> Iterator[tuple[str, int, str]]:
    """Every find in the files that are kept, with its line."""
    listed = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    )
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in BINARY or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            for what in found_in(line):
                yield name, number, what


def in_history() -> Iterator[tuple[str, str, str]]:
    """Every find in a line that any commit has ever added: the commit, the file and what it looks like. The last says how much was read."""
    log = ["git", "log", "--all", "-p", "-U0", "--no-color", "--no-textconv", "--no-ext-diff", "--format=commit %h"]
    lines = commits = 0
    commit = name = ""
    with subprocess.Popen(log, cwd=ROOT, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("commit "):
                commit, commits = line.split()[1], commits + 1
            elif line.startswith("+++ b/"):
                name = line[6:].strip()
            elif line.startswith("+") and Path(name).suffix not in BINARY:
                lines += 1
                for what in found_in(line[1:]):
                    yield commit, name, what
    yield f"{commits:,} commits", f"{lines:,} lines", ""


def main() -> int:
    """Search the history; 1 where something was found that KNOWN has no reason for."""
    wrong = 0
    for commit, name, what in in_history():
        if not what:
            sys.stdout.write(f"{commit}, {name} read: {wrong} secrets\n")
        elif name not in KNOWN:
            wrong += 1
            sys.stdout.write(f"{commit} {name}: {what}\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
