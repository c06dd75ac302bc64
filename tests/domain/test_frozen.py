"""Facts are frozen: nobody can change a sale, a lease or a basket that somebody else is holding."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import pytest

import pos.domain
from pos.domain.journal.record import Record

MODULES = sorted(module.name for module in pkgutil.walk_packages(pos.domain.__path__, "pos.domain."))


@pytest.mark.parametrize("name", MODULES)
def test_every_record_of_the_domain_is_frozen_and_has_no_other_fields(name: str) -> None:
    module = importlib.import_module(name)

    for record in vars(module).values():
        if (
            isinstance(record, type)
            and dataclasses.is_dataclass(record)
            and record.__module__ == module.__name__
        ):
            assert vars(record)["__dataclass_params__"].frozen, record
            assert "__slots__" in vars(record), record
        if isinstance(record, type) and issubclass(record, Record) and record.__module__ == module.__name__:
            assert record.__struct_config__.frozen, record
            assert record.__struct_config__.forbid_unknown_fields, record
