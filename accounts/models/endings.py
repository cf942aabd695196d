"""End all sign-ins but one: profile and session change together or not at all (4 WCU)."""

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from chatify.dynamodb import transaction_connection
from chatify.errors import Unavailable


def keep_only(profile: Profile, session_id: str) -> int:
    """The profile's new epoch, which only this row shares from now on. Raises `Unavailable` where others raced us."""
    epoch = profile.epoch + 1
    try:
        with TransactWrite(connection=transaction_connection()) as transaction:
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
    except TransactWriteError as error:
        if error.cause_response_code == "TransactionCanceledException":
            raise Unavailable from error
        raise
    return epoch
