"""Every setting, declared once: the command line, the docs page and the checks all come from here."""

from __future__ import annotations

from lifeos_cli import settings_checks as checks
from lifeos_cli.errors import UsageFault
from lifeos_cli.settings_key import Key, nearest
from lifeos_cli.text import one_line

_DECLARED = (
    Key(
        "model",
        "text",
        "anthropic/claude-sonnet-5-5",
        "The model that talks with you, as provider/id (claude-... means anthropic's), or 'guided' for none.",
        check=checks.model,
    ),
    Key(
        "models.extraction",
        "text",
        "anthropic/claude-haiku-5-5",
        "The model that works in the background, as provider/id, or 'guided' for none.",
        check=checks.model,
    ),
    Key(
        "anthropic.base_url",
        "text",
        "",
        "Another server of the Anthropic protocol, like http://localhost:11434; empty for Anthropic's own.",
        also_env=("ANTHROPIC_BASE_URL",),
        check=checks.url,
    ),
    Key(
        "anthropic.cache",
        "flag",
        default=True,
        help="Have the server of anthropic.base_url cache what stays the same between calls.",
    ),
    Key(
        "ollama.base_url",
        "text",
        "http://localhost:11434",
        "Where Ollama answers, for models named ollama/...",
        check=checks.url,
    ),
    Key(
        "llama-server.base_url",
        "text",
        "http://localhost:8080",
        "Where llama-server answers, for models named llama-server/...",
        check=checks.url,
    ),
    Key(
        "litellm.base_url",
        "text",
        "",
        "Another server than the provider's own, for models named litellm/...; empty for the provider's.",
        check=checks.url,
    ),
    Key("coach", "text", "goal_grow", "The coach a new conversation starts with.", check=checks.name),
    Key(
        "chat.max_tokens",
        "number",
        4096,
        "The longest reply, in tokens (64 or more).",
        check=checks.at_least(64),
    ),
    Key(
        "chat.context_tokens",
        "number",
        24_000,
        "About how many tokens one message may be sent with: instructions, what is known of you, memories, talk.",
        check=checks.at_least(2_000),
    ),
    Key(
        "chat.timeout_s",
        "number",
        60,
        "Seconds to wait for a model before giving up (1 or more).",
        check=checks.at_least(1),
    ),
    Key(
        "chat.max_steps",
        "number",
        6,
        "How often the model may be asked in one turn: once, and once after each round of tools (1 or more).",
        check=checks.at_least(1),
    ),
    Key(
        "chat.retries",
        "number",
        4,
        "How often a model that is busy is asked again before it has said anything (0 to 10).",
        check=checks.between(0, 10),
    ),
    Key("chat.markdown", "flag", default=True, help="Show Markdown as it is meant on a terminal."),
    Key("chat.plain", "flag", default=False, help="Talk without colours, frames and moving parts."),
    Key(
        "checkin.windows",
        "items",
        ["08:00-10:00", "20:00-22:00"],
        "When a check-in is due: one or two spans of the day, HH:MM-HH:MM, in order.",
        check=checks.windows,
    ),
    Key(
        "safety.region",
        "text",
        "",
        "Whose crisis lines the safety card shows: a two-letter country, or empty for international ones.",
        check=checks.region,
    ),
    Key(
        "safety.card_file",
        "text",
        "",
        "A text file of your own to show as the safety card; a whole path, or empty for the built-in one.",
        check=checks.file_path,
    ),
    Key(
        "safety.second_opinion",
        "flag",
        default=True,
        help="Have a model look once more at a message with words that alarm; it can only raise the level.",
    ),
    Key("memory.enabled", "flag", default=True, help="Let the coach be reminded of what you said before."),
    Key(
        "memory.not_in",
        "items",
        [],
        "Session types in which the coach is not reminded: checkin, coaching, exploration.",
        check=checks.session_types,
    ),
    Key(
        "memory.embedder",
        "text",
        "builtin",
        "What turns text into vectors: builtin, static, model2vec:FOLDER, fastembed:MODEL or litellm:MODEL.",
        check=checks.embedder,
    ),
    *(
        Key(
            f"tools.{name}",
            "text",
            "ask",
            f"What a coach's model may {does}: after your yes (ask), by itself (auto), or never.",
            choices=("ask", "auto", "never"),
        )
        for name, does in checks.TOOLS
    ),
    Key(
        "tools.own",
        "items",
        [],
        "Tools of your own for every coach: a name, or name=auto, name=ask, name=never (see docs/tools.md).",
        check=checks.own_tools,
    ),
    *(
        Key(
            f"extract.{name}",
            "text",
            default,
            f"Whether {name} found in a session that has ended count at once (accept) or wait for your yes (propose).",
            choices=("accept", "propose"),
        )
        for name, default in checks.EXTRACTED
    ),
    Key(
        "usage.daily_limit",
        "money",
        "",
        "USD a day after which no model is called any more, like 2.50; empty for no ceiling.",
        check=checks.money,
    ),
    Key(
        "usage.monthly_limit",
        "money",
        "",
        "USD a calendar month after which no model is called any more; empty for no ceiling.",
        check=checks.money,
    ),
    Key(
        "usage.per_minute",
        "number",
        0,
        "How many calls of a model a minute may have, over all your processes; 0 for any number.",
        check=checks.at_least(0),
    ),
    Key(
        "color",
        "text",
        "auto",
        "When to colour output; auto means on a terminal only.",
        choices=("auto", "always", "never"),
    ),
    Key(
        "tui.theme",
        "text",
        "textual-dark",
        "The app's colours, like nord or textual-light; ansi-dark and ansi-light are the terminal's own palette.",
        check=checks.name,
    ),
    Key(
        "tui.animation",
        "flag",
        default=False,
        help="Let the app scroll and blink; off, nothing moves by itself.",
    ),
    Key(
        "tui.mouse",
        "flag",
        default=True,
        help="Let the app hear the mouse; off, the terminal selects text itself.",
    ),
    Key("tui.vim", "flag", default=False, help="Let h, j, k, l, g and G move in the app's lists too."),
    Key(
        "tui.keys",
        "items",
        [],
        "Keys of your own in the app, as goals.done=d; `lifeos tui --plain` lists the actions.",
        check=checks.keys,
    ),
)

KEYS: dict[str, Key] = {key.name: key for key in _DECLARED}
"""Every setting by its name, in the order in which they are listed."""


def find(name: str) -> Key:
    """Return the declaration of a key.

    Raises:
        UsageFault: There is no such key.
    """
    key = KEYS.get(name)
    if key is None:
        raise UsageFault(f"'{one_line(name, 40)}' is not a setting", hint=hint_for(name))
    return key


def hint_for(name: str, otherwise: str = "See 'lifeos config list'.") -> str:
    """Say what an unknown key was probably meant to be, or `otherwise`."""
    if "api_key" in name.lower().replace("-", "_").replace(".", "_"):
        return "API keys are set with 'lifeos config key set PROVIDER'."
    near = nearest(name, tuple(KEYS))
    return f"Did you mean '{near}'?" if near else otherwise


def template() -> str:
    """Return a settings file that explains every key and sets none."""
    import json

    lines = ["# Settings of lifeos. Take the '#' before a key away to set it.\n"]
    lines += [f"\n# {key.help}\n# {key.name} = {json.dumps(key.default)}\n" for key in KEYS.values()]
    return "".join(lines)
