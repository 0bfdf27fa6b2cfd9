"""The demo's inbox, with a door that can be shut."""

from typing import Any

from deploy.demo.inbox import Inbox


class RefusingInbox(Inbox):
    """While `refusing` it answers 503 and keeps nothing."""

    refusing = False

    def take(self, body: dict[str, Any]) -> int:
        return 503 if self.refusing else super().take(body)
