"""The one error the user sees: what happened, why, and what to do next."""

from __future__ import annotations


class StackError(Exception):
    """A failure explained to the person at the keyboard; ``stack.py`` prints it and exits with 2."""

    def __init__(self, what: str, why: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.todo = todo

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines.append(f"  why:  {self.why}")
        if self.todo:
            lines.append(f"  next: {self.todo}")
        return "\n".join(lines)
