"""What is read together with the sign-in decides nothing that a fresh read would decide otherwise."""

from accounts.models.profiles import ProfileItem
from chatify.core.ahead import batch_get, read_together, reading_ahead, taken
from chatify.core.dynamodb import Wanted
from tests.api.conftest import Caller
from tests.counting import count_calls


def profiles(*people: Caller) -> Wanted:
    return ProfileItem, [(person.id,) for person in people]


def found(*people: Caller) -> set[str]:
    return {row.user_id for row in batch_get(profiles(*people))[ProfileItem]}


def test_who_was_removed_is_out_with_their_next_request(ana: Caller, ben: Caller, group: str) -> None:
    assert ben.get(f"conversations/{group}/messages").status_code == 200, "inside"
    assert ana.delete(f"conversations/{group}/members/{ben.id}").status_code == 204
    assert ben.get(f"conversations/{group}/messages").status_code == 404
    assert ben.say(group).status_code == 404


def test_a_row_is_taken_once_and_only_within(ana: Caller, ben: Caller) -> None:
    with reading_ahead(lambda _: [profiles(ana, ben)]):
        assert taken(*profiles(ben)) is None, "nobody has asked yet"
        read_together(ana.id)
        assert taken(*profiles()) is None
        with count_calls() as calls:
            assert ben.id in found(ben)
        assert len(calls) == 0
        with count_calls() as calls:
            assert found(ben) == {ben.id}
        assert len(calls) == 1, "what is asked for again is read again"
        read_together(ana.id)
    assert taken(*profiles(ben)) is None, "the next request begins with nothing"


def test_what_was_not_asked_ahead_is_asked_for_with_the_rest(ana: Caller, ben: Caller) -> None:
    with reading_ahead(lambda _: [profiles(ana)]):
        read_together(ana.id)
        assert found(ana, ben) == {ana.id, ben.id}
