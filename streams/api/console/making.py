"""Puts the console together, where a renderer was handed in."""

from starlette.routing import Route

from schemas.console import Renderer
from streams.api.console.serving import Console
from streams.api.console.signing import Signing
from streams.api.services import Services
from streams.api.session import Sessions
from streams.config.settings import Settings
from streams.log.reporters import key_of_reporters


def console_routes(services: Services, settings: Settings, renderer: Renderer) -> list[Route]:
    """The console's routes. Its sessions hold through every intake that shares the secret.

    Raises `SettingsError` as `key_of_reporters` does.
    """
    secret = key_of_reporters(settings)
    sessions = Sessions(secret, services.config, services.ended, services.clock)
    signing = Signing(
        renderer,
        sessions,
        services.clock,
        data_dir=settings.data_dir,
        # Behind a proxy we see plain HTTP; what the browser sees is what the operator set.
        secure=settings.public_url.startswith("https://"),
    )
    return Console(services, renderer, sessions, signing).routes()
