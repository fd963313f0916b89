"""Closed lists of English words the rules go by."""

from __future__ import annotations

_KIN = (
    "mother mum mom father dad sister brother son daughter wife husband partner boyfriend girlfriend fianc\u00e9 "
    "fianc\u00e9e grandmother grandma grandfather grandpa grandson granddaughter aunt uncle cousin niece nephew "
    "stepmother stepfather stepson stepdaughter friend flatmate roommate housemate neighbour neighbor colleague boss "
    "manager cofounder co-founder teacher tutor coach instructor therapist doctor gp dentist supervisor mentor trainer "
    "dog cat horse rabbit twin baby child kid ex in-laws mother-in-law father-in-law brother-in-law sister-in-law"
)
KIN = (
    r"(?:(?:best|old|younger|older|elder|eldest|youngest|little|big|climbing|running|business|training|twin|"
)
KIN += r"closest|oldest|new|current|former|late|half|only)[- ])*(?:" + "|".join(
    sorted(_KIN.split(), key=len, reverse=True)
)
KIN += r"|(?:sous-)?chef)"
MANY = (
    r"(?:kids|children|sons|daughters|brothers|sisters|siblings|grandchildren|grandsons|granddaughters|cats|dogs"
    r"|stepchildren|(?:twin )?(?:girls|boys)|cows|sheep|twins|nieces|nephews|horses|chickens)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
AGE = (
    rf"(?:1[0-9]|[2-9][0-9]|(?:{_TENS})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
"""Of a person who writes."""
CHILD_AGE = rf"(?:{AGE}|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_WORK = (
    "accountant actor actress actuary analyst anaesthetist apprentice archaeologist architect artist assistant "
    "astronomer auditor author baker banker barber barista bartender beautician biologist bookkeeper bricklayer "
    "builder butcher carer caregiver caretaker carpenter cashier chef chemist civil-servant cleaner clerk coder "
    "composer concierge conductor consultant contractor cook copywriter counsellor counselor courier dancer "
    "dentist designer developer dietitian director doctor driver economist editor electrician engineer "
    "entrepreneur farmer fisherman firefighter florist freelancer gardener geologist goldsmith hairdresser "
    "historian illustrator interpreter janitor joiner journalist judge lab-technician labourer lawyer lecturer "
    "librarian lifeguard locksmith machinist manager mechanic mathematician midwife miner musician nanny novelist "
    "nurse nutritionist optician painter paralegal paramedic pharmacist photographer physicist physiotherapist "
    "pilot plasterer plumber policeman policewoman porter postdoc postman potter printer producer professor "
    "programmer psychiatrist psychologist receptionist recruiter researcher sailor salesman saleswoman scientist "
    "secretary shepherd singer soldier solicitor statistician stonemason student surgeon surveyor tailor "
    "taxi-driver teacher technician tester therapist trainee trainer translator tutor typist undertaker vet "
    "veterinarian videographer waiter waitress watchmaker webmaster welder writer zookeeper minister pastor priest rabbi "
    "imam curator conservator archivist roofer tiler decorator scaffolder glazier landscaper officer foreman trucker "
    "attendant steward stewardess administrator coordinator sysadmin housekeeper radiographer sonographer "
    "phlebotomist optometrist beekeeper brewer sculptor weaver stylist groomer lifeguard dispatcher hygienist "
    "headteacher undergraduate dairy-farmer estate-agent travel-agent chef-de-partie physio"
)
WORK = "(?:" + "|".join(word.replace("-", "[- ]") for word in _WORK.split()) + ")"
MODEST = (
    r"(?:good|bad|terrible|decent|great|slow|fast|bit|worse|better|real|natural|born|frustrated|wannabe|failed|mere|"
    r"free|keen|nervous|careful|lousy|useless|rubbish|awful|horrible|hopeless|brilliant|excellent|amazing|poor|secret|"
    r"closet|perfect|pretty|very|kind|sort|her|his|my|our|your|their|the|just|now|still|only|no|not|also|so|too|"
    r"happy|sad|tired|proud|old|lot|little|glorified|human|walking|like|as|such|total|complete|backseat|armchair|"
    r"amateur|aspiring|would-be|quick|messy|confident|safe|lazy|drunk|star|spin|mad)"
)
"""Words before an occupation that make it a remark."""
STATES = (
    r"(?:vegetarian|vegan|pescatarian|left-handed|right-handed|colou?r-?blind|dyslexic|diabetic|coeliac|celiac"
    r"|asthmatic|deaf|blind|autistic|bilingual|married|divorced|widowed|engaged|pregnant|retired|unemployed"
    r"|self-employed|adopted|an only child|a twin|a single (?:mother|father|mum|mom|dad|parent)|a vegetarian|a vegan)"
)
STOP = frozenset(
    "a about above actually after again all almost already also always am an and another any anyone anything are aren't "
    "around as at away back be because been before being best better between big bit both but by call called came can "
    "can't cannot come comes could couldn't day days did didn't do does doesn't doing don't done down each either else "
    "enough even ever every everyone everything far feel feels felt few fine first for four from get gets getting go goes "
    "going gone good got great had hadn't half has hasn't have haven't he he's her here hers him his how i i'd i'll i'm "
    "i've if in into is isn't it it's its just keep kind knew know last later least less let like little long look lot "
    "made make makes many may maybe me mean might mind mine more most much must my myself need never new next nice no "
    "nobody none nor not nothing now of off often ok okay old on once one only or other others our out over own part "
    "people perhaps place point put quite rather really right said same saw say says second see seem seems she she's "
    "should shouldn't since so some someone something sometimes soon still such sure take tell than that that's the their "
    "them then there there's these they they're thing things think third this those though thought three through time "
    "times to today together told tomorrow tonight too took tried true try trying turn two under until up us use used "
    "usually very want wanted wants was wasn't way we we're we've week weeks well went were weren't what what's when "
    "where which while who whole why will with without won't word words work'd would wouldn't wrong year years yes "
    "yesterday yet you you're your minutes minute hour hours month months morning evening night monday tuesday wednesday "
    "thursday friday saturday sunday".split()
)
