"""`invitations`: to the site, each good for some accounts and some days."""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chatify.core.dynamodb import Item, OnDemand, table_name, try_write


class InvitationItem(Item):
    """Neither the code nor an e-mail stands here, only their hashes."""

    class Meta(OnDemand):
        table_name = table_name("invitations")

    code_hash = UnicodeAttribute(hash_key=True)
    uses_left = NumberAttribute()
    used_by = UnicodeSetAttribute(null=True)
    expires_at = TTLAttribute()

    @classmethod
    def make(cls, *, uses: int, days: int, now: datetime) -> str:
        """A new code. One PutItem."""
        code = token_urlsafe(16)
        cls(_hash(code), uses_left=uses, expires_at=now + timedelta(days=days)).save()
        return code

    @classmethod
    def is_good(cls, code: str, now: datetime) -> bool:
        """One GetItem. One whose last use was taken is not, so who repeats their sign-up asks `use`."""
        found = cls.find(_hash(code)) if code else None
        return found is not None and found.expires_at > now and (found.uses_left > 0 or bool(found.used_by))

    @classmethod
    def use(cls, code: str, email: str, now: datetime) -> bool:
        """False where it is used up or too old; the same e-mail uses it once, however often. One or two UpdateItem."""
        row, user = cls(_hash(code)), _hash(email)
        actions: list[Action] = [cls.uses_left.add(-1), cls.used_by.add({user})]
        unused = (cls.uses_left > 0) & (cls.expires_at > now) & ~Path("used_by").contains(user)
        if try_write(lambda: row.update(actions=actions, condition=unused)):
            return True
        found = cls.find(_hash(code))
        return found is not None and found.expires_at > now and user in (found.used_by or ())


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
