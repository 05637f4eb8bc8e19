"""The kinds of event that tasks put on the timeline: of each, what is fact and what is words of people. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

TASK_ADDED: Final = Kind("task.added", facts=("on", "repeat"), words=("what", "person"))
TASK_CHANGED: Final = Kind("task.changed", facts=("on", "was_on", "repeat"), words=("what", "was_what", "person"))
TASK_POSTPONED: Final = Kind("task.postponed", facts=("on", "was_on"), words=("what", "reason"))
TASK_DONE: Final = Kind("task.done", facts=("on",), words=("what",))
TASK_REOPENED: Final = Kind("task.reopened", facts=("on",), words=("what",))
TASK_DROPPED: Final = Kind("task.dropped", facts=("on",), words=("what",))
HANDED_OVER: Final = Kind("work.handed_over", facts=("on", "clients", "tasks"), words=("person", "stand_in"))
TAKEN_BACK: Final = Kind("work.taken_back", words=("person", "stand_in"))
