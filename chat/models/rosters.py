"""`rosters`: the ids of a conversation's members, and of its owners, in one item.

Each send reads it strongly consistent, so that nobody removed gets a push; an index on memberships would lag, and cost
a Query for each send. 36 bytes a member: 5,000 members stay well below an item's 400 KB.
"""

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from chatify.core.dynamodb import Item, OnDemand, table_name


class RosterItem(Item):
    class Meta(OnDemand):
        table_name = table_name("rosters")

    conversation_id = UnicodeAttribute(hash_key=True)
    members = UnicodeSetAttribute(null=True)
    owners = UnicodeSetAttribute(null=True)

    @classmethod
    def member_ids(cls, conversation_id: str) -> frozenset[str]:
        """Return the members' ids. One strongly consistent GetItem: 1 RCU per 110 members."""
        roster = cls.find(conversation_id)
        return frozenset(roster.members or ()) if roster else frozenset()
