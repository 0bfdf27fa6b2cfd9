"""French, and of German what is said again and again."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.distrust import FRENCH, GERMAN
from streams.core.matching.cues.parts import Cues, any_of
from streams.core.matching.cues.plainly import plain_denial

MESSAGE = (
    r"(?:information|rumeur|nouvelle|infos?|histoire|video|photo|image|message|texte|audio"
    r"|publication|capture)s?"
)
FALSE = (
    r"(?:(?:totalement |completement |entierement |purement )?(?:faux|fausses?|infondee?s?"
    r"|mensongere?s?|invente(?:e|es|s)?|bidon)|un canular|une? fake(?: news)?|une rumeur"
    r"|des rumeurs|une? infox|une? intox|un hoax|de la desinformation|une fausse (?:info"
    r"|information"
    r"|nouvelle|rumeur|alerte))"
)
END = r"(?=\s*[,.:|]|\s+(?:et|ne|merci|arretez|n'est|selon)\b)"
LABEL = (
    r"(?:faux|fake ?(?:news)?|intox|infox|canular|fausse (?:info|information|alerte|nouvelle)|hoax"
    r"|dementi)"
)
OFFICIAL = (
    r"\b(?:police|gendarmerie|mairie|maire|prefecture|ministere|gouvernement|banque|hopital|ecole"
    r"|rectorat|pompiers|entreprise|societe|universite|boulangerie|direction|autorites|agence)\b"
)
DENIES = (
    rf"\bc'est (?:un |une |une vieille |totalement |completement )?(?:faux|fake|rumeur|hoax|intox"
    rf"|canular|fausse information|fausse nouvelle|infox){END}"
    rf"|\b(?:cette|la|ce|le) {MESSAGE}[^.?]{{0,40}} est {FALSE}{END}"
    r"|ne (?:partagez|diffusez|relayez) (?:pas|plus) (?:cette|ce) (?:message|information|rumeur"
    r"|fausse)",
    rf"\b(?:ces|les) {MESSAGE}[^.?]{{0,40}} sont {FALSE}{END}|\b(?:rien n'est vrai"
    rf"|aucune verite)\b",
    rf"^\.[\s|]*{LABEL}\s*[:.|,]|[,.:|]\s*(?:c'est )?(?:un |une )?{LABEL}[.|\s]*$",
    rf"^\.[\s|]*(?:verification|fact ?check(?:ing)?|desintox)\b[^?]{{0,90}}(?:{FALSE}|\bn[e']\b)",
    r"\b(?:il est|c'est) (?:faux|un mensonge) (?:de|que)\b|\b(?:il|ce) n'est pas vrai que\b"
    r"|\bes (?:ist (?:falsch|nicht wahr|gelogen|eine luge)|stimmt nicht), dass\b"
    r"|^\.[\s|]*non,[^?]{0,90}\bn[e' ][^?]{0,30}\bpas\b",
    r"\b(?:j'ai (?:appele|demande)|on a (?:appele|demande))\b[^?]{0,70}\b(?:c'est faux|une rumeur"
    r"|rien de|n'est pas vrai)\b",
    r"\bdas ist (?:ein |eine )?(?:fake|falsch|falschmeldung|ente|hoax|fake news|geruecht)\b"
    r"|faktencheck[:,.][^?]{0,60}(?:falsch|nicht|kein)"
    r"|^\.[\s|]*(?:falschmeldung)\s*[:.|,]",
)
REPORTS = (
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:dement(?:ent|i)?|dementit|refute\w*|nie|nient)\b",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:precise|affirme|confirme|assure|rappelle|indique|dit"
    rf"|explique)\w*\b[^?]{{0,60}}\b(?:est|sont) {FALSE}{END}",
)
INSISTS = (
    r"\b(?:ce n'est|c'est|n'est|n'etait) pas (?:du tout )?(?:un |une |des )?(?:rumeurs?|fake|blague"
    r"|faux|canular|intox|infox|fausse|mensonge|plaisanterie)"
    r"|\bkein(?:e)? (?:fake|witz|scherz|gerucht|geruecht|falschmeldung|ente)|mais (?:c'est|tout est"
    r"|cela est|ca s'est) (?:bien |tres )?(?:vrai|reel|passe)"
    r"|aber es (?:ist wahr|stimmt)",
    # They say it is false, "but": who says so spreads it.
    r"\b(?:dit|disent|pretend\w*|affirme\w*|dement\w*|nie|nient|appellent|croyais|pensais|croyait"
    r"|rumeur|faux|intox)\b[^?]{0,100}\b(?:mais|pourtant|or|sauf que|alors que|jusqu'a)\b",
    r"\b(?:mes propres yeux|j'ai vu|je l'ai vu|j'y etais|ils (?:nous )?(?:mentent|cachent)"
    r"|on nous (?:ment|cache))\b|^\.[\s|]*(?:mais oui|bien sur|ouais)\b",
    r"\b(?:faux|fausse|fausses) (?:polici\w+|billets?|agents?|medicaments?|livreurs?|pompiers?"
    r"|medecins?|conseillers?|cheques?|pieces?|sms|sites?|techniciens?)\b",
    r"\b(?:ils|elles|on|tout le monde) (?:disent|dit|diront|repetent) que c'est (?:un "
    r"|une )?(?:faux"
    r"|rumeur|fake|intox|canular|fausse)[^?]{0,60}[,.] ?\w+ \w+",
)
ASKS = (
    r"\b(?:est-ce|serait-ce|est-il|ce serait)[^.?]{0,24}\b(?:vrai|faux|une rumeur)\b"
    r"|(?:^\.|[.:|,] ?)(?:c'est|est-ce) (?:bien |vraiment )?(?:vrai|serieux|sur)\b[^.?]{0,120}\?"
    r"|vrai ou (?:faux|pas|intox|fake)|info ou intox|ist das wahr|stimmt das"
    r"|weiss jemand,? ob|stimmt es",
    r"\b(?:quelqu'un|qui|vous|tu)\b[^.?]{0,20}(?:peut|peux|pouvez|pourrait|a|sait|savez)"
    r"[^.?]{0,12}(?:confirmer|verifier|verifie|si c'est vrai)\b"
    r"|\b(?:savez-vous|sais-tu|je ne sais pas|pas sur|quelqu'un sait) si (?:c'est|cette|ce)\b"
    r"|\bfaut-il (?:y )?croire|\bvrai\s*\?",
)
CUES = Cues(
    asking=re.compile(
        r"vrai|wahr|stimmt|faux|rumeur|confirmer|verifi|serieux|intox|croire|c'est sur",
    ),
    denying=re.compile(
        r"pas vrai que|nicht wahr, dass|stimmt nicht, dass"
        r"|faux|fake|rumeur|intox|infox|fausse|canular|falsch|faktencheck|gerucht|geruecht|ente "
        r"|ente\.|ente,|dement|refut|hoax|invente|bidon|mensonger|infond|desinform|^\.[\s|]*non,"
        r"|kettenbrief|gelogen|luge|mensonge|verification|desintox|rien n'est|aucune verite| nie "
        r"| nient ",
    ),
    asks=any_of(*ASKS),
    scorns=any_of(r"^\.[\s|]*Q?(?:rumeur|intox|faux|fake)Q?\?(?=[^?]{12})"),
    insists=any_of(*INSISTS, *of_deniers("french"), *of_deniers("german")),
    distrusts=any_of(*FRENCH, *GERMAN),
    disbelieves=any_of(of_open_disbelief("french"), of_open_disbelief("german")),
    plainly=any_of(plain_denial("french"), plain_denial("german")),
    denies=any_of(*DENIES),
    reports=any_of(*REPORTS),
    calls_false=(),
    holds_back=(),
    rhetorical=any_of(r"\b(?:comment|pourquoi|warum|wer|qui|was|savez-vous|combien|quand)\b"),
    warns=(),
    signs=(),
    spreads=(),
    calms=re.compile(
        r"\b(?:merci|calme|normal\w*|ne (?:la |le |les )?(?:partagez|relayez|diffusez|croyez)"
        r"|aucun\w*|ouvert\w*|faux|fausse\w*|rumeurs?|intox|n'est pas|n'a|pas de|restent?)\b"
    ),
    turns=re.compile(r"\b(?:mais|pourtant|tandis|alors que|puis|quand|jusqu)\b"),
)
