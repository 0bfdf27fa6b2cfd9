"""What the console's forms do: an operation each, with the body that the form says.

In: a form. Out: where the browser goes then, so that a reload repeats nothing; the page there says
what changed and how to undo it.
"""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from schemas.api.decisions import FORMS
from streams.api.console import repeating
from streams.api.console.asking import MOST_PAGES, ROWS, Asking
from streams.api.console.forms import Form, body_of
from streams.api.console.pages import RUMOR, Answers
from streams.api.console.repeating import Repeating
from streams.api.console.viewing import is_ours
from streams.intake.problems import Problem


async def before(asking: Asking, name: str, rumor_id: str, chosen: list[str]) -> Answers:
    """What a form says will change: the rumor, and the wordings that were chosen."""
    read = await asking.read(RUMOR, rumor_id=rumor_id)
    answers: Answers = {"action": name, "rumor": read, "wordings": [], "others": []}
    if FORMS[name].of_wordings:
        answers["wordings"] = await _wordings(asking, rumor_id, set(chosen))
        answers["chosen"] = chosen
    if name in ("merge", "move"):
        pairs = await asking.read("/v1/suggestions", {"rumor_id": rumor_id, "limit": 10})
        found = [one for pair in pairs.items for one in pair.rumors]
        answers["others"] = [one for one in found if one.rumor_id != read.rumor_id]
    return answers


async def decide(
    asking: Asking,
    name: str,
    rumor_id: str,
    form: Form,
    *,
    zone: ZoneInfo,
    sending: Repeating,
) -> str:
    """Does what a form says -> the page that shows it. Raises `Problem`."""
    followers = {"with_followers": "true"} if form.text("with_followers") else None
    body = body_of(name, form, zone, asking.services.clock.now_ms())
    find = repeating.on_rumor(name, rumor_id, body, with_followers=bool(followers))
    made = await sending.once(
        asking,
        rumor_id,
        find,
        lambda: asking.send(
            "POST",
            f"{RUMOR}/{name}",
            body,
            query=followers,
            etag=form.text("etag"),
            rumor_id=rumor_id,
        ),
    )
    shown = body["into"] if name == "merge" else rumor_id
    return _page(f"/rumors/{shown}", rumor=shown, decision=made)


async def undo(asking: Asking, decision_id: str, form: Form, *, sending: Repeating) -> str:
    """Undoes a decision."""
    path = "/v1/decisions/{decision_id}"
    made = await sending.once(
        asking,
        decision_id,
        repeating.of_undo(decision_id),
        lambda: asking.send("DELETE", path, decision_id=decision_id),
    )
    rumor_id = form.text("rumor")
    return _page(f"/rumors/{rumor_id}", rumor=rumor_id, decision=made)


async def take(asking: Asking, name: str, alert_id: str, form: Form, *, sending: Repeating) -> str:
    """Takes or releases an alert."""
    body = {"note": form.text("note")}
    path = f"/v1/alerts/{{alert_id}}/{name}"
    made = await sending.once(
        asking,
        alert_id,
        repeating.of_alert(name, alert_id, body["note"]),
        lambda: asking.send("POST", path, body, alert_id=alert_id),
    )
    return _page(_back(form), rumor=form.text("rumor"), decision=made)


async def judge_pair(asking: Asking, suggestion_id: str, form: Form, *, sending: Repeating) -> str:
    """Joins a pair, or keeps it apart."""
    body = {"decision": form.text("decision"), "note": form.text("note")}
    path = "/v1/suggestions/{suggestion_id}"
    made = await sending.once(
        asking,
        suggestion_id,
        repeating.of_pair(suggestion_id, body["decision"], body["note"]),
        lambda: asking.send("POST", path, body, suggestion_id=suggestion_id),
    )
    return _page("/suggestions", rumor=form.text("rumor"), decision=made)


async def redeliver(asking: Asking, delivery_id: str) -> str:
    """Sends a delivery again."""
    path = "/v1/deliveries/{delivery_id}/redeliver"
    await asking.send("POST", path, delivery_id=delivery_id)
    return _page("/deliveries", asked="redelivery")


async def ping(asking: Asking, receiver: str) -> str:
    """Sends a ping to a receiver."""
    await asking.send("POST", "/v1/receivers/{name}/test", name=receiver)
    return _page("/deliveries", asked="ping", receiver=receiver)


async def check(asking: Asking, form: Form) -> Answers:
    """What is known of a text. A text that cannot be judged is shown with the reason."""
    text = form.text("text")
    found = await asking.send("POST", "/v1/check", {"text": text})
    return {"text": text, "found": found}


async def _wordings(asking: Asking, rumor_id: str, chosen: set[str]) -> list[Any]:
    """The wordings that were chosen, from as many pages as it takes to find them."""
    found: list[Any] = []
    cursor = ""
    for _ in range(MOST_PAGES):
        query = {"limit": ROWS, "cursor": cursor}
        page = await asking.read(f"{RUMOR}/variants", query, rumor_id=rumor_id)
        found += [one for one in page.items if one.variant_id in chosen]
        cursor = page.next_cursor
        if len(found) == len(chosen) or not cursor:
            break
    return found


def _back(form: Form) -> str:
    """The page that a form was on, as far as it is one of ours."""
    back = form.text("back")
    return back if is_ours(back) else "/"


def _page(path: str, **query: str) -> str:
    return f"{path.partition('?')[0]}?{urlencode(query)}"


def now_current(problem: Problem) -> Any:
    """The rumor as it is after somebody was faster, where a problem brought it."""
    return problem.current
