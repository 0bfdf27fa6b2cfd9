"""Spanish. Accents are gone: the fold takes them off."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.distrust import SPANISH as DISTRUST
from streams.core.matching.cues.latin import END, ES_PT_RHETORICAL, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of, weighed
from streams.core.matching.cues.plainly import plain_denial

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
OFFICIAL = (
    r"\b(?:policia|ayuntamiento|alcald\w+|ministeri\w+|gobierno|salud|sanidad|bomberos|embajada"
    r"|banco|hospital|colegio|escuela|municipalidad"
    r"|autoridades|gobernador\w*|empresa|secretaria|proteccion civil|presidente|fiscalia"
    r"|universidad)\b"
)
FALSE = rf"(?:{HOAX}|un engano|engano|totalmente fals[oa]|fals[oa]s?|no es (?:verdad|cierto))"
LABEL = (
    r"(?:(?:totalmente )?fals[oa]|fake ?(?:news)?|bulo|mentira|noticia falsa|enganoso|desmentido"
    r"|montaje|es (?:falso|mentira|un bulo|un engano))"
)
TRAP = (
    r"(?![^?]{0,60}(?:enlace|pinch|clic|cuenta|datos|rob[aeo]|vacia|dinero|codigo|abr[aei]|estaf))"
)
REPORTS = (
    r"(?:^\.|[,.:|] ?)(?:el |la |los |las )\w+(?: \w+){0,4} (?:niega|niegan|nego|negaron) que\b",
    # Who knows explains that it is not so.
    r"(?:^\.|[,.:|] ?)(?:el |la |los |las )?\w+(?: \w+){0,5}? (?:aclar\w+(?: que|:|,)"
    r"|(?:desmient|neg|nieg)\w+[:,])[^.:?]{0,40}\bno (?:lleva|hay|es|esta|estan|son|tiene|tienen"
    r"|se|va|van|existe|existen|ha"
    r"|han|fue|fueron|contiene|habra|cierra|sera|hubo)\b[^,.?]{0,60}",
    # "They explain that there will be none, and ask not to pass it on."
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:aclar|explic|inform|asegur|confirm)\w+ que no\b[^?]{{0,80}}"
    r"\b(?:no|dej\w+ de|evit\w+) (?:lo |la |los |las |se )?(?:difund|compart|reenvi)\w*",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:desmient\w+|desmint\w+|nego|niega|niegan|negaron)\b(?! todo)",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:aclar\w+|inform\w+|confirm\w+|dice|dijo|asegur\w+|advierte"
    rf"|senal\w+|explic\w+)\b[^?]{{0,90}}?\b(?:es|son) {ADVERBS}"
    rf"{FALSE}{END}",
    rf"\bdesmi(?:ent|nti)\w+ (?:que|rotundamente"
    rf"|(?:el|la|los|las|este|esta|un|una)? ?(?:supuest[oa] |falso |falsa )?{MESSAGE}|rumores"
    rf"|bulos)\b|(?:ha|han|fue|fueron|sido|quedado|esta) (?:sido )?desmentid[oa]s?\b"
    rf"|han desmentido (?:el|la|los|que|este|esta)",
)
DENIES = (
    # "That they close? Nonsense."
    r"\? ?(?:es |que |una |pura |menuda |vaya |otra ){0,2}(?:tonteria|mentira|patrana|estupidez"
    r"|chorrada|disparate)(?=[,.|])",
    r"\b(?:no|dejen de|dejad de|paren de|basta de) (?:difund|compart|reenvi|propag|divulg|hag)\w*"
    r"(?: caso)?(?: de| a)? (?:el|la|los|las|al|ese|este|esos|estos|mas) (?:bulos?|mentiras?"
    r"|rumor\w*"
    r"|falso rumor|fake|noticias? falsas?)\b",
    r"\bes un (?:rumor|mensaje|audio) falso\b",
    rf"^\.[\s|,.:]*(?:es )?{LABEL}\s*(?:[|:,]|\.(?! es| son| todo| all| the| it))|^\.[\s|,.:]*"
    rf"(?:fact ?check|verificamos|chequeado|verificacion|verificado)"
    r"\b[^?]{0,90}(?:\bno\b|fals|bulo|mentira|montaje|de (?:19|20)\d\d|antigu|viej)",
    r"(?:^\.[\s|]*|[?:.|] ?|Q ?)no,[^.?]{0,90}\b(?:no|nunca)\b|^\.[\s|]*(?:bulo|falso"
    r"|mentira)\. no\b",
    rf"[,.:|]\s*(?:eso |esto |todo )?(?:es |un |una )?{LABEL}[.|\s]*$",
    r"\b(?:desmiente|desmintio|desmienten)\b (?:\w+ )?(?:incendio|secuestr|explosion|cierre"
    r"|rumor|fals)",
    rf"\bsegun (?:el |la |los )?[^.?]{{3,60}}\b(?:es|son) {ADVERBS}{FALSE}{END}",
    r"\b(?:llame|pregunte|hable|consulte|averigue)\b[^?]{0,60}(?:dijeron|dicen|dijo|dice"
    r"|confirmaron)[^.?]{0,20}"
    r"(?:es (?:falso|mentira|un bulo)|no es (?:verdad|cierto)|no hay)",
    rf"\bmi \w+[^.?]{{0,50}}\b(?:dice|dijo|confirmo|asegura) que (?:eso |esto )?es {FALSE}{END}",
    rf"\b(?:esto|eso|lo) no es (?:verdad|cierto){END}|\b(?:esto|eso) es {FALSE}{END}|\bnunca "
    rf"(?:paso|ocurrio|sucedio)\b",
    r"\bya (?:se |lo |fue |ha sido |esta )?desm(?:intio|intieron|entido|entida)"
    r"|\bes un engano, no (?:caig|cre|comp|pas)\w+",
    r"\b(?:foto|video|imagen|audio|cadena)s?\b[^.?]{0,40}\b(?:es|son) (?:muy |de )?"
    r"(?:viej[oa]s?|antigu[oa]s?|(?:de )?(?:19|20)\d\d|hace anos"
    r"|un montaje|otro pais)|no es de aqui",
    rf"\b(?:mensaje|cadena|noticia|rumor|audio|texto)s?(?: [^.?,]{{1,60}}?)? (?:es|son) {ADVERBS}"
    rf"(?:{HOAX}|un engano|(?:totalmente )?fals[oa]s?{TRAP}){END}"
    rf"(?<!cuenta)",
    r"\bno (?:compart|reenvi|difund|pas)\w+ (?:esa|ese|esta|este|esto)[^?]{0,20}, es (?:un "
    r"|una )?(?:montaje|bulo|mentira|falso|falsa|engano)",
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:bulo|desmentido|desmentimos|mentira"
    r"|noticia falsa|alerta (?:de )?bulo|verificacion.{0,3}falso|es falso|es un bulo"
    r"|es mentira)\s*[|:.,]",
    rf"\b(?=[eld]){SAID}(?:esto|eso|(?:este|esta|ese|esa|el|la|los|las|dicho"
    rf"|dicha) {MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ADVERBS}{HOAX}{END}",
    rf"\b(?=[eld]){SAID}(?:esto|(?:este|esta|ese|esa|el|la|los|las|dicho"
    rf"|dicha) {MESSAGE}(?: [a-z ]{{1,50}}?)?) (?:es|son) {ADVERBS}(?:falso|falsa|falsos"
    rf"|falsas){TRAP}{END}",
    rf"Q,? (?:es|son) {ADVERBS}(?:{HOAX}|falso|falsa){END}",
    r"[,.:|]\s*(?:no,? )?(?:es|resulta) (?:totalmente |completamente )?(?:falso|mentira"
    r"|un bulo) que\b|[,.:|]\s*(?:no,? )?no es (?:cierto|verdad) que\b",
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
SCORNS = (
    r"otro Q(?:,| ?seguro)",
    r"^\.[\s|]*(?:si,? claro|claro(?: que)?|aja|por supuesto|obvio)\b",
    r"^\.[\s|]*Q?(?:bulo|mentira|fals[oa]|rumor)Q?\?(?=[^?]{12})",
)
INSISTS = (
    # A claim about those who spread fakes is a claim.
    r"^\.[^,.?]{0,24}\b(?:el que|la que|los que|al que|quien|quienes) (?:publi|compart|difund"
    r"|reenvi|sub|propag)\w*[^.?]{0,40}\b(?:fals|bulo|mentir|rumor"
    r"|fake)\w*[^.?]{0,60}\b(?:carcel|multa"
    r"|multad|pres[oa]|prision|deten|arrest|sancion)",
    r"\bfals[oa]s?\b[^?]{0,60}\b(?:rob[aeo]\w*|vaci\w+|pierd\w+|estaf\w+)",
    r"\bcuanto mas (?:lo )?(?:desm|nieg)"
    r"|\b(?:diran|dijeron|diran todos|se rieron|me llamaron|lo nieg\w+ todo|niegan todo"
    r"|me borraron|me lo borraron|lo borraron)\b"
    r"|\bsi (?:esto )?es (?:mentira|falso),? por que|mirenlo|lo juro",
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
    r"\bsera (?:que es )?(?:verdad|cierto)\b(?! que (?:se|nos|van)\b)",
    r"que tan (?:cierto|verdad|real)|alguien (?:lo |la |ya )?(?:verific|confirm|sabe)\w*"
    r"|me dice si (?:es )?(?:cierto|verdad)?|que hay de (?:cierto|verdad)|verifi(?:quen|car|ca"
    r"|cad|carme) (?:si|esto)|me confirma",
    r"(?:^\.|[.:|,] ?)(?:sera|es) (?:verdad|cierto)\b(?!\s*[,.]? (?:lo juro|mi|yo))(?![,.])|\b"
    r"(?:de verdad|realmente|en serio)\b[^.?]{0,80}\?"
    r"|(?:pueden|puede|podrian|podeis) confirmar|(?:verdadera?|real|cierto|verdad) o (?:falsa?"
    r"|un bulo|es|no)|no se si es (?:cierto|verdad)",
    r"\b(?:es|sera|seria|son) (?:esto |eso |este |esta |realmente |de )?(?:verdad|cierto|cierta"
    r"|real|fake|un bulo|bulo|falso|confiable|fiable)\b[^.?]{0,140}\?",
    r"\b(?:alguien|nadie|ustedes|me|pueden|podeis|puede) (?:me )?(?:sabe|saben|confirma|confirmar"
    r"|puede confirmar|pueden confirmar|puede verificar|verificar)\b"
    r"|(?:saben|sabeis|sabes|sabe) si\b|si es (?:cierto|verdad)"
    r"|(?:verdad|cierto|verdadero|real) o (?:mentira|falso|bulo|fake|no)"
    r"|(?:bulo|mentira|fake|rumor) o (?:es )?(?:realidad|verdad|cierto|real)\b"
    r"|(?:verdad|cierto|bulo|en serio)\s*\?",
)
CUES = Cues(
    asking=re.compile(
        r"verdad|ciert[oa]|sabe|confirm|verifi|si es|fals[oa]|fake|bulo|real|fiable|confiable"
        r"|serio",
    ),
    denying=re.compile(
        r"bulo|fals[oa]|mentira|desmi|desment|no es verdad|no es cierto|nada de|engano|fake"
        r"|montaje|invento|rumor|aclar|niega|nieg|nego|negaron|viej[oa]|antigu|nunca|no, |desinform"
        r"|tonteria|chorrada|disparate|patrana|estupidez"
        r"|verific|chequea|fact|de (?:19|20)|no es de|no difun|no compart|no reenvi",
    ),
    asks=any_of(*ASKS),
    scorns=any_of(*SCORNS),
    insists=any_of(*INSISTS, *of_deniers("spanish")),
    distrusts=any_of(*DISTRUST),
    disbelieves=any_of(of_open_disbelief("spanish")),
    plainly=any_of(plain_denial("spanish")),
    denies=any_of(*DENIES),
    reports=any_of(
        *REPORTS,
        # Who denies, and no verb: "The bank: it is false, ..."
        r"^\.[^.:|?,]{3,40}: (?:es|son) (?:fals[oa]s?|mentira|un bulo|un rumor)\b",
    ),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
    signs=weighed(
        (
            2,
            r"\bbulos?\b|desmient|desmint|desinformacion|notici\w* fals|fake news|no es (?:cierto"
            r"|verdad)|enganos|nada de (?:esto|eso) es",
        ),
        (1, r"\b(?:rumor\w*|mentiras?|fals[oa]s?|invento|montaje|engano)\b"),
        (
            1,
            r"\bno (?:es|hay|son|van?|han?|se|fue|paso|existe|tienen?|hubo|cierra\w*|esta)\b|\b"
            r"(?:nunca|tampoco|ningun|ninguna|nada)\b",
        ),
        (
            1,
            r"\bno (?:lo |la )?(?:compart|difund|reenvi|cre[ae]|caig)|calma|normalidad|tranquil"
            r"|con normalidad|dejen de",
        ),
        (1, r"expertos|fact ?check|me confirmo|pregunte|llame"),
        (1, r"\b(?:mensaje|cadena|noticia|audio|video|foto|imagen|historia)\b"),
        (1, r"\bde (?:19|20)\d\d\b|hace anos|otro pais"),
    ),
    spreads=any_of(
        r"\b(?:multa|carcel|preso|detenid\w+)\b|\b(?:pero|aunque|sin embargo|hasta que|dicen"
        r"|difundan|avisen|comparta[n]? (?:esto|con)|urgente|guarden|cuidado|rob\w+|medicos"
        r"|doctores)\b",
    ),
    calms=re.compile(
        r"\b(?:por favor|calma|normal\w*|tranquil\w*|segur[oa]|no (?:lo |la )?(?:compart|difund"
        r"|reenvi|cre|caig)\w*|pid\w+|llam[ao]\w* a|fals[oa]s?|bulos?|rumor\w*|mentiras?|engano"
        r"|antigu\w+|viej\w+|de (?:19|20)\d\d|no hay|difundir"
        r"|ningun[oa]? (?:tienda|supermercado|comercio|cadena|farmacia|autoridad)"
        r"(?: \w+){0,3} (?:retir|suspend|prohib)\w*)\b"
    ),
    turns=re.compile(r"\b(?:mientras|pero|aunque|cuando|luego|entonces)\b"),
)
