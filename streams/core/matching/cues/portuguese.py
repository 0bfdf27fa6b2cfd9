"""Portuguese. Accents are gone: the fold takes them off."""

import re

from streams.core.matching.cues.deniers import of_deniers
from streams.core.matching.cues.disbelief import of_open_disbelief
from streams.core.matching.cues.distrust import PORTUGUESE as DISTRUST
from streams.core.matching.cues.latin import END, ES_PT_RHETORICAL, LATIN_WARNS
from streams.core.matching.cues.parts import Cues, any_of, weighed
from streams.core.matching.cues.plainly import plain_denial

MESSAGE = (
    r"(?:mensagem|noticia|informacao|audio|video|boato|corrente|imagem|foto|texto|postagem"
    r"|historia)s?"
)
HOAX = (
    r"(?:boato|boatos|fake|fake news|mentira|uma mentira|uma fake news|um boato|noticia falsa"
    r"|uma noticia falsa|desinformacao|montagem|um hoax|(?:uma )?invencao)"
)
OFFICIAL = (
    r"\b(?:policia|prefeitura|prefeit[oa]|ministeri\w+|governo|saude|bombeiros|embaixada|banco"
    r"|hospital|escola|autoridades|governador\w*|empresa"
    r"|secretaria|defesa civil|presidente|universidade|correios)\b"
)
FALSE = rf"(?:{HOAX}|um engano|totalmente fals[oa]|fals[oa]s?|golpe)"
LABEL = (
    r"(?:(?:totalmente )?fals[oa]|fake ?(?:news)?|boato|mentira|noticia falsa|enganoso|desmentido"
    r"|montagem|e (?:falso|mentira|boato|fake))"
)
TRAP = r"(?![^?]{0,60}(?:link|clic|conta\b|dados|roub|dinheiro|codigo|abr[aei]))"
REPORTS = (
    # Who knows explains that it is not so.
    r"(?:^\.|[,.:|] ?)(?:o |a |os |as )?\w+(?: \w+){0,5}? (?:esclarec|desment|neg)\w+(?: que|:|,)"
    r"[^.?]{0,50}\bnao (?:leva|ha|e|esta|estao|sao|tem|se|vai|vao|existe|existem|foi|foram|contem"
    r"|havera|fecha|sera|houve|procede)\b[^,.?]{0,60}",
    # "Stop passing it on, they explained that there will be none."
    r"\bpar(?:e|em|a) de (?:repass|compartilh|espalh|encaminh|mandar)\w*[^?]{0,60}\b(?:explic|avis"
    r"|confirm|inform|esclarec|disse|garant)\w* que nao\b",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:esclarec|explic|inform|garant|confirm)\w+ que nao\b[^?]{{0,80}}"
    r"\b(?:nao|evit\w+) (?:o |a |os |as )?(?:compartilh|repass|espalh|encaminh|divulg)\w*",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:desmente\w*|desmentiu|desmentem|nega|negou|negam|negaram)\b"
    rf"(?! tudo)",
    rf"{OFFICIAL}[^.?]{{0,40}}\b(?:esclarec\w+|inform\w+|confirm\w+|diz|disse|afirm\w+|alert\w+"
    rf"|explic\w+)\b[^?]{{0,90}}?\b(?:e|sao) (?:totalmente )?"
    rf"{FALSE}{END}",
    r"[,.:|]\s*(?:e falso|e mentira|nao e verdade|nao procede) que\b"
    r"|\bdesment(?:iu|em|iram|e) (?:que|o|a|os|as|esse|essa)\b|(?:foi|foram) desmentid[oa]s?\b"
    r"|[,.:|] ?(?:a )?(?:informacao|noticia|mensagem)? ?nao procede[,.]",
)
DENIES = (
    r"^\.[\s|,.:]*nao procedem? (?:a |as |o |os |essa |esse )?(?:informac|notici|boato|mensag"
    r"|alegac|histori)\w*",
    # "They close? Nonsense."
    r"\? ?(?:que |uma |pura |e ){0,2}(?:bobagem|besteira|mentira|balela|lorota)(?=[,.|])",
    r"\bnao (?:existe|existem|ha|havera|vai haver)\b[^?]{0,90}[.,] ?(?:por favor,? )?nao"
    r" (?:repass|compartilh|encaminh|espalh)\w*",
    rf"^\.[\s|,.:]*(?:e )?{LABEL}\s*(?:[|:,]|\.(?! e| tudo| all| the| it))|^\.[\s|,.:]*"
    rf"(?:fact ?check|checamos|checagem|verificamos|fato ou \|?fake)"
    r"\b[^?]{0,90}(?:\bnao\b|fals|boato|mentira|montagem|de (?:19|20)\d\d|antig|velh|e \|?fake)",
    r"^\.[\s|,.:]*(?:e )?(?:falso|mentira|fake|boato) que\b|^\.[\s|,.:]*nao e verdade que\b",
    r"(?:^\.[\s|]*|[?:.|] ?|Q ?)nao,[^.?]{0,90}\b(?:nao|nunca)\b",
    rf"[,.:|]\s*(?:isso |isto |tudo )?(?:e |um |uma )?{LABEL}[.|\s]*$|[,.|] ?(?:e )?golpe, nao "
    rf"(?:compartilh|repass|espalh|encaminh)",
    rf"\bsegundo (?:o |a |os |as )?[^.?]{{3,60}}\b(?:e|sao) (?:totalmente )?{FALSE}{END}",
    r"\b(?:liguei|perguntei|falei|consultei)\b[^?]{0,60}(?:disseram|dizem|disse"
    r"|confirmaram)[^.?]{0,20}"
    r"(?:e (?:falso|mentira|boato|fake)|nao e verdade|nao tem|nao ha)",
    rf"\bminha? \w+[^.?]{{0,50}}\b(?:diz|disse|confirmou|falou) que (?:isso )?e {FALSE}{END}",
    rf"\b(?:isso|isto) nao e verdade{END}|\bisso nunca aconteceu|\bnunca aconteceu\b|\bja (?:foi "
    rf"|esta )desmentid[oa]",
    r"\b(?:foto|video|imagem|audio|corrente)s?\b[^.?]{0,40}\b(?:e|sao) (?:muito |de )?"
    r"(?:velh[oa]s?|antig[oa]s?|(?:de )?(?:19|20)\d\d|uma montagem"
    r"|montagem|outro pais)|nao e daqui|video[^.?]{0,40}nao e de hoje",
    rf"\b(?:mensagem|corrente|noticia|boato|audio|texto)s?(?: [^.?,]{{1,60}}?)? (?:e|sao) "
    rf"(?:totalmente )?(?:{HOAX}|fals[oa]s?{TRAP}){END}",
    r"^\.[\s|,.:]*(?:fake|falso)\s*[|:]|^\.[\s|,.:]*(?:boato|mentira|desmentido|e fake|e falso"
    r"|e boato|noticia falsa|verificado.{0,3}falso)\s*[|:.,]",
    rf"(?<!que )(?<!dizem )\b(?:isso|isto|(?:esta|essa|esse|este|a"
    rf"|o) {MESSAGE}(?: [a-z ]{{1,50}}?)?) e (?:tudo |totalmente |apenas |mais um |mais uma "
    rf"|so )?(?:{HOAX}|(?:falso|falsa){TRAP}){END}",
    rf"Q,? e (?:tudo |totalmente )?(?:{HOAX}|falso|falsa){END}",
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
SCORNS = (
    r"^\.[\s|]*(?:sim,? claro|claro(?: que)?|aham|com certeza,? e|obvio)\b",
    r"^\.[\s|]*Q?(?:boato|mentira|fals[oa]|fake)Q?\?(?=[^?]{12})",
)
INSISTS = (
    # A claim about those who spread fakes is a claim.
    r"^\.[^,.?]{0,24}\b(?:quem|os que) (?:public|compartilh|espalh|repass|divulg|post)\w*"
    r"[^.?]{0,40}\b(?:fals|boato|mentir|rumor|fake)\w*[^.?]{0,60}\b(?:cadeia|multa|multad|pres[oa]"
    r"|prisao|detid|processad)",
    r"\bfals[oa]s?\b[^?]{0,60}\b(?:roub\w+|esvazia\w*|perde\w*)",
    r"\b(?:falaram|disseram|diziam|riram|me chamaram|negam tudo|apagaram)\b[^.?]{0,30}(?:boato"
    r"|fake|falso|mentira|tudo)[^?]{0,4}[,.]"
    r"|\bquanto mais (?:eles )?(?:desment|neg)"
    r"|mesmo que digam|\bapagaram (?:meu|o)|\b(?:riram|negam tudo)\b",
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
    r"verifi(?:quem|car|ca|que) (?:se|isso)|alguem (?:ja )?(?:verific|confirm|sabe)\w*|me diz se "
    r"(?:e )?(?:verdade)?|(?:podem|pode|poderiam) confirmar|alguem (?:me )?confirma"
    r"|nao sei se e verdade"
    r"|(?:verdade|verdadeir[oa]|golpe|boato|fake) ou (?:e |mentira|fake|boato|verdade|fals|golpe)",
    r"(?:^\.|[.:|,] ?)(?:isso )?(?:sera|e) (?:mesmo |que )?(?:e )?verdade\b(?![,.][^.])(?!\.\.)"
    r"|\b(?:mesmo|de verdade|realmente)\b[^.?]{0,80}\?"
    r"|confiavel\?|procede\b[^.]{0,60}\?",
    r"\b(?:e|sera|isso e|seria) (?:mesmo |isso |isto |que e )?(?:verdade|verdadeira|verdadeiro"
    r"|fake|real|serio|boato|falso)\b[^.?]{0,140}\?|sera (?:que|mesmo|verdade)\b"
    r"|alguem (?:sabe|confirma|pode confirmar)|procede\s*(?:isso|essa informacao)?\?"
    r"|verdade ou (?:mentira|fake|boato)|e serio isso"
    r"|\bfato ou (?:e )?(?:\|?fake|boato|mentira)(?=\s*(?:\?|[.|]*$))",
)
CUES = Cues(
    asking=re.compile(
        r"verdade|serio|sera que|sera mesmo|sera |fake|boato|fals[oa]|procede|alguem|confirm"
        r"|verifi|real|confiavel|golpe|mesmo",
    ),
    denying=re.compile(
        r"boato|fals[oa]|mentira|desment|nao e verdade|nada disso|fake|procede|montagem|hoax"
        r"|nega |nega:|esclarec|nega\.|negou|negam|antig[oa]|velh[oa]|nunca|nao, |checa|fato"
        r"|verific|golpe"
        r"|invenc|de (?:19|20)|nao e de|engano|par[ea]m? de (?:rep|comp|esp|enc|mand)"
        r"|nao (?:repass|compart|espalh|encamin)|bobagem|besteira|balela|lorota",
    ),
    asks=any_of(*ASKS),
    scorns=any_of(*SCORNS),
    insists=any_of(*INSISTS, *of_deniers("portuguese")),
    distrusts=any_of(*DISTRUST),
    disbelieves=any_of(of_open_disbelief("portuguese")),
    plainly=any_of(plain_denial("portuguese")),
    denies=any_of(*DENIES),
    reports=any_of(
        *REPORTS,
        # Who denies, and no verb: "The bank: it is false, ..."
        r"^\.[^.:|?,]{3,40}: (?:e|sao) (?:fals[oa]s?|mentira|boato|um boato)\b",
    ),
    calls_false=any_of(*CALLS_FALSE),
    holds_back=any_of(*HOLDS_BACK),
    rhetorical=any_of(ES_PT_RHETORICAL),
    warns=LATIN_WARNS,
    signs=weighed(
        (
            2,
            r"\bboatos?\b|desment|desinformacao|notici\w* fals|fake news|nao e verdade|enganos"
            r"|nada disso e",
        ),
        (1, r"\b(?:rumor\w*|mentiras?|fals[oa]s?|invencao|montagem)\b"),
        (
            1,
            r"\bnao (?:e|ha|sao|vai|vao|foi|tem|houve|existe|procede|esta)\b|\b(?:nunca|nenhum"
            r"|nenhuma|nada)\b",
        ),
        (
            1,
            r"\bnao (?:compartilh|espalh|repass|encaminh|acredit|cai)|calma|normalmente|tranquil"
            r"|parem de",
        ),
        (1, r"especialistas|fact ?check|me confirmou|perguntei|liguei"),
        (1, r"\b(?:mensagem|corrente|noticia|audio|video|foto|imagem|historia)\b"),
        (1, r"\bde (?:19|20)\d\d\b|outro pais|anos atras"),
    ),
    spreads=any_of(
        # and as much in Spanish, which is read by these as well
        r"\b(?:multa|cadeia|carcel|prision|pres[oa]|detid\w+)\b|\b(?:mas|porem|ate que|dizem|avisem"
        r"|compartilhem com|urgente|guardem|cuidado|roub\w+|medicos)\b",
    ),
    calms=re.compile(
        r"\b(?:por favor|calma|normal\w*|tranquil\w*|segur[oa]|nao (?:compartilh|espalh|repass"
        r"|encaminh|acredit|cai)\w*|ped\w+|fals[oa]s?|boatos?|rumor\w*|mentiras?|engano|antig\w+"
        r"|velh\w+|de (?:19|20)\d\d|nao ha|fake)\b"
    ),
    turns=re.compile(r"\b(?:enquanto|mas|porem|embora|quando|depois|entao)\b"),
)
