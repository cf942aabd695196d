"""The shapes of the API's answers, which only describe them in the OpenAPI document; `chat.realtime.wire` builds them.

The API's tests check every answer against the document, so that shapes and answers cannot differ. A class `PageShape`
is called `Page` in the document.
"""

from typing import Any, get_args

from rest_framework import serializers

from accounts.api.shapes import PublicProfile
from chat.domain.conversations import Kind, Posting
from chat.domain.events import RevisionKind
from chat.domain.memberships import Notify, Role

Shape = serializers.Serializer[Any]


class HeadShape(Shape):
    epoch = serializers.CharField()
    seq = serializers.IntegerField()
    rev = serializers.IntegerField()


class ReactionShape(Shape):
    emoji = serializers.CharField()
    count = serializers.IntegerField()
    user_ids = serializers.ListField(child=serializers.CharField())
    mine = serializers.BooleanField(required=False)


class QuoteShape(Shape):
    seq = serializers.IntegerField()
    author_id = serializers.CharField()
    body = serializers.CharField(allow_blank=True, help_text="At most its first 100 characters.")
    deleted = serializers.BooleanField()


class MessageShape(Shape):
    conversation_id = serializers.CharField()
    seq = serializers.IntegerField(
        help_text="The message’s number in its conversation: 1, 2, 3 and so on, without gaps."
    )
    client_id = serializers.UUIDField(allow_null=True)
    author_id = serializers.CharField()
    body = serializers.CharField(allow_blank=True)
    html = serializers.CharField(
        allow_null=True, help_text="The body’s Markdown as sanitised HTML; null if the body is plain text."
    )
    sent_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    deleted = serializers.BooleanField()
    hidden = serializers.BooleanField()
    reply_to = serializers.IntegerField(allow_null=True)
    reply = QuoteShape(
        allow_null=True,
        help_text="The quoted message as it is now. Null in revisions and in a conversation’s `last_message`: keep the "
        "quote that you have.",
    )
    attachments = serializers.ListField(child=serializers.DictField())
    mentions = serializers.ListField(child=serializers.CharField(), help_text="User ids.")
    mentions_all = serializers.BooleanField(
        help_text="True if it mentions everybody; `mentions` lists them if they are at most 50."
    )
    reactions = ReactionShape(many=True)
    pinned = serializers.BooleanField()
    pinned_by = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(["user", "system"])
    event = serializers.DictField(
        allow_null=True, help_text="The facts of a system message: `action` and what it concerns."
    )


class VersionShape(Shape):
    body = serializers.CharField(allow_blank=True)
    html = serializers.CharField(allow_null=True)
    written_at = serializers.DateTimeField()


class HistoryShape(Shape):
    results = VersionShape(many=True)
    next = serializers.CharField(allow_null=True)


class ReactedShape(Shape):
    user = PublicProfile()
    emoji = serializers.CharField()


class ReactedListShape(Shape):
    results = ReactedShape(many=True)
    next = serializers.CharField(allow_null=True)


class PinsShape(Shape):
    results = MessageShape(many=True)
    next = serializers.CharField(allow_null=True)
    users = serializers.DictField(child=PublicProfile(), help_text="The authors by id.")


class PageShape(Shape):
    results = MessageShape(many=True)
    head = HeadShape()
    has_older = serializers.BooleanField()
    has_newer = serializers.BooleanField()
    users = serializers.DictField(child=PublicProfile(), required=False, help_text="The authors by id, if asked for.")


class MeShape(Shape):
    role = serializers.ChoiceField(get_args(Role))
    read_seq = serializers.IntegerField()
    unread = serializers.IntegerField()
    mentions = serializers.IntegerField()
    notify = serializers.ChoiceField(get_args(Notify))
    draft = serializers.CharField(allow_blank=True)


class SharedConversationShape(Shape):
    id = serializers.CharField()
    kind = serializers.ChoiceField(get_args(Kind))
    public = serializers.BooleanField()
    name = serializers.CharField(allow_null=True)
    topic = serializers.CharField(allow_blank=True)
    posting = serializers.ChoiceField(get_args(Posting))
    slow_mode = serializers.IntegerField(help_text="Seconds that a member must wait between two messages; 0 for none.")
    archived = serializers.BooleanField()
    member_count = serializers.IntegerField()


class ConversationShape(SharedConversationShape):
    created_at = serializers.DateTimeField()
    last_seq = serializers.IntegerField()
    last_rev = serializers.IntegerField()
    epoch = serializers.CharField()
    last_message = MessageShape(allow_null=True, help_text="The body is cut to 100 characters.")
    me = MeShape(allow_null=True)
    peer = PublicProfile(required=False, help_text="The other person of a direct conversation.")


class ConversationListShape(Shape):
    results = ConversationShape(many=True)
    next = serializers.CharField(allow_null=True)


class MemberShape(Shape):
    user = PublicProfile()
    role = serializers.ChoiceField(get_args(Role))


class MemberListShape(Shape):
    results = MemberShape(many=True)
    next = serializers.CharField(allow_null=True)


class AddedShape(Shape):
    results = MemberShape(many=True)


class InviteShape(Shape):
    id = serializers.CharField(help_text="For managing the invitation; lets nobody in.")
    created_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    max_uses = serializers.IntegerField(allow_null=True)
    uses = serializers.IntegerField()


class MadeInviteShape(InviteShape):
    code = serializers.CharField()
    url = serializers.CharField()


class InviteListShape(Shape):
    results = InviteShape(many=True)
    next = serializers.CharField(allow_null=True)


class InvitePreviewShape(Shape):
    conversation = SharedConversationShape()
    invited_by = PublicProfile(allow_null=True)
    expires_at = serializers.DateTimeField()


class ReadShape(Shape):
    read_seq = serializers.IntegerField()


class RevisionShape(Shape):
    rev = serializers.IntegerField()
    kind = serializers.ChoiceField(get_args(RevisionKind))
    seq = serializers.IntegerField(allow_null=True)
    message = MessageShape(allow_null=True)
    conversation = SharedConversationShape(allow_null=True)


class MissedShape(Shape):
    id = serializers.CharField()
    epoch = serializers.CharField()
    head = HeadShape()
    messages = MessageShape(many=True)
    revisions = RevisionShape(many=True)
    more = serializers.BooleanField()
    reset = serializers.BooleanField()


class SyncShape(Shape):
    conversations = MissedShape(many=True)
    joined = ConversationShape(many=True)
    gone = serializers.ListField(child=serializers.CharField())
    now = serializers.DateTimeField()
    users = serializers.DictField(child=PublicProfile(), required=False, help_text="The authors by id, if asked for.")
