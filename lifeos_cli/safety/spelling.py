"""How people really write: contractions, slang, fillers and slips, as plain word tables."""

from __future__ import annotations


def _table(text: str) -> dict[str, str]:
    """Read `written=meant` pairs, one pair a comma."""
    return dict(pair.strip().split("=") for pair in text.split(","))


MEANT = _table(
    # contractions, with and without the apostrophe
    "i'm=i am,im=i am,i've=i have,ive=i have,i'd=i would,i'll=i will,iam=i am,i'ma=i am going to,"
    "imma=i am going to,ima=i am going to,you're=you are,youre=you are,you've=you have,you'll=you will,"
    "he's=he is,hes=he is,she's=she is,shes=she is,it's=it is,that's=that is,thats=that is,"
    "there's=there is,theres=there is,here's=here is,what's=what is,whats=what is,who's=who is,"
    "he'll=he will,she'll=she will,it'll=it will,they'll=they will,theyll=they will,we'll=we will,"
    "he'd=he would,hed=he would,she'd=she would,it'd=it would,they'd=they would,theyd=they would,"
    "we'd=we would,you'd=you would,we're=we are,they're=they are,theyre=they are,we've=we have,"
    "they've=they have,everyone's=everyone is,everybody's=everyone is,nobody's=nobody is,"
    "nothing's=nothing is,everything's=everything is,life's=life is,tonight's=tonight is,"
    "can't=can not,cant=can not,cannot=can not,won't=will not,wont=will not,don't=do not,dont=do not,"
    "doesn't=does not,doesnt=does not,didn't=did not,didnt=did not,isn't=is not,isnt=is not,"
    "aren't=are not,arent=are not,wasn't=was not,wasnt=was not,weren't=were not,werent=were not,"
    "wouldn't=would not,wouldnt=would not,couldn't=could not,couldnt=could not,shouldn't=should not,"
    "shouldnt=should not,haven't=have not,havent=have not,hasn't=has not,hasnt=has not,hadn't=had not,"
    "hadnt=had not,ain't=is not,aint=is not,mustn't=must not,needn't=need not,mightn't=might not,"
    "should've=should have,shouldve=should have,shoulda=should have,could've=could have,"
    "coulda=could have,would've=would have,wouldve=would have,woulda=would have,"
    # run together
    "gonna=going to,gunna=going to,goin=going,gona=going to,wanna=want to,wana=want to,gotta=have to,"
    "gotto=have to,tryna=trying to,tryin=trying,finna=going to,boutta=about to,bouta=about to,"
    "hafta=have to,oughta=should,lemme=let me,gimme=give me,dunno=do not know,idk=i do not know,"
    "idc=i do not care,idgaf=i do not care,wtp=what is the point,iwtd=i want to die,"
    "iwtkms=i want to kill myself,alot=a lot,aswell=as well,infront=in front,nomore=no more,"
    "noone=nobody,everyones=everyone is,nobodys=nobody is,everybody=everyone,anybody=anyone,"
    "somebody=someone,nymore=anymore,"
    # chat spelling
    "u=you,ur=your,r=are,n=and,bc=because,cuz=because,cos=because,coz=because,becuz=because,"
    "rn=right now,tn=tonight,tonite=tonight,2nite=tonight,2night=tonight,tmrw=tomorrow,"
    "tmr=tomorrow,tomoz=tomorrow,2moro=tomorrow,ppl=people,w/o=without,thru=through,smth=something,"
    "sb=someone,sm1=someone,some1=someone,every1=everyone,any1=anyone,no1=nobody,pls=please,plz=please,"
    "bf=boyfriend,gf=girlfriend,hubby=husband,bday=birthday,frfr=fr,2day=today,wen=when,"
    "wud=would,wuld=would,cud=could,shud=should,wat=what,wot=what,da=the,dat=that,dis=this,ova=over,"
    "ok=okay,k=okay,dnt=do not,dnot=do not,wnt=want,lyf=life,lyfe=life,luv=love,fam=family,"
    # slang for the act
    "kms=kill myself,kmsing=killing myself,ctb=kill myself,unalive=kill,unaliving=killing,"
    "unalived=killed,unaliv=kill,sewerslide=suicide,sewercide=suicide,sewerside=suicide,"
    "od=overdose,od'd=overdosed,oded=overdosed,oding=overdosing,"
    "sh=self harm,selfharm=self harm,selfharming=self harming,selfharmed=self harmed,"
    "meds=medication,benzos=pills,paras=paracetamol,"
    # slips
    "kil=kill,kll=kill,killl=kill,killin=killing,kiling=killing,myslef=myself,meself=myself,"
    "mysel=myself,mself=myself,myselff=myself,mesself=myself,dyin=dying,livin=living,"
    "liv=live,lief=life,wnat=want,thier=their,becuase=because,becouse=because,alife=alive,"
    "allive=alive,hert=hurt,hurtin=hurting,cuting=cutting,cuttin=cutting,pils=pills,tabelts=tablets,"
    "stabed=stabbed,chocked=choked,breathin=breathing,breeth=breathe,brething=breathing,"
    "beleeding=bleeding,rapped=raped,abussed=abused,beated=beaten,alon=alone,"
    "thinkin=thinking,feelin=feeling,tierd=tired,pointles=pointless,nuthing=nothing,nothin=nothing,"
    "nuffin=nothing,enuf=enough,exsist=exist,exsisting=existing,exisit=exist,dieing=dying,diing=dying,"
    "deth=death,ded=dead,neva=never,nver=never,mum's=mum,mom's=mom,dad's=dad,"
    # families of one word
    "mother=mum,mom=mum,mommy=mum,mummy=mum,mam=mum,mama=mum,moms=mum,mums=mum,"
    "father=dad,daddy=dad,papa=dad,stepfather=stepdad,stepmother=stepmum,stepmom=stepmum"
)
"""What a written word means; a value may be several words."""

FILLERS = frozenset(
    [
        "just",
        "really",
        "honestly",
        "actually",
        "literally",
        "fucking",
        "fuckin",
        "fking",
        "fkn",
        "bloody",
        "goddamn",
        "damn",
        "so",
        "very",
        "truly",
        "seriously",
        "simply",
        "basically",
        "totally",
        "completely",
        "utterly",
        "absolutely",
        "freaking",
        "frickin",
        "kinda",
        "sorta",
        "quite",
        "tbh",
        "ngl",
        "genuinely",
        "definitely",
        "even",
        "already",
        "always",
        "often",
        "sometimes",
        "constantly",
        "usually",
        "currently",
        "omg",
        "ugh",
        "pretty",
        "please",
        "oh",
        "um",
        "uh",
        "hmm",
        "yeah",
        "yea",
        "bro",
        "dude",
        "proper",
        "properly",
        "fully",
        "entirely",
        "perhaps",
        "frankly",
        "sincerely",
        "obviously",
        "clearly",
        "apparently",
        "certainly",
        "fr",
        "istg",
        "swear",
        "occasionally",
        "frequently",
    ]
)
"""Words that colour a sentence and hide its frame; they are left out before matching."""

FUSED = {
    "my self": "myself",
    "me self": "myself",
    "any more": "anymore",
    "no one": "nobody",
    "every one": "everyone",
    "some one": "someone",
    "would of": "would have",
    "should of": "should have",
    "could of": "could have",
    "going too": "going to",
    "want too": "want to",
    "wants too": "wants to",
    "in to": "into",
    "on to": "onto",
    "good bye": "goodbye",
    "a live": "alive",
    "want 2": "want to",
    "going 2": "going to",
    "sort of": "",
    "kind of": "",
    "i guess i": "i",
    "over dose": "overdose",
    "over dosed": "overdosed",
    "sui cide": "suicide",
    "step dad": "stepdad",
    "step mum": "stepmum",
    "make believe": "fiction",
    "them selves": "themselves",
    "him self": "himself",
    "her self": "herself",
    "to day": "today",
    "to night": "tonight",
}
"""Word pairs written apart (or together) that mean one thing."""

CAREFUL = tuple(
    [
        "suicide",
        "suicidal",
        "suicides",
        "myself",
        "overdose",
        "overdoses",
        "overdosed",
        "overdosing",
        "paracetamol",
        "ibuprofen",
        "burden",
        "hopeless",
        "worthless",
        "pointless",
        "strangle",
        "strangled",
        "strangling",
        "unconscious",
        "swallowed",
        "antidepressants",
        "goodbye",
        "funeral",
        "anymore",
        "tomorrow",
        "tonight",
        "threatened",
        "threatening",
        "threatens",
        "poisoned",
        "medication",
        "bleeding",
        "breathing",
        "tablets",
        "boyfriend",
        "girlfriend",
        "husband",
        "existing",
        "alive",
        "disappear",
        "forever",
        "wrists",
        "razor",
        "bridge",
        "killing",
        "myself",
        "himself",
        "herself",
        "themselves",
        "seizure",
        "everyone",
        "nobody",
        "without",
        "because",
    ]
)
"""Words a slip is put right to: long enough, and with no everyday word one letter away."""

ALPHABET_WORDS = tuple(
    [
        "i",
        "am",
        "im",
        "ive",
        "have",
        "want",
        "wanna",
        "to",
        "die",
        "dead",
        "death",
        "kill",
        "killing",
        "myself",
        "my",
        "self",
        "life",
        "end",
        "ending",
        "it",
        "all",
        "suicide",
        "suicidal",
        "going",
        "gonna",
        "hurt",
        "hurting",
        "cut",
        "cutting",
        "not",
        "do",
        "dont",
        "cant",
        "live",
        "living",
        "be",
        "here",
        "anymore",
        "wish",
        "was",
        "were",
        "never",
        "wake",
        "up",
        "tonight",
        "take",
        "own",
        "hang",
        "hanging",
        "me",
        "help",
        "bye",
        "goodbye",
        "so",
        "bad",
        "the",
        "is",
        "hate",
        "will",
        "self",
        "harm",
        "harming",
        "jump",
        "off",
        "overdose",
        "pills",
        "no",
        "hope",
        "alive",
        "being",
        "tired",
        "of",
        "think",
        "thinking",
        "about",
    ]
)
"""The words that spaced-out or run-together letters are read as."""

SECRET_STEMS = (
    "killmy", "wanttodie", "wannadie", "endmylife", "enditall", "hurtmy", "cutmy", "selfharm", "suicid",
    "takemyown", "hangmy", "wanttobedead", "killingmy",
)  # fmt: skip
"""What a run-together word must hold before it is taken apart."""

LEET = str.maketrans({
    "1": "i", "!": "i", "|": "l", "3": "e", "0": "o", "@": "a", "4": "a", "$": "s", "5": "s", "7": "t", "+": "t",
    "8": "b", "9": "g",
})  # fmt: skip

LOOKALIKE = str.maketrans(
    dict(
        zip(
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0457\u0458\u04bb\u0455\u0501\u051b\u051d\u043a\u043c\u0442"
            "\u0432\u043d\u0433\u03b1\u03b5\u03b9\u03bf\u03c1\u03c5\u03ba\u03bd\u03c4\u03c7\u0131\u0142\u00f8\u0111\u0138"
            "\u2018\u2019\u201b\u02bc\u2032\u00b4\u201c\u201d\u201e\u00ab\u00bb\u2033\u2010\u2011\u2012\u2212\u2013\u2014"
            "\u2015\u2028\u2029\u0085\u2024",
            "aeopcyxiijhsdqwkmtbhraeiopukvtxilodk''''''\"\"\"\"\"\"----,,,\n\n\n.",
            strict=True,
        )
    )
    | {"\u2026": "...", "`": "'", "\U0001f602": " lol ", "\U0001f923": " lol ", "\U0001f52a": " knife "}
)
"""Letters and marks of other scripts that pass for Latin ones."""

SENSITIVE = frozenset(
    [
        "kill",
        "killing",
        "killed",
        "die",
        "dead",
        "death",
        "dying",
        "suicide",
        "suicidal",
        "myself",
        "hurt",
        "harm",
        "self",
        "cut",
        "cutting",
        "hang",
        "hanging",
        "want",
        "going",
        "life",
        "live",
        "living",
        "end",
        "ending",
        "wish",
        "tonight",
        "pills",
        "overdose",
        "blade",
        "razor",
        "wrist",
        "wrists",
        "stab",
        "shoot",
        "help",
        "rape",
        "raped",
        "abuse",
        "alive",
        "myself",
        "goodbye",
        "jump",
        "please",
        "blood",
        "bleeding",
        "hate",
        "me",
        "my",
        "i",
        "never",
    ]
)
"""What a disguised word is tried against."""
