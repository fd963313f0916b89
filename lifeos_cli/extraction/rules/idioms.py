"""Phrases in which a word of a topic says nothing about that topic."""

from __future__ import annotations

import re

_IDIOMS = (
    # running, exercise, climbing, swimming, cycling
    r"(?:run|runs|running|ran) (?:late|out|low|dry|short|amok|wild|deep|in (?:the|my|our) family|into|over|by|for office|away"
    r"|(?:an?|the|my|our|his|her|their) (?!half|marathon|race|mile|10k|5k|park)[\w'-]+|errands|on (?:empty|fumes|adrenaline|caffeine)"
    r"|around|rings|circles|through|things|on time|smoothly|its course|down|up|off|after|behind|past|from)",
    r"(?:in|over) the (?:long|short) run|(?:dry|trial|test|home|print|school|food|bank) run|in the running|run[- ]down",
    r"(?:up and running|run[- ]of[- ]the[- ]mill|hit the ground running|nose (?:is |was )?running|running (?:water|joke|total|costs?))",
    r"(?:it's|this is|is|it is|was) a marathon|marathon,? not a sprint|marathon (?:meeting|session|call|of)|rat race|race against",
    r"jog(?:s|ged)? my memory|mental gymnastics|exercise in|pull(?:s|ing)? (?:my|his|her|their|your) weight|weight off",
    r"climb(?:s|ing|ed)? (?:the|up the|the corporate|the career) (?:walls?|ladder|stairs|greasy pole)|climb(?:ed|ing)? (?:in|into|out)",
    r"(?:at )?the end of (?:my|his|her|our) rope|learn(?:ing|ed)? the ropes|on the ropes",
    r"(?:swim|swims|swimming|swam|drown|drowning) in (?:debt|work|emails?|paper\w*|money|bills|meetings|it|tasks)",
    r"swim(?:ming)? against|sink or swim|car ?pool|pool of|in the deep end|take(?:s)? the plunge|in your lane|memory lane|fast lane",
    r"(?:career|life|learning) path|ride (?:it|this|that|things) out|taken? for a ride|along for the ride|like riding a bike|emotional ride",
    # work, money, school, learning
    r"(?:it|that|this|which|nothing|something|everything|trick|breath\w*|counting|thing) (?:\w+ ){0,2}works?(?:ed)?(?! (?:at|in|for))|work(?:s|ed|ing)? out|work wonders",
    r"(?:good|great|nice|amazing|hard|solid|terrible|bad) (?:job|work)(?=[.,;:!?]|$)|nose job|paint job|odd jobs?|inside job|it's my job|their job",
    r"(?:bank|banks) of (?:the|a|an)|river ?bank|spring sale|sale starts|short[- ]?shift|night shifts? in|shift(?:s|ed|ing)? (?:the|my|in|from|gears)",
    r"promotion(?:al)? (?:code|email|offer)|interview (?:with|on) (?:the|a) (?:radio|tv|actor|singer)|pay(?:s|ing)? attention|pay(?:s|ing)? (?:a )?(?:visit|respects)",
    r"owe (?:you|him|her|them|it to)|for my money|money talks|small change|(?:is|isn't|was|be|not) on the cards|play(?:ed|ing)? my cards|learn(?:ed|t)? (?:my|a|the|that|his|her) lesson",
    r"old[- ]school|school of thought|school run|class act|first[- ]class|second[- ]class|world[- ]class|working[- ]class|middle[- ]class",
    r"stud(?:y|ied) (?:his|her|their) face|test(?:s|ed|ing)? (?:my|the) (?:patience|water)|exam(?:ine|ined|ination of)",
    # food, writing, reading, music, film
    r"cook(?:s|ed|ing)? (?:the books|up|something up)|food for thought|piece of cake|icing on the cake|half[- ]baked|bread and butter|bread[- ]?winner",
    r"eat(?:s|ing|en)? (?:my|his|her|your) (?:words|hat|heart)|eat(?:s|ing|en)? (?:me|him|her) up|out to lunch|eaten alive|recipe for",
    r"by the book|in my book|books? (?:a|the|an) (?:table|flight|room|ticket|appointment)|(?:long|same|whole|another|different|funny|old|sob) story|story of my life",
    r"(?:new|next|this|that|another|last|final) chapter|clos(?:e|ed|ing) (?:a|the|that) chapter|write(?:s|ing)? (?:off|it off)|wrote (?:off|him|her|them)|writing on the wall",
    r"read(?:s|ing)? (?:between the lines|the room|too much into|my mind|minds|me|lips)|same page|turn(?:ed)? (?:the|a|over a) (?:page|new leaf)|play(?:s|ed|ing)? it",
    r"fac(?:e|ed|ing) the music|music to my ears|sing(?:s|ing)? (?:his|her|its|their) praises|for a song|chang(?:e|ed) (?:my|your|his) tune|second fiddle",
    r"in concert with|mak(?:e|es|ing) a scene|made a scene|behind the scenes|act(?:s|ed|ing)? (?:like|as if|as though)|drama queen|novel (?:idea|approach|way)",
    r"draft (?:email|beer|pick|excuse)|plot(?:s|ted|ting)? (?:twist|against)|poetic justice",
    # health, sleep, grief, anxiety
    r"dead(?:ly)? (?:tired|serious|wrong|right|sure|end|on|silent|quiet|weight|heat|set|line|easy|boring|battery|good|straight|lock)|dead (?:on|to) (?:my|the) (?:feet|world)",
    r"(?:i'm|im|i am|i was|feet|legs|battery|phone|motor|engine|we're|you're|he's|she's) (?:so |all |absolutely |literally |completely )?dead|over my dead body|drop dead|to death",
    r"(?:battery|phone|laptop|car|engine|boiler|internet|wifi|app|server|joke|conversation) (?:just |has |had )?died|dying (?:to|for|of)|die (?:of|for)",
    r"sick (?:of|and tired)|tired of|worried sick|(?:a|such a|real) pain|pain in the|pains? me|by heart|heart[- ]to[- ]heart|at heart|heart of|take heart|heart (?:isn't|wasn't|set)",
    r"(?:gives?|gave|giving) (?:me|him|her) (?:a headache|a heart attack)|(?:like|nearly had|almost had) a heart attack|sick (?:burn|tune|joke)|blood(?:y| is boiling)?(?= (?:hell|thing))",
    r"sleep(?:s|ing)? (?:on it|with|around|over)|slept (?:on it|with|around|through (?:the|my) (?:meeting|lecture|class))|sleeping dogs|lose sleep over|wake[- ]up call|sleeper",
    r"(?:i'm|im|i am) afraid (?:so|not|i|that|we|it)|no worries|not to worry|don't worry|nervous laugh|panic (?:buy\w*|button|stations)|scared to death|stress(?:es|ed)? (?:that|the importance)",
    r"miss(?:ed|ing)? (?:the|my|a|his|her|out|an) (?:bus|train|flight|call|deadline|stop|point|appointment|boat|exit|turn)|miss(?:ed|ing)? out|near miss|at a loss|loss of",
    r"(?:gone|went) (?:wrong|off|on|to|for|home|well|back|out|down|up)|long gone|grave mistake|bury the hatchet",
    # people, conflict, caring, faith
    r"(?:take|takes|taking|took) care of (?:it|that|this|things|the)|take care|(?:don't|doesn't|didn't|couldn't|who|nobody|not) (?:really |even |much )?cares?d?|care less|with care|healthcare",
    r"fight(?:ing)? (?:off|back|for|through|the urge|against|chance)|pick(?:ed)? a fight with (?:the|a) (?:printer|computer|sofa)|in a row|rows? of|front row|back row|row of",
    r"in love with (?:the|this|a|that) (?:idea|job|city|house|dress|song|book)|(?:would|i'd|i would|you'd) love|love (?:it|that|this|the|my job|a good|to)|single (?:most|day|one|time)|date (?:of|for|set|back)",
    r"up to date|out of date|due date|save the date|to date|partner in crime|business partner|(?:training|running|gym|tandem|sparring|law|senior) partner",
    r"together with|put(?:ting)? (?:it|together|things|that) together|get (?:it|myself|my act) together|got it together|pull(?:ed)? (?:myself|it) together|held? it together",
    r"baby (?:steps?|blues|shark|boomer)|(?:don't be|being) a baby|like a (?:baby|child|kid|toddler)|baby of the family|brain ?child|kidding|inner child",
    r"(?:oh |my |good |thank |for )(?:my )?god(?:'?s sake)?|god (?:knows|forbid|damn|awful)|god'?s sake|omg|leap of faith|in good faith|blind faith|preach(?:ing)? to the choir",
    r"family[- ]size[d]?|(?:whole|part of the) family of|like family|mother (?:tongue|board|nature|of all)|father christmas|big brother|mother'?s day (?:card|sale)|friend(?:ly)? request",
    r"alone with (?:it|this|that|him|her)|let alone|leave (?:me|it|him|her|them) alone|left (?:me|it) alone|no friend of|(?:nobody|no one) (?:tells|told|knows|said|asked|at|has|was)",
    r"mov(?:e|ed|ing) (?:on|up|forward|ahead|along|the (?:meeting|deadline|goal\w*|date)|past|in on|story|song|speech|film)|flat (?:out|tyre|tire|battery|white|feet|rate)|fell flat|outside the box|tick(?:ing)? boxes",
    r"guilt trip|ego trip|power trip|trip(?:s|ped|ping)? (?:over|up|on)|time travel|flight of stairs|fight or flight|travel(?:ling)? light|holiday postcards?",
    # the rest
    r"(?<!'d )(?<!would )(?<!really )(?<!do )(?<!looks )like (?:an?|some) [\w-]+|as (?:if|though) [\w ]+|no [\w-]+ in (?:him|her|it)",
    r"(?:code of|dress|area|post|zip|promo|qr|bar|door|discount|highway|building) ?(?:conduct|code)|code (?:red|word|of)|bug(?:s|ged|ging)? me|bitten by the bug|stomach bug|in the loop|out of the loop",
    r"(?:chess|poker) game|game of chess|pawn in|stale ?mate|(?:our|my|the|a|pet) python (?:got|escaped|bit|ate|eats|sheds?|is (?:a|asleep|out)|called)|checkmate",
    r"paint(?:s|ed|ing)? (?:a|the) (?:picture|fence|wall|walls|room|door|kitchen|bathroom|shed|house|hall|ceiling|nails)|paint(?:ed)? (?:myself )?into a corner|brush(?:ed|ing)? (?:off|my teeth|up|aside)",
    r"draw(?:ing)? (?:the line|a blank|a line|attention|breath|board)|drew (?:the line|a blank|a line|attention|breath|the short)|drawing board|watercolou?r of",
    r"(?:at|early|late|this|that|some|first|next|final|which) stage|stage (?:of|one|two|three|four)|second stage|set the stage|figure of speech|freedom of speech|speech therap\w+|target audience",
    r"seed(?:s)? of|plant(?:s|ed)? (?:the|an|a) (?:idea|seed|doubt|manager)|garden[- ]variety|led (?:me )?up the garden path|spill(?:ed)? the beans|full of beans|grass is greener|turn(?:ed|ing) in(?:to)? (?:a )?beans|power plant|treatment plant",
    r"smok(?:e|ing) (?:gun|mirrors|alarm|detector)|smoke and mirrors|up in smoke|chain of|burn(?:s|ed|t)? (?:bridges|the midnight)|catch (?:my|a) breath|hold(?:ing)? my breath|held my breath|waste (?:of |my )breath|breath of fresh",
    r"bump(?:s|ed)? into|bump in the road|goose ?bumps|scan(?:ned|ning)? (?:the|a) (?:page|room|document|receipt)s?|pregnant (?:pause|silence)",
    r"in the driver'?s seat|driv(?:e|es|ing) me (?:crazy|mad|up the wall|nuts|round)|drinking (?:water|tea|coffee|enough water)|sober(?:ing)? (?:thought|truth)|high spirits|drunk on",
    r"on (?:the )?(?:ball|rebound)|drop(?:ped)? the ball|own goal|move the goal ?posts|political football|team player|ball(?:'?s| is) in|knit(?:ted)? (?:my|her|his) brows?|tight[- ]knit|close[- ]knit",
)  # fmt: skip
_SAID = re.compile(rf"\b(?:{'|'.join(_IDIOMS)})\b")


def without_idioms(spoken: str) -> str:
    """Return a text in small letters in which phrases whose words mean something else are blanked out."""
    return _SAID.sub(lambda found: " " * len(found.group()), spoken)
