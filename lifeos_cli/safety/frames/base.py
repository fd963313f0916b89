"""A frame: words that must be near, a pattern over plain text, a kind and a weight."""

from __future__ import annotations

import re

CRISIS = 10
"""From this weight on a frame alone is a crisis."""
OUTRIGHT = 12
"""The weight of what is stated outright."""
CHECK = 5
"""From this weight on a frame alone asks for a check."""

MACROS = {
    "g1": r"(?: [^ ,]+){0,1}",
    "g2": r"(?: [^ ,]+){0,2}",
    "g3": r"(?: [^ ,]+){0,3}",
    "g4": r"(?: [^ ,]+){0,4}",
    "n2": r"(?: (?!not\b|never\b)[^ ,]+){0,2}",
    "n3": r"(?: (?!not\b|never\b)[^ ,]+){0,3}",
    "n6": r"(?: (?!not\b|never\b|no\b|without\b|nobody\b)[^ ,]+){0,6}",
    "g6": r"(?: [^ ,]+){0,6}",
    # a person near the writer
    "kin": r"(?:mum|dad|stepdad|stepmum|parents?|brothers?|sisters?|sons?|daughters?|kids?|child|children|baby|babies|"
    r"husband|wife|partner|boyfriend|girlfriend|fiancee?|spouse|ex|uncle|aunt(?:ie)?|cousin|nephew|niece|"
    r"grand(?:ma|pa|mother|father|dad|son|daughter)|nan|granny|stepson|stepbrother|stepsister|"
    r"(?:mum|dad|brother|sister|son|daughter) in law|twin|toddler|newborn|little (?:one|girl|boy))",
    "folk": r"(?:friends?|best friend|mate|flatmate|roommate|housemate|neighbou?r|colleague|coworkers?|co workers?|boss|"
    r"manager|supervisor|teacher|coach|landlord|classmates?|students?|pupils?|bully|bullies|doctor|guy|man|men|"
    r"woman|women|girl|boy|bloke|dude|stranger|cop|cops|police|people|person|someone|everyone|anyone|"
    r"somebody|them all|bitch|bastard|prick|cunt|asshole|kid who|one who|man who|driver|carer|priest|boys|girls)",
    "he": r"(?:he|she|they)",
    "him": r"(?:him|her|them)",
    "drug": r"(?:pills?|tablets?|medication|medicines?|capsules?|drugs?|paracetamol|ibuprofen|aspirin|tylenol|advil|"
    r"antidepressants?|sleeping (?:pills?|tablets?)|painkillers?|xanax|valium|oxy\w*|codeine|tramadol|morphine|"
    r"fentanyl|heroin|insulin|opioids?|opiates?|lithium|sertraline|zoloft|prozac|fluoxetine|seroquel|"
    r"quetiapine|amitriptyline|benadryl|nytol|melatonin|ambien|zopiclone|diazepam|lorazepam|ativan|klonopin|"
    r"methadone|ketamine|cocaine|coke|meth|mdma|ecstasy|molly|speed|gabapentin|pregabalin|propranolol|warfarin|"
    r"beta blockers?|sedatives?|barbiturates?|stash|prescriptions?|acetaminophen|co codamol|vitamins?|iron)",
    "toxin": r"(?:bleach|antifreeze|(?:drain|oven|toilet|floor) cleaner|cleaning (?:fluid|product|liquid|stuff)|"
    r"detergent|disinfectant|domestos|weed ?killer|pesticide|insecticide|rat poison|poison|petrol|gasoline|"
    r"paint thinner|white spirit|turpentine|acid|ammonia|hand sanitizer|rubbing alcohol|methanol|lye|caustic soda|"
    r"cyanide|lighter fluid|laundry (?:pod|capsule)s?|button batter(?:y|ies)|windscreen wash|hydrogen peroxide)",
    "many": r"(?:too many|all|every(?: single)?|loads?|lots|bunch|handfuls?|fistful|bottles?|packs?|packets?|box(?:es)?|"
    r"strips?|whole|entire|dozens?|a ton|tons|heaps|everything|double the|triple|twice|excessive|excess|"
    r"(?:[89]|[1-9][0-9]+)|ten|eleven|twelve|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|hundred)",
    "place": r"(?:bridge|overpass|flyover|viaduct|roof|rooftop|building|balcony|cliff|ledge|window|tower|platform|"
    r"tracks?|rails?|railway|car park|parking garage|floor|pier|block|waterfall|multi ?storey)",
    "vehicle": r"(?:trains?|bus|buses|cars?|truck|lorr(?:y|ies)|traffic|tram|tube|subway|road|motorway|highway|van|lorry)",
    "wish": r"(?:wish\w*|hope\w*|hoping|pray\w*|want\w*|need|would not mind|not mind|would like|would love|dream\w* (?:of|about)|"
    r"would be (?:happy|glad|fine|ok|okay|relieved|good|better|easier|best|nice)|long(?:ing)? (?:for|to)|"
    r"daydream\w* (?:of|about)|think\w* (?:of|about)|thought\w* (?:of|about)|fanta\w+ (?:of|about)|wait\w* (?:for|to)|"
    r"part of me (?:want|wish|hope)\w*|imagin\w*|crav\w*|beg\w*|welcome|prefer\w*|rather|ready|please let|let me|"
    r"can not wait|looking forward|would not care|not care|could not care less|would not matter|obsess\w* (?:with|about))",
    "gone": r"(?:gone|dead|not (?:here|around|alive|there|born)|no longer (?:here|around|alive)|out of (?:the (?:way|picture)|their li(?:fe|ves)|here)|"
    r"buried|in the ground|six feet under|in a grave)",
    "died": r"(?:died|die|vanish(?:ed)?|disappear(?:ed)?|did not exist|do not exist|never existed|was not (?:here|around|alive|there|born)|"
    r"were not (?:here|around|alive|there|born)|had never (?:been born|existed)|was never born|were never born|"
    r"stopped existing|dropped dead|never woke up|did not wake up|(?:was|were|am|got) (?:gone|dead)|"
    r"(?:am|is) not (?:here|around|alive|there)|passed away|left this world|kill(?:ed)? myself|went away forever)",
    "better": r"(?:better off|better|happier|easier|fine|relieved|freer|freed|free|richer|calmer|lighter|simpler|nicer|improve[ds]?|"
    r"best|okay|ok|less stressed|at peace|happy|good|relief|brighter|kinder|thrive|safer|peaceful|celebrate|glad)",
    "notdie": r"(?! (?:my|of|from|on (?:this|that|the) hill|for|laughing|happy|down|off|hard|out|inside|a|in (?:the|this) "
    r"(?:heat|meeting|queue)|when|than (?:eat|watch|wear|listen|miss|sit|cook|drink|admit|use|buy|support|lose|do|go to)|"
    r"if (?:i (?:hear|have to|see)|we)|without (?:my|a|the|coffee)|one day|someday|eventually|trying)\b)",
    "notwake": r"(?! (?:(?:up )?(?:early|late|so|at|before|on time|in time|the|him|her|them|grumpy|tired|with|hungover|my|you|next to))\b)",
    "notme": r"(?! (?:the (?:meeting|spot|mark|gym|ground)|off|for (?:coffee|lunch|a walk|dinner)|out|up|away|place|care|part|"
    r"some|a |notes|time|photos|too|it|them|him|her|us out)\b)",
    "nothere": r"(?! (?:with|at|for|in|today|when (?:he|she|they|the)|on|tonight for|next|until|this (?:week|weekend))\b)",
    "notvanish": r"(?! (?:to|into (?:the (?:mountains|woods|forest|crowd|countryside)|a|my)|on|for (?:a|the|one|two|some|an) "
    r"(?:\w+ )?(?:week|weekend|day|bit|hour|few|while|month|couple|days|summer)|somewhere|off|by|from (?:social|work|facebook|"
    r"instagram|the office)|in (?:a|bali|the|nature)|under|before|at|when (?:he|she|they)|until)\b)",
    "who": r"(?:he|she|they|<kin>|<folk>|it is my <kin>|his|her|husband|man|stepfather|foster \w+|someone|s)",
    "says": r"(?:say|says|said|saying|told|tell|tells|telling|text\w*|messag\w*|keeps?|think\w*|talk\w*|threaten\w*|want\w*|wrote|admit\w*|"
    r"confess\w*|swear\w*|swore|is|are|plan\w*|just|posted|mention\w*|announc\w*|scream\w*|joke\w*|hint\w*|promis\w+|vow\w*)",
    "other": r"(?:he|she|they|<kin>|<folk>|mates|housemates|client|patient|someone i (?:know|love|care about)|student)",
    "intent": r"(?:going to|(?:plan|goal|aim|intention|idea) is to|about to|plan\w*(?: on| to)?|want(?:ed|ing|s)? to|intend(?:ing)? to|ready to|decided (?:to|on)|i will|and will|"
    r"thought\w* (?:of|about)|think\w* (?:of|about|i should|i will|i might)|consider\w*|contemplat\w*|fanta\w+ (?:of|about)|feel like|"
    r"feeling like|tempted to|urges? to|urge of|might|should|must|let me|dream\w* (?:of|about)|visions? of|images? of|need to|have to|like to|love to|"
    r"prepared to|impulse to|desire to|ways? to|try(?:ing)? to|tried to|almost|nearly|i could|keep|wish i could|how to|plot\w*(?: to)?|swear i will|"
    r"afraid i will|scared i will|wants? me to|tell\w* me to|intention of|obsess\w* with|end up|i would)",
    "victim": r"(?:(?:my|the|that|this|our|his|her|those|these|an?|some|every|all(?: of)?(?: my| the)?|everyone in|one of)(?: [^ ,]+){0,2} (?:<kin>|<folk>|family|"
    r"bastards?|teachers|rapist|abuser|workers|team|class|politicians?|lawyer|wife|kids|classmates|coworkers|them|him|boss|ex|muslims|jews|immigrants|animals?|"
    r"cat|dog)|him(?!self)|her(?!self)|them(?!selves)|someone|people|everyone|anyone|you(?! up| an| a )|<kin>|others|those \w+|whoever (?:did|hurt|took|touched|comes))",
    "notjoke": r"(?! (?:an? (?:email|message|text|line)|with (?:kindness|spreadsheets|love|cuteness|questions|this surprise|my jokes)|feelings|at (?:chess|"
    r"tennis|monopoly|cards|fifa|mario|scrabble|darts|pool|ping)|down$|for (?:eating|finishing|spoiling|using|leaving the|not doing|stealing my|breaking my|"
    r"forgetting)|if (?:he|she|they|you) (?:eats?|sings?|spoils?|leaves? the|says? that again|touch my (?:food|lego|record)|plays? that|forgets?))\b)",
    "inten": r"(?:going to|about to|plan\w*(?: on| to)?|want(?:ed|ing|s)? to|intend(?:ing)? to|ready to|decided (?:to|on|i)|will|"
    r"try(?:ing)? to|tried to|almost|nearly|thought\w* (?:of|about)|think\w* (?:of|about|i should|i will|i might)|consider\w*|contemplat\w*|"
    r"imagin\w*|fanta\w+ (?:of|about)|feel like|feeling like|tempted to|tempt\w*|urges? to|urge of|could|might|should|must|"
    r"would|let me|dream\w* (?:of|about)|visions? of|images? of|picturing|picture|need to|have to|like to|love to|"
    r"go(?:ing)? and|prepared to|impulse to|desire to|ways? to|end up|keep|may)",
}


def expand(pattern: str) -> str:
    """Return the pattern with its `<macro>` names filled in."""
    while "<" in pattern:
        filled = pattern
        for name, body in MACROS.items():
            filled = filled.replace(f"<{name}>", body)
        if filled == pattern:
            break
        pattern = filled
    return pattern


class Frame:
    """One way of saying one thing.

    Args:
        name: What `Verdict.matched` calls it.
        kind: The kind it speaks for.
        weight: `OUTRIGHT`, `CRISIS`, `CHECK`, or less for a hint that only counts beside others.
        guards: What takes it back: n negation, i negation within, p past, f fiction and work (F: judged
            on the words around the match), h humour, t somebody else's act.

    Attributes:
        unless: Words that rule the frame out.
        lines: Alternatives, as regular expressions over plain text, with macros.
    """

    __slots__ = ("guards", "kind", "lines", "name", "unless", "weight")

    def __init__(self, name: str, kind: str, weight: int, guards: str) -> None:
        self.name = name
        self.kind = kind
        self.weight = weight
        self.guards = guards
        self.unless: frozenset[str] = frozenset()
        self.lines: list[str] = []


class Line:
    """One alternative of a frame; its pattern is compiled the first time it is asked for."""

    __slots__ = ("_compiled", "_text", "frame")

    def __init__(self, frame: Frame, text: str) -> None:
        self.frame = frame
        self._text = text
        self._compiled: re.Pattern[str] | None = None

    def regex(self) -> re.Pattern[str]:
        """Return the compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(rf"(?<![a-z0-9])(?:{expand(self._text)})(?![a-z0-9])")
        return self._compiled

    @property
    def compiled(self) -> bool:
        """Whether the pattern has been needed so far."""
        return self._compiled is not None
