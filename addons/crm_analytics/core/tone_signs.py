"""Signs that say the same in every language."""

from __future__ import annotations

CUES: dict[float, str] = {
    1.0: "👎, 😡, 😠, 🤬, 😤, 💩",
    0.5: "??, !!!, ?!, !?, :(, :-(, 😞, 😟, 😒, 🙄, 🤦, 😢, 😭, ☹, 💔",
    -0.5: "👍, 👌, 👏, 🙏, 😊, 🙂, 😀, 😃, 😄, 😍, 🥰, 🎉, ❤, ♥, :), :-), ;)",
}
