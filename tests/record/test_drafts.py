"""Drafts: kept by place, gone when empty, one person's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifeos_cli.record import drafts, users
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from lifeos_cli.paths import Paths


def test_what_is_typed_is_kept_by_place_until_it_is_emptied(paths: Paths) -> None:
    with Store(paths) as store:
        me = users.whose(store, None).id
        drafts.keep(store, me, {"chat": "half a thou", "checkin note": "a"})
        drafts.keep(store, me, {"chat": "half a thought \ud800"})
    with Store(paths) as store:
        assert drafts.kept(store, me) == {"chat": "half a thought \ufffd", "checkin note": "a"}
        drafts.keep(store, me, {"chat": "  "})
        assert drafts.kept(store, me) == {"checkin note": "a"}


def test_nothing_is_written_when_nothing_changed(paths: Paths) -> None:
    with Store(paths) as store:
        me = users.whose(store, None).id
        drafts.keep(store, me, {"chat": "x"})
        before = store.conn.execute("SELECT updated_at FROM drafts").fetchone()[0]
        drafts.keep(store, me, {"chat": "x", "other": ""})
        assert store.conn.execute("SELECT updated_at FROM drafts").fetchall()[0][0] == before
        assert len(store.conn.execute("SELECT * FROM drafts").fetchall()) == 1


def test_a_draft_is_no_news_and_goes_with_its_person(paths: Paths) -> None:
    with Store(paths) as store:
        me, other = users.whose(store, None).id, users.add(store, "Other").id
        seq = store.conn.execute("SELECT MAX(seq) FROM changes").fetchone()[0]
        drafts.keep(store, other, {"chat": "secret"})
        assert drafts.kept(store, me) == {}
        assert store.conn.execute("SELECT MAX(seq) FROM changes").fetchone()[0] == seq
        users.remove(store, other)
        assert store.conn.execute("SELECT COUNT(*) FROM drafts").fetchone()[0] == 0
