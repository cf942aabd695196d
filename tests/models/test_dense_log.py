"""The log keeps its promises under faults, and each of its steps is needed for that."""

import inspect
import os
from types import ModuleType
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from chat.models import log
from tests.models.dense_log import DenseLog

BOUNDED = settings(
    max_examples=int(os.environ.get("CHATIFY_FAULT_EXAMPLES", "15")),
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
MUTATIONS = {
    "without the examination": ("if stored is not None:", "if False:"),
    "without the comparison": ("if own is not None:", "if False:"),
    "without the check of after": ("if after > head.seq and not _exists(", "if False and not _exists("),
}


def test_the_log_stays_dense_under_faults_in_memory(moto_tables: None) -> None:
    run_state_machine_as_test(DenseLog, settings=BOUNDED)


def test_the_log_stays_dense_under_faults_in_the_embedded_aws(embedded_aws: object) -> None:
    run_state_machine_as_test(DenseLog, settings=BOUNDED)


@pytest.mark.parametrize("name", MUTATIONS)
def test_leaving_out_a_step_breaks_the_log(name: str, moto_tables: None) -> None:
    broken = type("Broken", (DenseLog,), {"log": mutate(*MUTATIONS[name])})
    with pytest.raises(AssertionError, match=r"a hole|a duplicate|two places"):
        run_state_machine_as_test(broken, settings=settings(BOUNDED, max_examples=100, phases=[Phase.generate]))


def mutate(line: str, instead: str) -> ModuleType:
    """Return a copy of the module with one line changed."""
    source = inspect.getsource(log)
    assert source.count(line) == 1, "the mutation must find its line"
    module = ModuleType(f"mutated_{uuid4().hex}")
    exec(compile(source.replace(line, instead), module.__name__, "exec"), module.__dict__)
    return module
