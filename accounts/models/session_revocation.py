"""End all sign-ins but one: profile and session change together or not at all (4 WCU)."""

from pynamodb.transactions import TransactWrite

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.transactions import commit
from chatify.core.errors import Unavailable


def keep_only(profile: Profile, session_id: str) -> int:
    """The profile's new epoch, which only this row shares from now on.

    Raises `Unavailable` where another one was raised meanwhile, or this sign-in has ended.
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
