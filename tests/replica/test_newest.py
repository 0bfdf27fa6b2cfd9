"""The newest wordings: found by id and by rumor, as many as there is room for."""

from schemas.events import VariantJoined
from streams.replica.newest import Newest

A, B = "aa" * 8, "bb" * 8


def joined(number: int, rumor_id: str = A) -> VariantJoined:
    return VariantJoined(
        variant_id=f"{number:016x}",
        rumor_id=rumor_id,
        text="ten marks.",
        stance="carries",
        first_seen_ms=1,
    )


def numbers(newest: Newest, rumor_id: str, tenant: str = "main") -> list[int]:
    return [int(one.variant_id, 16) for one in newest.of_rumor(tenant, rumor_id)]


def test_the_wordings_of_a_rumor_are_found_in_their_order() -> None:
    newest = Newest()
    newest.add("main", [joined(1), joined(2, B), joined(3)])
    newest.add("city", [joined(4)])
    newest.add("main", [joined(3, B), joined(5)])  # the first fact about a wording holds
    assert numbers(newest, A) == [1, 3, 5]
    assert numbers(newest, B) == [2]
    assert numbers(newest, A, "city") == [4]
    assert numbers(newest, B, "city") == []


def test_what_has_no_room_is_found_neither_way() -> None:
    newest = Newest(most_characters=30)
    newest.add("main", [joined(1), joined(2, B), joined(3), joined(4), joined(5)])
    assert newest.find("main", joined(2).variant_id) is None
    assert numbers(newest, B) == []
    assert numbers(newest, A) == [3, 4, 5]
    newest.add("main", [joined(6, B), joined(7, B), joined(8, B)])
    assert numbers(newest, A) == []
    assert numbers(newest, B) == [6, 7, 8]
