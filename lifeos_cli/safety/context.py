"""What takes a frame back: negation, the past, somebody else, fiction and work, jokes and idioms."""

from __future__ import annotations

import re
from functools import cache

from lifeos_cli.safety.frames.base import expand

_SOURCES = {
    # a negator that governs the match: nothing but aiming words between the two
    "negated": r"(?:\b(?:not|never|no|without|neither|nor|none|zero|hardly|nothing|nobody|avoid|avoided|instead of|"
    r"rather than|free of|(?<!not )(?<!never )(?:stopped|quit|gave up)|far from|against|denied|deny)\b)"
    r"(?: (?:i|he|she|they|it|am|is|are|was|were|be|been|being|have|has|had|do|did|does|would|will|could|can|should|"
    r"going|to|planning|plans?|thinking|think|thought|thoughts|about|of|want|wants|wanted|wanting|trying|try|"
    r"intend|intending|intentions?|any|an?|the|my|ever|that|in|considering|need|feel|feeling|felt|like|feels|"
    r"urges?|desire|interested|interest|wish|here|or|suicide|suicidal(?= (?:or|thoughts?|ideation|feelings?|urges?|intent|plans?|and))|self|harm|harming|hurting|killing|myself|"
    r"some|such|longer|kill|hurt|cut|cutting|ending|anything|actively|signs?|getting|having|get|more|me|history|attempted|tried|"
    r"come|close|considered|with|because|reason|way|chance|tempted|dream|anyone|anybody|ideas?|imagine|"
    r"for|there|risk|danger))*$",
    # a negation that is not one
    "emphatic": r"(?:more|badly|much|strongly|as much|worse)\b",
    "past": r"\b(?:used to|(?:\w+ )?(?:years?|decades?|lifetimes?) (?:ago|back|earlier)|long ago|ages ago|"
    r"(?:a )?(?:long|lifetime) time? ?ago|back in|back then|back when|in (?:19|20)\d\d|since (?:19|20)\d\d|"
    r"(?:when|while) i was (?:an?|1?\d|little|small|young|younger|at|in|growing|still|thir\w+|four\w+|fif\w+|six\w+|"
    r"seven\w*|eigh\w+|nine\w*|five|six|four|twelve|ten|eleven|twenty|pregnant with)|as an? (?:young \w+|small \w+|little \w+)?"
    r"(?:kid|child|teen|teenager|youth|girl|boy|student|adolescent)|in my (?:early |late |mid )?(?:teens|twenties|thirties|"
    r"youth|childhood|20s|30s|adolescence|past)|in (?:school|high school|college|university|uni|secondary school|sixth form|"
    r"primary school|childhood)|at (?:1\d|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|school then)|"
    r"before i was born|before you were born|growing up|in the past|my past|in the (?:19)?[5-9]0s|in the nineties|"
    r"for (?:ten|\d+|many|over|several|a|five|six|seven|eight|nine|two|three|four|twenty) (?:years|decade) (?:now|clean|well)?|"
    r"(?:years|decade) (?:clean|sober|free|recovered|later)|survived an?|survivor of|recovered from|in recovery|"
    r"therapy helped|okay since|fine since|well since|good since|never since|not since|former|ex husband|ex wife|first husband|first wife|"
    r"have been (?:well|clean|fine|safe|recovered|free|happy|better)|in a (?:good|better) place)\b",
    "lately_past": r"\b(?:last (?:year|spring|summer|autumn|fall|winter)|(?:a |one )year ago|months ago in|in (?:january|february|"
    r"march|april|may|june|july|august|september|october|november|december))\b",
    "recent": r"\b(?:again|last night|yesterday|this (?:morning|week|weekend|month|afternoon|evening)|last (?:week|weekend|month)|"
    r"tonight|still|lately|recently|right now|relapsed|keep|keeps|these days|at the moment|hours? ago|minutes? ago|"
    r"days? ago|weeks? ago|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|today|once more|another|and now|back to)\b",
    "present": r"\b(?:i|me) (?:am|want|will|keep|have been|need|feel|think|might|would|could|wish|hope|can not|do not|"
    r"going|plan|have|had|almost|nearly|know)\b[^,]*$",
    "wish": r"\b(?:i|me) (?:am (?:going|about|planning|thinking of)|want|will|wish|feel|might|would|could|need|plan|decided|keep|"
    r"have decided|can not|do not want|tried|hope)\b",
    "fiction": r"\b(?:chapters?|novels?|stor(?:y|ies)|characters?|protagonists?|villains?|hero|heroine|detectives?|plots?|scenes?|"
    r"script|screenplay|theatre|play (?:is|about|by|ends)|in the play|the play|films?|movies?|tv|show about|series|episodes?|"
    r"books?|lyrics?|songs?|poems?|poem|poetry|album|bands?|video game|the game|gameplay|essay|thesis|dissertation|articles?|"
    r"research|researching|study|studies|studying|statistics|rates?|training|trained|course|lecture|module|workshop|webinar|"
    r"hotline|helpline|volunteer\w*|charity|shelter|prevention|committee|awareness|podcasts?|documentary|documentaries|news|"
    r"headlines?|actor|actress|musical|opera|macbeth|hamlet|romeo|juliet|ophelia|anime|manga|comic|comics|fiction|fictional|"
    r"author|squad|nurse|nurses|paramedics?|social worker|clients?|patients?|on shift|our shift|trial|court|jury|defendant|"
    r"dnd|campaign|quest|netflix|rewatch\w*|watched|watching|reading|teach|teaching|seminar|history|exhibition|museum|"
    r"translation|translating|linux|server|drill|simulation|cpr|first aid|safeguarding|policy|report on|survey|"
    r"curriculum|campaigner|fundraiser|memorial|memoir|biography|podcast|book club|crime|thriller|mystery|hitman|"
    r"zombies?|dragons?|npc|stage|rehearsal|monologue|sonnet|painting|sculpture|journalist|headline|screening|"
    r"therapist training|forum|moderat\w+|support group|peer support|dispatch\w*|firefighters?|er shift|a and e shift|"
    r"on the ward|ward|hospice|coroner|pathology|toxicology|forensic\w*|pharmacology|textbook|the bell jar|13 reasons|"
    r"quote|quotes|quoted|sketch|improv|role ?play\w*|audiobook|playlist|music video|game of thrones|skit|draft)\b",
    "humour": r"\b(?:lol|lmao|lmfao|rofl|haha\w*|hehe\w*|jk|joking|kidding|xd|just a joke)\b",
    "third": r"\b(?:he|she|they|him|her|them|you|we all|who|people|nobody|someone|everyone|<kin>|<folk>|characters?|patients?|"
    r"clients?|celebrit\w+|teens|teenagers|students|men|women|actor|singer|soldiers?|veterans?)"
    r"(?: (?:is|was|are|were|has|had|have|wants?|wanted|says?|said|tried|that|then|died|from|of|by|to|did|does|might|will|would|"
    r"going|being|been|feels?|felt|about|in|with|become|became|trying|attempted|committed|talks?|talked|for|lost|"
    r"who|not|s|son|daughter|friend|dad|mum|be|the|he|she|they|his|her|their|own)){0,6}$",
    "idiom": "|".join(
        (
            r"killing (?:me|us)(?: (?:with|softly|here))?",
            r"(?:is|are|was) killing (?:my|the) \w+",
            r"(?:kill|shoot|bury|murder) me (?:now|already)",
            r"(?:just )?kill me (?:now|already|please , another)",
            r"(?:nearly|almost|practically) (?:killed|murdered) (?:me|us|my \w+)(?! (?:last night|when he|by|with))",
            r"(?:will|would|is going to|are going to|could|might|gonna) (?:kill|murder|strangle|shoot|skin|slaughter|lynch|have) me "
            r"(?:if|when|for|because|over)(?! (?:i |he |she |we )?(?:ever )?(?:leave|left|tell|told|telling|call|called|go to the police|"
            r"report|try|trying|talk|speak|run|leaving|he|she|do not give|do not obey|say|find out i|find\w* (?:me|out i)|get\w* out|come|break up|stay))",
            r"(?:mum|dad|boss|teacher|manager|coach|editor|wife|sister|brother|landlord|trainer|doctor|dentist|flatmate|nan) "
            r"(?:is|are|will|would)(?: going to)? (?:kill|murder) me$",
            r"killed (?:me|it|us|them|the (?:crowd|audience))(?= (?:lol|with|at|when)|$)",
            r"(?:that|joke|video|meme|one|line|ending|workout|class|hill|hike|session|this|it) killed (?:me|us)",
            r"kill(?:ed|ing|s)? (?:it|two birds|time|an hour|the (?:process\w*|server|mood|vibe|lights|engine|power|task|job|app|"
            r"session|container|feature|music|project|tab|thread|joke|vibes)|a (?:process|task|job|thread)|processes|switch\w*|my (?:phone|vibe|battery|back|feet|legs))",
            r"(?:kill|die|murder|sell my \w+) for (?:an?|some|the|that|this|it|one|my \w+ right now)",
            r"(?:could|would) murder (?:an?|some|the)",
            r"dressed to kill|looks could kill|curiosity killed|kill or cure|make a killing|what does not kill",
            r"(?:not|never) kill (?:you|him|her|them|me|us|anyone|people) to",
            r"(?:kill|killed|killing) myself (?:laughing|at (?:the gym|work|uni)|with (?:work|overtime|laughter)|over (?:this|it|the|a|my)|"
            r"trying|for (?:this|an?|my|the|that|work)|in the gym|to (?:get|meet|finish|please|make|be|do|win|impress|hit|keep))",
            r"work(?:ed|ing)? (?:myself|us|me|him|her|them) (?:to death|into the ground)",
            r"(?:shoot|shot|shooting) (?:myself|ourselves|themselves) in the foot",
            r"(?:hang|hanging|hung)(?: myself)? up on",
            r"(?:drown|drowning|drowned|bury|burying)(?: myself)? (?:in|under) (?:work|emails?|paperwork|admin|debt|laundry|deadlines|homework|chocolate|ice cream|"
            r"coursework|essays|meetings|tickets|marking|netflix|wine|revision|study|studies|books|tea|coffee|the inbox|my inbox)",
            r"(?:throw|threw|throwing|thrown) myself (?:into|at|on)(?! (?:the |an? |oncoming )?(?:river|road|sea|path|canal|traffic|train|tracks|ocean|rocks|knife|sword))",
            r"beat(?:ing|s)? (?:myself|yourself|himself|herself) up",
            r"(?:hurt|injured|cut|burnt?|burned|scratched|stabbed|hit|bruised) (?:myself|my \w+) (?:shaving|some slack|cooking|chopping|slicing|ironing|"
            r"making|baking|at (?:the gym|work|training|practice|football)|playing|running|lifting|training|skiing|falling|gardening|climbing|"
            r"on (?:the|an?|my) (?:paper|tin|can|edge|oven|stove|kettle|pan|iron|hob|treadmill|table|door|desk|tray|grill|sun)|"
            r"in the (?:gym|garden|kitchen|sun|race|match)|while (?:cooking|chopping|playing|running|cycling|shaving|gardening|making|cutting|slicing|doing)|"
            r"when i (?:fell|tripped|slipped)|by (?:accident|mistake)|accidentally|out|doing (?:yoga|squats|deadlifts|diy))",
            r"accidentally (?:cut|hurt|burnt?|burned|stabbed|hit|scratched) (?:myself|my \w+)",
            r"dying (?:to (?!die|end|be dead)|for (?:an?|some|the|my|this|it)|of (?:laughter|laughing|boredom|embarrassment|curiosity|heat|thirst|"
            r"hunger|shame|cringe|excitement|cuteness|cold)|laughing|over here|here|at this|breed|trend|art|light|with laughter|from laughter)",
            r"(?:die|died|dies|dead) (?:of|from|with) (?:laughter|laughing|boredom|embarrassment|curiosity|heat|thirst|hunger|shame|cringe|"
            r"excitement|cuteness|cold|shock|happiness|joy)",
            r"(?:to )?die for|die (?:happy|laughing|hard|down)|die on (?:this|that|the|every) hill|die (?:my|your|her|his) (?:hair|shirt|jeans)|straight to dead",
            r"(?:hungry|tired|cold|hot|embarrassed|bored|excited|happy|good|cute|thirsty|full|mortified|awkward|shy|delicious)(?: that)? i could(?: have)? died?",
            r"(?<!if )(?<!when )(?<!after )(?:i|we) died(?: (?:when|at|laughing|of|a little|a bit|inside|lol|in the|on (?:level|the))|$)",
            r"died? (?:a little|a bit|a thousand deaths)(?: inside)?",
            r"(?:almost|nearly) died (?:of|laughing|when|from|lol|at)",
            r"rather (?:die|be dead|shoot myself|eat glass) than (?!(?:live|keep|go back|stay|continue|face|be|return|go on|spend|see (?:another|tomorrow)|wake|carry)\b)\w+",
            r"(?:embarrass\w+|cringe\w*|awkward|mortif\w+|silence|blush\w*|humiliat\w+)(?: [^ ]+){0,5} (?:want|wanted) to die",
            r"stab\w* (?:me|him|her|us) in the back|(?:ran|run|running|laugh\w*|cry\w*|cried|train\w*|cycled|danced) (?:so hard|until|till|that hard)(?: that)? (?:i|we) (?:could|can) not breathe",
            r"(?:not|never)(?: going to| to| ever| want to| gonna)? give up|(?:do not|never) give up",
            r"if (?:he|she|they|it|you|i see|i hear|one more)(?: [^ ]+){0,6} i (?:will|am going to|would) (?:jump (?:out|off)|walk into the sea|throw myself)",
            r"last day (?:at|of|in|here at) (?:work|school|the|my|uni|term|holiday|class|college)",
            r"dead (?:tired|line|lines|serious|good|easy|chuffed|on|ends?|right|wrong|lifts?|battery|phone|links?|quiet|cute|slow|funny|simple|"
            r"straight|keen|set|centre|cert|proud|happy|pleased|nice|excited|heat|certain|sure|gorgeous|last|bored|drunk|hungry|stop|code|"
            r"air|sea|interesting|posh|boring|excellent|beat|posh|brilliant|cold|late|famous|languages?|to the world|leaves|plants?|wood|skin|leg|lock|pan|heads?|letters?|zone|calm|sexy)",
            r"(?:drop dead|knocked? (?:them|em|him|her) dead|over my dead body|dead to me|brain dead|left for dead|half dead|dead body|play dead|dawn of the dead|"
            r"walking dead|red dead|day of the dead|grateful dead|book of the dead|in the dead of|dead of night|loud enough to wake the dead)",
            r"(?:is|are|was|feel|felt|feels) (?:so )?dead (?:after|from) (?:leg|the gym|work|training|football|running|that|all that|this (?:workout|week|shift))",
            r"(?:legs|arms|phone|battery|laptop|car|plant|plants|social life|market|link|line|party|club|town|office|city centre|place) (?:is|are|was|were|has|went) dead",
            r"(?:phone|battery|laptop|car|plants?|engine|router|wifi|fridge|watch|conversation|cactus|basil|orchid|mic|call) (?:has |have |just |keeps )?(?:died|dying|dies|die)",
            r"(?:scared|bored|tired|love|loved|sick|worried|worrying|frighten\w*|freez\w+|froze|starving|work\w*|talk\w*|tickl\w*|embarrass\w*|done|terrified|cold) (?:him |her |me |you |it |them |us )?to death",
            r"(?:shoot|shot) (?:me|you|him|her|them|us|over|off) (?:an?|over|some|the|your)(?: quick)?(?: short)? ?(?:email|e mail|mail|message|text|line|dm|note|look)?",
            r"(?:shoot|shooting|shot) (?:the|an?|some|our|my|this|that) (?:\w+ )?(?:videos?|films?|hoops|photos?|photographs?|scenes?|breeze|portraits?|wedding|series|pilot|pictures?|arrow|ad|commercial|interview|episode|trailer|goal|free throws?|reel|vlog|documentary)",
            r"shot down|shoot (?:down|for the|straight|up to)|shoots? and scores",
            r"(?:absolute |bloody |sheer )?murder on (?:my|the)|(?:heat|traffic|commute|hill|exam|queue) (?:is|was) murder|get away with murder|(?:scream\w*|yell\w*|cry\w*) (?:blue |bloody )?murder|murder mystery",
            r"(?:nearly|almost) (?:gave|had|have|give|got) (?:me |him |her |us )?an? heart attack|g(?:i|a)ve (?:me|him|her|us|my \w+) an? (?:heart attack|stroke)|heart attack on a plate",
            r"could(?: have)? (?:strangled?|killed?|murdered?|throttled?|slapped|punched?|choked?|smacked?) (?:him|her|them|my|the|you|whoever|that|someone|everyone)"
            r"(?! (?:tonight|and i know|i know where|one of these|with my|in his sleep|in her sleep|right now i have))",
            r"(?:strangle|kill|murder|stab|throttle|shoot|punch) (?:the person |the one |the guy |the idiot |the genius )?(?:whoever|who) (?:designed|invented|wrote|came up|made|decided|parked|set|scheduled|put|thought|left|ate|stole my (?:lunch|milk|parking))",
            r"suicide (?:squad|burger|wings|sauce|drills?|mission|doors?|runs?|sprints?|bombers?|silence|pact with the devil)",
            r"(?:social|career|political|commercial|financial|professional|reputational) suicide",
            r"bleeding (?:edge|heart|obvious|money|cash|idiot|hell|brilliant|fantastic)",
            r"(?:take|takes|took|catch|caught|lost) (?:my|our) breath(?: away)?|breath of fresh air|out of breath|under my breath",
            r"(?:the )?(?:end|death) of (?:me|us)(?! ?$)|(?:will|would|going to) be the death of me",
            r"(?:end|ending|ended) (?:things|it) (?:with|by|amicably|on|at)",
            r"chest (?:day|press|of drawers|workout|freezer|x ?ray|infection|hair|pass|exercises?|and (?:triceps|back|arms|biceps|shoulders))",
            r"hit (?:me|him|us|her) (?:up|with (?:an?|some|the) (?:idea|question|news|bill|quote))|(?:it|that|reality|tiredness|grief|nostalgia|wave|then|realisation|song|line) (?:just |really |suddenly )?hits? me",
            r"(?:punch\w*|kick\w*|stab\w*|slap\w*) (?:above|in the (?:back|dark)|me on the back|in the gut feeling)",
            r"(?:burn|burning|burnt|burned) (?:out|calories|fat|the (?:rice|toast|dinner|candle|midnight)|bridges|my (?:tongue|toast|dinner|bridges|cd))",
            r"jump(?:ed|ing)? (?:at|on an?|on the|in the|rope|for joy|the gun|ship|to conclusions|start|through|into (?:bed|the (?:pool|shower|car|call|water|project|lake|sea for)|a|work|things|it))",
            r"cliff ?hanger|cliff notes|cliff walk",
            r"(?:give|gave|giving) up (?:smoking|drinking|sugar|coffee|meat|alcohol|caffeine|dairy|chocolate|carbs|bread|cigarettes|vaping|gluten|social media|my seat|the flat)",
            r"knife edge|stab in the dark|double edged|under the knife|gun shy|top gun|glue gun|nerf gun|water gun|son of a gun|jump the gun|sticking to my guns|big guns",
            r"what is the point of (?:this|that|the|a|these|having|homework|meetings) (?:meeting|email|form|class|homework|exercise|app|feature|rule|call|meetings|button|update|function|two|an? \w+ if|paying|insurance)",
        )
    ),
}
"""Regular expressions by name, over plain text."""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the context patterns; it is compiled the first time it is asked for."""
    source = expand(_SOURCES[name])
    return re.compile(rf"(?<![a-z0-9])(?:{source})(?![a-z0-9])" if name == "idiom" else source)


_CLAUSE_ENDS = (
    " , ", " but ", " and i ", " because ", " so i ", " although ", " though ", " then i ", " while ", " and now ", " and my ",
    " which makes me ", " makes me ", " and he ", " and she ", " until i ", " and is ", " and was ", " and has ", " and are ", " and we ", " and they ", " and it ",
)  # fmt: skip


def clause(line: str, start: int, end: int) -> tuple[str, str]:
    """Return the clause around a match, and the part of it before the match."""
    left, right = 0, len(line)
    for mark in _CLAUSE_ENDS:
        at = line.rfind(mark, 0, start + 1)
        if at >= 0:
            left = max(left, at + (len(mark) - 1 if not mark.endswith(" i ") else len(mark) - 3))
        at = line.find(mark, end)
        if at >= 0:
            right = min(right, at)
    return line[left:right].strip(), line[left:start].strip()


def without_idioms(line: str) -> str:
    """Return the sentence with figures of speech put out of sight."""
    return pattern("idiom").sub("~", line)


def without_quotes(line: str) -> str:
    """Return the sentence without quotation marks, and without what is quoted from a work."""
    if '"' not in line:
        return line
    line = re.sub(r'"[^"]*(?:"|$)', " ", line) if is_fiction(line) else line.replace('"', " ")
    return " ".join(line.split())


def negated(before: str, match: str, after: str) -> bool:
    """Tell whether a denial governs what was matched."""
    found = pattern("negated").search(before)
    if not found:
        return False
    never = found.group().startswith(("never", "nothing"))
    return not (never and (pattern("emphatic").match(after.lstrip()) or "more" in match))


def inner_negation(match: str) -> bool:
    """Tell whether the matched words hold a denial of their own."""
    return any(f" {word} " in f" {match} " for word in ("not", "never", "nobody", "neither"))


def is_past(line: str, inside: str, before: str) -> bool:
    """Tell whether it is long over: an old date or age, and nothing that brings it back."""
    if not pattern("past").search(line) or pattern("recent").search(inside):
        return False
    return bool(pattern("past").search(inside)) or not pattern("present").search(before)


def is_lately_past(line: str, inside: str) -> bool:
    """Tell whether it happened some months ago: not now, and not so long over either."""
    return bool(pattern("lately_past").search(line)) and not pattern("recent").search(inside)


def is_fiction(line: str) -> bool:
    """Tell whether the words speak of a work, a lesson or a job."""
    return bool(pattern("fiction").search(line))


def is_joke(line: str) -> bool:
    """Tell whether the sentence laughs."""
    return bool(pattern("humour").search(line))


def is_third(before: str) -> bool:
    """Tell whether somebody else is the subject of what was matched."""
    return bool(pattern("third").search(before))


def first_person(before: str, match: str) -> bool:
    """Tell whether the writer stands in the clause at all."""
    near = f" {before} {match} "
    return any(word in near for word in (" i ", " me ", " myself "))


def own_wish(before: str, match: str) -> bool:
    """Tell whether the writer wants or does it, even where the clause speaks of a work."""
    return bool(pattern("wish").search(f"{before} {match}"))
