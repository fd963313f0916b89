"""The skeleton that `coaches new` writes: a coach that runs as it stands, with every key explained."""

from __future__ import annotations

_TEMPLATE = """\
# A coach of your own. Every key is described in docs/coaches.md.
# Check it with:  lifeos coaches validate {id}

# The file must be called {id}.toml. The id of a built-in coach takes that coach's place.
id = "{id}"
name = "{name}"
title = "My own coach"
purpose = "One sentence: what a person has at the end that they did not have before."

# When this coach is a good choice, and when it is not.
use_when = ["..."]
avoid_when = ["crisis"]

# What people say who are helped by it (optional): "auto" goes by these. word* stands for every ending.
signals = ["my own topic", "topic*"]

# What speaks for the method, and what comes out of it (both optional).
evidence = ""
outputs = ["next_action"]

# The captures that are the person's own next step: they are quoted at the close.
next_step = ["next_action"]

# The tools a model may use as this coach (optional; left out: all of docs/tools.md).
tools = ["search_memory", "list_goals", "propose_goal", "record_insight", "schedule_followup"]

# Rules for the whole conversation (optional).
[[rules]]
text = "stop at 'nothing for now' without pushing"
said = ["nothing for now"]   # when an answer says this ...
max_words = 8                # ... in at most so many words,
end = true                   # close kindly. Or: say = "a_line", skip = true

# The questions, in order. `type` is one of: text, long_text, choice, yes_no, scale, list,
# if_then, emotion_intensity, pair_scale, matrix, confirm.
[[steps]]
id = "topic"
prompt = "What is on your mind?"
capture = "topic"
type = "text"

[[steps]]
id = "importance"
prompt = "How much does it matter, 0 to 10?"
capture = "importance"
type = "scale"
min = 0
max = 10
# A low number goes back to the first question, at most twice.
rules = [{{ when = "< 3", goto = "topic", at_most = 2 }}]

[[steps]]
id = "options"
prompt = "What could you do about it? Three things, one of them tiny."
capture = "options"
type = "list"
min_items = 3

[[steps]]
id = "next"
prompt = "It is a {{importance}} for you. What will you do first, and when?"
capture = "next_action"
type = "text"
remind = ["options"]         # quoted before the question
optional = true              # "skip" is fine

# Asked when the person comes back later: true (once) or "weekly".
[[steps]]
id = "after"
prompt = "How did it go?"
capture = "result"
type = "text"
deferred = true
"""


def template(coach_id: str) -> str:
    """Return a commented coach file of that id."""
    return _TEMPLATE.format(id=coach_id, name=coach_id.replace("_", " ").title())
