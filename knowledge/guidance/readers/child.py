"""Reading in a child process with limits on time and memory, so that no file can harm the bot."""

from __future__ import annotations

import json
import queue
import resource
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from knowledge.guidance.readers import Marked, Refused, read_marked

SECONDS = 60  # for one file
MEMORY = 1_200_000_000  # bytes of address space
ROOT = Path(__file__).resolve().parents[3]


class ChildReader:
    """Reads files one after another in a child process; a file that breaks it is refused, the next gets a new child."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path) -> Marked:
        """The marked text of a file. Raises Refused with a sentence."""
        process = self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(str(path.resolve())) + "\n")
            process.stdin.flush()
            answer = self._answers.get(timeout=self._seconds)
        except (queue.Empty, BrokenPipeError) as error:
            self.close()
            raise Refused(
                f"{path.name} took too long to read and was left out. Split it, or save it in a simpler form."
            ) from error
        if answer is None:
            self.close()
            raise Refused(
                f"{path.name} cannot be read: it needs too much memory, or is damaged. Split it, or save it anew."
            )
        data = json.loads(answer)
        if "refused" in data:
            raise Refused(data["refused"])
        return Marked(**data)

    def _start(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._answers = queue.Queue()
            self._process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
                [sys.executable, "-m", "knowledge.guidance.readers.child", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                cwd=ROOT,
            )
            threading.Thread(target=_listen, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def close(self) -> None:
        """End the child."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            self._process = None


def _listen(process: subprocess.Popen[str], answers: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    with suppress(ValueError):  # closed under us
        for line in process.stdout:
            answers.put(line)
    answers.put(None)


def main() -> None:
    """Read paths from stdin, one JSON text a line, and answer each with one JSON line."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for line in sys.stdin:
        path = Path(json.loads(line))
        try:
            marked = read_marked(path)
            answer = {"text": marked.text, "places": marked.places, "structured": marked.structured}
        except Refused as refused:
            answer = {"refused": str(refused)}
        except OSError:
            answer = {"refused": f"{path.name} cannot be opened. Check that it is there and may be read."}
        except (MemoryError, RecursionError):
            answer = {
                "refused": f"{path.name} is too large or too deeply nested to read safely and was left out."
            }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
