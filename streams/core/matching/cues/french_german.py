"""French and German: only what is said again and again. Nothing is called false in passing."""

import re

from streams.core.matching.cues.parts import Cues, any_of

DENIES = (
    r"\bc'est (?:un |une |une vieille |totalement )?(?:faux|fake|rumeur|hoax|intox|canular"
    r"|fausse information|fausse nouvelle|infox)\b"
    r"|\b(?:cette|la) (?:information|rumeur|nouvelle)[^.?]{0,40} est fausse\b"
    r"|ne (?:partagez|diffusez|relayez) pas (?:cette|ce) (?:message|information|rumeur|fausse)",
    r"\bdas ist (?:ein |eine )?(?:fake|falsch|falschmeldung|ente|hoax|fake news|geruecht)\b"
    r"|faktencheck[:,.][^?]{0,60}(?:falsch|nicht|kein)"
    r"|^\.[\s|]*(?:falschmeldung|faux|intox|infox)\s*[:.|,]",
)
INSISTS = (
    r"\bce n'est pas (?:un |une )?(?:rumeur|fake|blague|faux|canular)"
    r"|\bkein(?:e)? (?:fake|witz|scherz|gerucht|geruecht|falschmeldung|ente)|mais c'est vrai"
    r"|aber es (?:ist wahr|stimmt)",
)
ASKS = (
    r"c'est vrai\s*\?|est-ce (?:vrai|que c'est vrai)|vrai ou faux|ist das wahr|stimmt das"
    r"|weiss jemand,? ob|stimmt es",
)
# Too few reports are in them to practise on; what is read wrongly would silence an alarm.
CUES = Cues(
    asking=re.compile(
        r"vrai|wahr|stimmt",
    ),
    denying=re.compile(
        r"faux|fake|rumeur|intox|infox|fausse|canular|falsch|faktencheck|gerucht|geruecht|ente "
        r"|ente\.|ente,",
    ),
    asks=any_of(*ASKS),
    scorns=(),
    insists=any_of(*INSISTS),
    denies=any_of(*DENIES),
    calls_false=(),
    holds_back=(),
    rhetorical=any_of(r"\b(?:comment|pourquoi|warum|wer|qui|was)\b"),
    warns=(),
    signs=(),
    spreads=(),
    reports=(),
    calms=re.compile("$"),
    turns=re.compile("$"),
)
