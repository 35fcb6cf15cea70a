"""`make bench`: figures of the running product, each beside a baseline in the same run.

python -m bench [ready] [ask] [library] [events] [memory]

`python -m bench.library --large` measures 200,000 passages; it takes minutes.
"""

from __future__ import annotations

import sys

from bench import answers, events, library, startup

PARTS = {
    "ready": startup.ready,
    "ask": answers.ask,
    "library": library.small,
    "events": events.per_second,
    "memory": startup.memory,
}


def main() -> int:
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]!r}: {', '.join(PARTS)}.")
        return 2
    for name in wanted:
        print(f"\n== {name}")
        for line in PARTS[name]():
            print(f"  {line}")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
