"""`invitations` to the site, each valid for a number of accounts and days."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chatify.core.dynamodb import Item, OnDemand, table_name, try_write


class InvitationItem(Item):
    """An invitation. It holds hashes of its code and of the e-mails that used it, never the texts."""

    class Meta(OnDemand):
        table_name = table_name("invitations")

    code_hash = UnicodeAttribute(hash_key=True)
    uses_left = NumberAttribute()
    used_by = UnicodeSetAttribute(null=True)
    expires_at = TTLAttribute()

    @classmethod
    def make(cls, *, uses: int, days: int, now: datetime) -> str:
        """Create an invitation and return its code. One PutItem."""
        code = token_urlsafe(16)
        cls(_hash(code), uses_left=uses, expires_at=now + timedelta(days=days)).save()
        return code

    @classmethod
    def is_good(cls, code: str, now: datetime) -> bool:
        """Return whether the code may be valid: `use` decides, as an e-mail may repeat its sign-up. One GetItem."""
        row = cls.find(_hash(code)) if code else None
        return row is not None and row.expires_at > now and (row.uses_left > 0 or bool(row.used_by))

    @classmethod
    def use(cls, code: str, email: str, now: datetime) -> bool:
        """Use the invitation once per e-mail; return False if it is used up. One or two UpdateItem."""
        row, user = cls(_hash(code)), _hash(email)
        actions: list[Action] = [cls.uses_left.add(-1), cls.used_by.add({user})]
        unused = (cls.uses_left > 0) & (cls.expires_at > now) & ~Path("used_by").contains(user)
        if try_write(lambda: row.update(actions=actions, condition=unused)):
            return True
        used = cls.find(_hash(code))
        return used is not None and used.expires_at > now and user in (used.used_by or ())


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
