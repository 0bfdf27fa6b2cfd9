"""The key that turns reporters into pseudonyms, as the log of the settings needs it."""

from streams.config.secrets import reporter_key
from streams.config.settings import Settings
from streams.log.engines import holds_reports, shared


def key_of_reporters(settings: Settings) -> bytes:
    """The key of `reporter_key`: set, or kept beside a log of one machine.

    Raises `SettingsError` where a shared log has none, or a log that holds reports lost its own.
    """
    return reporter_key(
        settings,
        log_is_shared=shared(settings.log),
        log_is_used=lambda: holds_reports(settings.log),
    )
