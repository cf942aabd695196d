"""`rules`: the site's rules about messages, all in one item, which a send can read together with its other keys."""

from collections.abc import Sequence

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from accounts.models.audit import Entry
from accounts.models.operator_transactions import Overtaken
from accounts.models.transactions import commit
from chat.domain.rules import Rule, rule_from_dict
from chatify.core.dynamodb import Item, OnDemand, table_name

SITE = "site"


class RuleSetItem(Item):
    class Meta(OnDemand):
        table_name = table_name("rules")

    scope = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(default=0)
    kept = JSONAttribute(null=True)

    @classmethod
    def read(cls) -> tuple[list[Rule], int]:
        """Return all rules and their version. One strongly consistent GetItem: 1 RCU per 4 KB."""
        item = cls.find(SITE)
        return (item.rules(), int(item.version)) if item else ([], 0)

    @classmethod
    def write(cls, rules: Sequence[Rule], version: int, entry: Entry) -> None:
        """Replace that version of the rules. One transaction. Raises `Overtaken` if somebody changed them meanwhile."""
        stored_rules = [rule.as_dict() for rule in rules]
        same = cls.version == version if version else cls.scope.does_not_exist()
        actions: list[Action] = [cls.kept.set(stored_rules), cls.version.set(version + 1)]
        if commit(lambda transaction: transaction.update(cls(SITE), actions=actions, condition=same), entry):
            raise Overtaken

    def rules(self) -> list[Rule]:
        return [rule_from_dict(stored) for stored in self.kept or ()]
