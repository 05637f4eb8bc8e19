"""Who acts. Every write names its actor, and the timeline keeps who it was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a part of Mainstay that acts.

    `kind` is "person" (somebody who signed in), "terminal" (whoever may run the command on this machine), "schedule"
    (the worker), "demo", "client" (a client on a page of their own) or "stranger". `id` tells two actors of one kind
    apart, whatever they are called: a person's number, a worker's name. `name` is shown. `role` decides what the actor
    may do (firm.rules.permissions). `client_ref` names the only client an actor of the kind "client" may see.
    """

    kind: str
    id: str
    name: str
    role: str
    client_ref: str = ""
