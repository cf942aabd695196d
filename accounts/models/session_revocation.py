"""End all sign-ins but one, by changing profile and session in one transaction (4 WCU)."""

from pynamodb.transactions import TransactWrite

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.transactions import commit
from chatify.core.errors import Unavailable


def keep_only(profile: Profile, session_id: str) -> int:
    """Raise the profile's epoch, store it in this sign-in alone and return it.

    Raises `Unavailable` if another act raised the epoch meanwhile, or this sign-in has ended.
    """
    epoch = profile.epoch + 1

    def fill(transaction: TransactWrite) -> None:
        transaction.update(
            ProfileItem(profile.id),
            actions=[ProfileItem.epoch.set(epoch)],
            condition=ProfileItem.epoch == profile.epoch,
        )
        transaction.update(
            SessionItem(session_id),
            actions=[SessionItem.epoch.set(epoch)],
            condition=SessionItem.user_id == profile.id,
        )

    if commit(fill):
        raise Unavailable
    return epoch
