import json
from unittest import mock

import pytest

from tests.conftest import DAY, SHELF
from warehouse import storage


def test_there_and_back(ledger):
    again = storage.load(storage.dump(ledger), ledger.catalogue)
    assert again.movements() == ledger.movements()
    assert again.on_hand("FAS-0012", SHELF) == 130


def test_unknown_version(catalogue):
    with pytest.raises(ValueError, match="version 2"):
        storage.load(json.dumps({"version": 2}), catalogue)


def test_files(ledger, tmp_path):
    path = tmp_path / "ledger.json"
    assert len(storage.open_ledger(path, ledger.catalogue)) == 0
    storage.save(ledger, path)
    assert len(storage.open_ledger(path, ledger.catalogue)) == 4
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.json"]


def test_a_failed_save_keeps_the_old_file(ledger, tmp_path):
    path = tmp_path / "ledger.json"
    storage.save(ledger, path)
    old = path.read_text()
    ledger.issue("TOO-0440", SHELF, 1, DAY)
    with mock.patch("warehouse.storage.dump", side_effect=OSError), pytest.raises(OSError):
        storage.save(ledger, path)
    assert path.read_text() == old
