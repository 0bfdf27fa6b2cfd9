"""What processes look like from outside."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

import psutil


def ready(url: str) -> tuple[int, dict[str, Any]]:
    """What /readyz of an intake answers: status and body; 0 where nobody listens."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)
    except OSError:
        return 0, {}


def ended(processes: Iterable[psutil.Process]) -> bool:
    """Whether all of them are gone; one that nobody has waited for yet is."""
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes
    )
