"""Portuguese. Accents are gone: the fold takes them off."""

import re

from streams.core.matching.cues.latin import END, ES_PT_RHETORICAL, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of

MESSAGE = (
    r"(?:mensagem|noticia|informacao|audio|video|boato|corrente|imagem|foto|texto|postagem"
    r"|historia)s?"
)
HOAX = (
    r"(?:boato|boatos|fake|fake news|mentira|uma mentira|uma fake news|um boato|noticia falsa"
    r"|uma noticia falsa|desinformacao|montagem|um hoax)"
)
DENIES = (
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:boato|mentira|desmentido|e fake|e falso"
    r"|e boato|noticia falsa|verificado.{0,3}falso)\s*[|:.,]",
    rf"(?<!que )(?<!dizem )\b(?:isso|isto|(?:esta|essa|esse|este|a"
    rf"|o) {MESSAGE}(?: [a-z ]{{1,50}}?)?) e (?:tudo |totalmente |apenas |mais um |mais uma "
    rf"|so )?(?:{HOAX}|falso|falsa){END}",
    rf"Q,? e (?:tudo |totalmente )?(?:{HOAX}|falso|falsa){END}",
    r"[,.:|]\s*(?:e falso|e mentira|nao e verdade|nao procede) que\b"
    r"|\bdesment(?:iu|em|iram|e) (?:que|o|a|os|as|esse|essa)\b|(?:foi|foram) desmentid[oa]s?\b"
    r"|[,.:|] ?(?:a )?(?:informacao|noticia|mensagem)? ?nao procede[,.]",
)
CALLS_FALSE = (
    rf"[,.:|?]\s*(?:isso |isto )?e (?:tudo )?(?:{HOAX}|falso|falsa){END}",
    rf"\be (?:tudo )?{HOAX}{END}",
)
HOLDS_BACK = (
    r"\bnao (?:o |a |os |as )?(?:compartilh|repass|espalh|encaminh|divulgu|acredit|cai)\w*"
    rf"(?: (?:isso|isto|esta|essa|mais|boatos|{MESSAGE}|por favor|fake news|em|nos|grupos"
    rf"|adiante|nisso)){{0,4}}{END}",
)
# They say it is false, "but": who says so spreads it.
INSISTS = (
    r"\bnao (?:e|sao|era|estou) (?:um |uma |nenhum |nenhuma |so )?(?:boato|mentira|fake"
    r"|brincadeira|falso|falsa|trote|brincando|exagero|invencao|pegadinha)",
    r"\b(?:mas|porem|so que|gente|pois|tudo|isso|pessoal|isto)[, ]+(?:e|eh|foi|era) (?:tudo "
    r"|muito |realmente )?(?:verdade|real|serio)\b(?! que)(?![^.]{0,60}\?)"
    r"|[,.:] ?e (?:tudo |a mais pura |pura )?verdade[,.]|esta acontecendo"
    r"|aconteceu (?:mesmo|com|de)|meus proprios olhos|eu (?:mesmo |mesma )?(?:vi|estava)\b",
    r"\b(?:achei|pensei|achava|pensava|achavamos) que (?:era|fosse)|ate que\b"
    r"|ate (?:acontecer|ver)|nao (?:me )?(?:digam|diga|venham)|\bdizem que (?:e|isso)|chamam de"
    r"|\b(?:disse|diz|dizem|desmente|desmentiu|nega)\b[^?]{0,80}[,.] ?[^?]{0,40}\b(?:lotad\w+"
    r"|cheio|mort[oa]s?|morreu|morreram|vazio|doentes?)\b"
    r"|\b(?:numeros|dados|governo|oficiais|midia|desmentidos)\b[^,.?]{0,20} (?:sao"
    r"|e) (?:tudo )?(?:mentira|fals)|\b(?:diz|dizem|desmente|desmentiu|nega"
    r"|negam)\b[^?]{0,80}[,.] ?(?:mas|porem|e ja|so que)"
    r"|a (?:midia|globo|imprensa) (?:diz|esconde|mente|chama)",
)
ASKS = (
    r"\b(?:e|sera|isso e|seria) (?:mesmo |isso |isto |que e )?(?:verdade|verdadeira|verdadeiro"
    r"|fake|real|serio|boato|falso)\b[^.?]{0,140}\?|sera (?:que|mesmo|verdade)\b"
    r"|alguem (?:sabe|confirma|pode confirmar)|procede\s*(?:isso|essa informacao)?\?"
    r"|verdade ou (?:mentira|fake|boato)|e serio isso",
)
CUES = Cues(
    hints=re.compile(
        "boato|fals[oa]|mentira|desment|verdade|serio|\\bsera\\b|(?:e|uma|era|de) fake|procede"
        "|alguem|montagem|hoax|real\\?"
    ),
    asks=any_of(*ASKS),
    insists=any_of(*INSISTS),
    denies=any_of(*DENIES),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
)
