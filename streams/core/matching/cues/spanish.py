"""Spanish. Accents are gone: the fold takes them off."""

import re

from streams.core.matching.cues.latin import END, ES_PT_RHETORICAL, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of

MESSAGE = (
    r"(?:mensaje|noticia|cadena|audio|video|rumor|imagen|foto|publicacion|comunicado|informacion"
    r"|texto|historia)s?"
)
HOAX = (
    r"(?:un bulo|bulo|bulos|mentira|un fake|fake news|una fake news|un engano|una noticia falsa"
    r"|noticias? falsas?|desinformacion|un rumor(?: falso)?|una mentira|un montaje|rumores"
    r"|un invento)"
)
ADVERBS = (
    r"(?:totalmente|completamente|solo|absolutamente|simplemente|todo|otro|otra|rotundamente|un"
    r"|una){0,1} ?"
)
# What stands before a denial that somebody else only says.
SAID = r"(?<!que )(?<!dicen )(?<!dice )(?<!no )(?<!si )(?<!como )"
DENIES = (
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:bulo|desmentido|desmentimos|mentira"
    r"|noticia falsa|alerta (?:de )?bulo|verificacion.{0,3}falso|es falso|es un bulo"
    r"|es mentira)\s*[|:.,]",
    rf"\b(?=[eld]){SAID}(?:esto|eso|(?:este|esta|ese|esa|el|la|los|las|dicho"
    rf"|dicha) {MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ADVERBS}{HOAX}{END}",
    rf"\b(?=[eld]){SAID}(?:esto|(?:este|esta|ese|esa|el|la|los|las|dicho"
    rf"|dicha) {MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ADVERBS}(?:falso|falsa|falsos"
    rf"|falsas){END}",
    rf"Q,? (?:es|son) {ADVERBS}(?:{HOAX}|falso|falsa){END}",
    r"[,.:|]\s*(?:no,? )?(?:es|resulta) (?:totalmente |completamente )?(?:falso|mentira"
    r"|un bulo) que\b|[,.:|]\s*(?:no,? )?no es (?:cierto|verdad) que\b",
    rf"\bdesmi(?:ent|nti)\w+ (?:que|rotundamente"
    rf"|(?:el|la|los|las|este|esta|un|una)? ?(?:supuest[oa] |falso |falsa )?{MESSAGE}|rumores"
    rf"|bulos)\b|(?:ha|han|fue|fueron|sido|quedado|esta) (?:sido )?desmentid[oa]s?\b"
    rf"|han desmentido (?:el|la|los|que|este|esta)",
)
CALLS_FALSE = (
    rf"\b(?:es|son) {ADVERBS}{HOAX}{END}",
    rf"[,.:|?]\s*(?:es |son )?{ADVERBS}(?:falso|falsa|mentira|bulo){END}",
)
HOLDS_BACK = (
    r"\bno (?:lo |la |los |las |se |le )?(?:compart|reenvi|difund|propagu|pas|cre|rebot)\w*"
    rf"(?: (?:esto|este|esta|estos|mas|bulos|rumores|{MESSAGE}|por favor|noticias|falsas|el|la"
    rf"|lo|en|sus|grupos|a nadie)){{0,4}}{END}",
)
# They say it is false, "but": who says so spreads it.
INSISTS = (
    r"\bno (?:es|son|era|se trata de|estoy) (?:un |una |unos |ningun |ninguna |de )?(?:bulo|broma"
    r"|mentira|falso|falsa|rumor|fake|cuento|chiste|simulacro|exageracion|noticia falsa|bromeando"
    r"|montaje|bulos|bromas)",
    r"(?<!no )(?<!si )(?<!que )\b(?:es|era|resulto|resulto ser|son) (?:muy |todo |totalmente "
    r"|completamente |bien )?(?:verdad|cierto|cierta|real|reales"
    r"|veridico)\b(?! que)(?!\s*\?)(?![^.]{0,80}\?)",
    r"\b(?:pero|aunque|sino que) (?:si |yo |es |la verdad )|esta pasando|paso de verdad"
    r"|sucedio de verdad|mis propios ojos|lo vi\b|lo he visto|yo (?:lo )?vi\b|me paso a mi"
    r"|le paso a mi|a mi (?:vecin|prim|herman|madre|padre|tia|tio|amig)",
    r"\b(?:pense|crei|creia|pensaba|creiamos|pensamos) que (?:era|esto era)|hasta que\b"
    r"|\bno (?:me |nos )?(?:digan|digas|vengan|crean a|creas a|le creas|les crean)"
    r"|\bdicen que (?:es|son|todo es)|aunque digan|lo llaman"
    r"|\b(?:dijo|dice|dicen|desmiente|desmienten|niega|niegan"
    r"|marca)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:llen[oa]s?|muert[oa]s?|murio|murieron|vacio"
    r"|enferm\w+|igual)\b|\b(?:cifras|datos|gobierno|desmentid[oa]s|oficial|oficiales|medios"
    r"|television)\b[^,.?]{0,20} (?:son|es) (?:tod[oa]s? )?(?:fals|mentira|un invento)"
    r"|\b(?:dice|dicen|desmiente|desmienten|niega|niegan|llaman)\b[^?]{0,80}[,.] ?(?:pero|aunque"
    r"|y ya|mi\b)|nos ocultan|quieren ocultar",
)
ASKS = (
    r"\b(?:es|sera|seria|son) (?:esto |eso |este |esta |realmente |de )?(?:verdad|cierto|cierta"
    r"|real|fake|un bulo|bulo|falso|confiable|fiable)\b[^.?]{0,140}\?",
    r"\b(?:alguien|nadie|ustedes|me|pueden|podeis|puede) (?:me )?(?:sabe|saben|confirma|confirmar"
    r"|puede confirmar|pueden confirmar|puede verificar|verificar)\b"
    r"|(?:saben|sabeis|sabes|sabe) si\b|si es (?:cierto|verdad)"
    r"|(?:verdad|cierto|verdadero|real) o (?:mentira|falso|bulo|fake|no)"
    r"|(?:verdad|cierto|bulo|en serio)\s*\?",
)
CUES = Cues(
    hints=re.compile(
        "bulo|fals[oa]|mentira|desmi|verdad|ciert[oa]|sabe|engano|(?:es|son|una?|fue) fake|montaje"
        "|invento|confirma|si es|verific|rumor|en serio"
    ),
    asks=any_of(*ASKS),
    insists=any_of(*INSISTS),
    denies=any_of(*DENIES),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
)
