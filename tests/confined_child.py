"""A child that tries what a reader of a hostile file could be made to do; run by `tests/intake/test_confined.py`."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import Any

from mainstay.intake.confined import answer_parent


def answer(question: dict[str, Any]) -> dict[str, Any]:
    match question["do"]:
        case "say":
            return {"environment": sorted(os.environ), "leads_a_group": os.getpgid(0) == os.getpid()}
        case "eat":
            return {"eaten": len(b"x" * (1 << 30))}
        case "work":
            while True:
                pass
        case "sleep":
            Event().wait()
        case "write":
            Path(question["path"]).write_bytes(b"x")
        case "die":
            os.abort()
        case "talk":
            print("no document")
    return {}


if __name__ == "__main__":
    answer_parent(answer)
