import pytest

from chat.domain.conversations import Head
from chat.domain.errors import Contended, LastOwner, PostingClosed, StaleCursor
from chat.services import conversations, members, messages
from chat.services.access import load_member
from chatify.core.errors import Throttled
from chatify.web.statuses import STATUS
from tests.pages.test_reading import message_texts
from tests.reading import read_message


def test_a_message_is_posted_by_a_plain_form_and_the_page_comes_back_to_it(browser, tess, workshop):
    writer = browser(tess)
    page = writer.get(f"/c/{workshop}")
    writer.send(page.form(having="client_id"), body="Hello\r\nthere")
    assert writer.response["Location"] == f"/c/{workshop}#m-1"
    assert message_texts(writer.follow()) == ["Hello there"]
    assert read_message(tess, workshop, 1).body == "Hello\nthere"


def test_a_form_sent_twice_stores_one_message(browser, tess, workshop):
    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    for _ in range(2):
        writer.send(form, body="Once")
        assert writer.response["Location"].endswith("#m-1")
    assert message_texts(writer.get(f"/c/{workshop}")) == ["Once"]


def test_empty_and_long_messages_are_refused_and_stay_in_the_form(browser, tess, workshop):
    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    assert "A message needs some text." in writer.send(form, body=" ").texts("p", data_slot="error")
    assert writer.status == 422
    page = writer.send(form, body="x" * 8001)
    assert page.texts("textarea") == ["x" * 8001]


@pytest.mark.parametrize("error", [Throttled(40), Contended(), StaleCursor(Head("e", 300, 0)), PostingClosed()])
def test_a_refused_message_stays_in_the_form(browser, tess, workshop, monkeypatch, error):
    def refuse(*_: object, **__: object) -> None:
        raise error

    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    monkeypatch.setattr(messages, "send", refuse)
    page = writer.send(form, body="Said once\r\nand kept")
    assert writer.status == STATUS[error.code]
    assert page.texts("textarea") == ["Said once and kept"]
    assert error.message in page.texts("p", data_slot="error")
    again = page.form(having="client_id")
    assert again.values["client_id"] == form.values["client_id"], "it is the same message"


def test_text_stays_on_the_page_after_writing_was_closed(browser, tess, workshop):
    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    conversations.change(load_member(tess, workshop), archived=True)
    page = writer.send(form, body="Said too late")
    assert writer.status == 422
    assert page.texts("textarea", readonly="") == ["Said too late"]


@pytest.mark.parametrize(
    "fields", [{"body": "In answer to what has gone", "reply_to": "99"}, {"body": "a\x00b and more"}]
)
def test_text_that_cannot_be_stored_is_refused_and_stays_in_the_form(browser, tess, workshop, fields):
    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    page = writer.send(form, **fields)
    assert writer.status == 400
    assert page.texts("textarea") == [fields["body"]], "a browser shows NUL as U+FFFD"


def test_a_form_without_its_token_is_refused(tess, workshop, browser):
    writer = browser(tess)
    form = writer.get(f"/c/{workshop}").form(having="client_id")
    page = writer.send(form, body="Forged", csrfmiddlewaretoken="wrong")
    assert writer.status == 403
    assert page.texts("h1") == ["This form is out of date"]


def test_a_direct_conversation_is_started_by_handle(browser, tess, noor):
    writer = browser(tess)
    form = writer.get("/c/new/").form(having="handles")
    writer.send(form, handles="@Noor")
    page = writer.follow()
    assert page.texts("h1") == ["نور حداد"]
    writer.send(form, handles="noor")
    assert writer.follow().texts("h1") == ["نور حداد"], "the second time finds the first"


def test_an_unknown_handle_is_explained_beside_its_field(browser, tess):
    writer = browser(tess)
    page = writer.send(writer.get("/c/new/").form(having="handles"), handles="@nobody")
    [field] = page.all("input", name="handles")
    assert field.attributes["aria-invalid"] == "true"
    [error] = [
        element for element in page.elements if element.attributes.get("id") == f"{field.attributes['id']}-error"
    ]
    assert error.text.strip() == "There’s no @nobody here."
    assert error.attributes["id"] in field.attributes["aria-describedby"].split()


def test_a_group_without_a_name_is_called_after_its_people(browser, tess, noor, person):
    person("sam", name="Sam")
    writer = browser(tess)
    writer.send(writer.get("/c/new/?kind=group").form(having="handles"), handles="noor, sam")
    assert writer.follow().texts("h1") == ["نور حداد, Sam"]


def test_a_channel_is_created_found_joined_and_left(browser, tess, noor):
    maker, visitor = browser(tess), browser(noor)
    maker.send(maker.get("/c/new/?kind=channel").form(having="name"), name="#winter-storage", topic="Until March")
    created_page = maker.follow()
    assert created_page.texts("h1") == ["winter-storage"]
    address = maker.address
    directory_page = visitor.get("/channels/?prefix=winter")
    assert directory_page.texts("span", cls="listing-topic") == ["Until March"]
    visitor.send(directory_page.form(action=f"{address}/join"))
    assert visitor.follow().texts("textarea") == [""]
    assert visitor.get(f"{address}/members/").all("a", href=f"{address}/leave")
    visitor.send(visitor.get(f"{address}/leave").form(action=f"{address}/leave"))
    visitor.follow()
    assert visitor.address == "/"
    assert "Join #winter-storage" in visitor.get(address).texts("button")


def test_a_private_channel_is_not_in_the_directory(browser, tess, noor):
    maker = browser(tess)
    form = maker.get("/c/new/?kind=channel").form(having="name")
    maker.send(form, name="back-office", public="no")
    assert maker.response.status_code == 302
    assert "back-office" not in browser(noor).get("/channels/").html


def test_a_member_adds_people_by_handle(browser, tess, noor, workshop):
    writer = browser(tess)
    writer.send(writer.get(f"/c/{workshop}/members/").form(having="handles"), handles="noor")
    assert writer.follow().texts("bdi", cls="person-name") == [tess.name, noor.name], "those who are online come first"


def test_the_last_owner_cannot_leave_and_reads_why(browser, tess, noor, workshop):
    members.join(noor, workshop)
    writer = browser(tess)
    page = writer.send(writer.get(f"/c/{workshop}/leave").form(action=f"/c/{workshop}/leave"))
    assert LastOwner.detail in page.texts("p", role="alert")


def test_an_archived_conversation_shows_a_notice_instead_of_the_form(browser, tess, workshop):
    conversations.change(load_member(tess, workshop), archived=True)
    page = browser(tess).get(f"/c/{workshop}")
    assert not page.all("textarea")
    assert page.texts("p", cls="composer-closed") == [
        "This conversation is archived. You can read it, and nobody can write."
    ]
