"""`make bench`: figures of the running product, each beside a baseline in the same run.

python -m bench [ready] [ask] [events] [memory]
"""

from __future__ import annotations

import sys

from bench import answers, events, startup

PARTS = {"ready": startup.ready, "ask": answers.ask, "events": events.per_second, "memory": startup.memory}


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
