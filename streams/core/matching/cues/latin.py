"""What the languages in Latin script share. A text may be in any: the cues of all are tried."""

from streams.core.matching.cues.parts import any_of

# What may follow a denial that is complete; else "fake" is the beginning of "fake police officers".
END = (
    r"(?:\s*-\s|\s+-+|\s*(?=[,.:|])|\s+(?=and\b|but\b|so\b|please\b|do\b|don't\b|dont\b|stop\b"
    r"|y\b|por favor|no\b|nao\b|e\b|jangan\b|mohon\b|dan\b|according|says?\b))"
)

LATIN_WARNS = any_of(
    r"impersonat|knock|scam|beware|watch out|strangers|counterfeit|pretend|badge|\bpills?\b"
    r"|cuidado|estafa",
    r"desconocid|puerta|falsific|golpe|desconhecid|porta\b|penipu|waspada|awas (?!hoa)|palsu",
)

ES_PT_RHETORICAL = (
    r"\b(?:sabias|sabian|quien|como|por que|que|cuando|donde|hasta cuando|quem|quando|onde|voce"
    r"|voces)\b"
)
