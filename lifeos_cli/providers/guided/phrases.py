"""Every sentence a guided coach says of its own, and the words it understands besides answers."""

from __future__ import annotations

from typing import Final

from lifeos_cli.providers.guided.words import phrase_set

LINES: Final = {
    "safety_resources": (
        "Your safety comes first, and this is not something to prepare a conversation for. "
        "I am a program, not a person. If you are in danger, call your local emergency number now. "
        "For people to talk to where you live: findahelpline.com."
    ),
    "talk_to_person": (
        "Your stress has stayed this high more than once this week. It may help to talk to a person "
        "about it: someone you trust, or a GP or therapist."
    ),
    "professional_help": (
        "What you touch on here can be a lot to carry. There is no need to go into detail: a doctor or "
        "therapist can be with you in it, as a program cannot."
    ),
    "medical_help": (
        "What you describe can be a matter for a doctor. Please get medical help for it; "
        "if it is sudden or strong, call your local emergency number now."
    ),
}
"""Lines a rule may name with `say`; the program hands its own in for them."""

STOP: Final = phrase_set(
    "stop|stop here|let's stop|let's stop here|i want to stop|enough|enough for now|enough for today|"
    "that's enough|quit|end"
)
SKIP: Final = frozenset(
    ("skip", "pass", "skip it", "skip this", "skip that", "leave it", "leave it out", "next")
)
LATER: Final = phrase_set(
    "later|not yet|not now|not done|not done yet|i haven't yet|haven't yet|not done it yet|"
    "i haven't done it yet|i have not done it yet|tomorrow|ask me later|ask later"
)
AGAIN: Final = phrase_set(
    "again|start again|start over|restart|fresh start|a fresh start|new|new one|new start|from the start|"
    "once more|one more|another round"
)
AGREED: Final = frozenset(("yes", "yes please", "yeah", "sure", "y", "please"))
THANKS: Final = phrase_set(
    "thanks|thank you|ok|okay|ok thanks|ok thank you|okay thanks|thx|cheers|great|great thanks|good|"
    "bye|goodbye|good night|see you|thanks bye|thank you bye|thanks a lot|many thanks|thank you very much|"
    "will do|ok will do"
)
GREETING: Final = phrase_set(
    "hi|hello|hey|hi there|hello there|good morning|good evening|good afternoon|start|go|begin|let's start|"
    "let's go|let's begin|yes|ok|okay|help"
)
NOTHING: Final = phrase_set(
    "nothing|none|no|nope|nothing for now|nothing yet|nothing really|nothing right now|not now|n a|na|"
    "no idea|i don't know|don't know|dont know|idk|not sure|i'm not sure|no step|nothing comes to mind"
)

UNNAMED: Final = "No next step was named, and that is fine."
ENDED: Final = "All right, we leave it here."
FINISHED: Final = "That was the last question."
COME_BACK: Final = "When you have done it, come back to this session: {count} for afterwards."
COME_BACK_WEEKLY: Final = "Come back to this session in a week: {count} then."
OFFER: Final = 'This conversation is complete. Say "again" for a fresh start, or pick another coach.'
FOLLOWED: Final = "That is kept with the rest. Thank you for coming back."
FOLLOWED_STEP: Final = "That is kept beside the step you named: {step}. Thank you for coming back."
NEXT_STEP: Final = "Your next step, in your words: {step}."
NOT_YET: Final = "All right. The question waits here until you come back."
WELCOME_BACK: Final = "Welcome back."
CHANGED: Final = "My questions have changed since we last spoke. What you said so far is kept; we go on here."
FRESH: Final = "A fresh start, then."
ROUND_AGAIN: Final = "Then back to an earlier question, with what you know now."
ROUND_ENOUGH: Final = "We have been round this a few times, so let us go on with what is there."
SKIPPED: Final = ("We leave that one out.", "That one stays open.", "Fine, on without it.")
MOVED_ON: Final = "We leave that one open and go on."
SKIP_OFFER: Final = 'If it does not fit, say "skip" and we go on without it.'
NEEDED: Final = "The questions after this one build on it, so a short answer helps."
EMPTY: Final = "I found no answer in that."
