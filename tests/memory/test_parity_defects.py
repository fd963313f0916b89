"""What goes wrong in the reference design's message search and context, each shown not to go wrong here (D1 to D7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lifeos_cli.coach.catalog import find
from lifeos_cli.coach.context.building import build
from lifeos_cli.coach.conversation import Conversation
from lifeos_cli.coach.models import guided
from lifeos_cli.memory.index.indexer import catch_up
from lifeos_cli.memory.recall import recall
from lifeos_cli.memory.search import Searcher
from lifeos_cli.record import turns
from lifeos_cli.record.sessions import start
from lifeos_cli.store import messages, owner
from lifeos_cli.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from lifeos_cli.store.rows import Message, User
    from tests.memory.bag import Bag

    Say = Callable[..., list[Message]]
    Ready = Callable[[], Searcher]


class Synonyms:
    """An embedder to whom a cello is a violin."""

    model_id, dimension = "synonyms", 256

    def __init__(self, bag: Bag) -> None:
        self.bag = bag

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed, one word for both."""
        return self.bag.embed([text.replace("cello", "violin") for text in texts])


def test_d1_what_words_and_meaning_find_ranks_above_what_only_one_finds(
    store: Store, me: User, bag: Bag, say: Say
) -> None:
    for line in ("the cello was stolen", "the violin was stolen", "a stolen hour", "we were told of it"):
        say(line)
    model = Synonyms(bag)
    catch_up(store, me.id, model, limit=None)
    hits = Searcher(store.conn, me.id, model).search("violin stolen")
    assert hits[0].text.text == "the violin was stolen"
    scores = {hit.text.text: hit.score for hit in hits}
    assert scores["the violin was stolen"] > scores["the cello was stolen"] > scores["a stolen hour"]


def test_d2_the_newest_good_hit_is_not_cut_off_by_older_ones(say: Say, searcher: Ready) -> None:
    for n in range(30):
        say(f"the violin case number {n}", created_at=1_000 + n)
    say("my violin teacher moved to Leiden", created_at=9_000)
    hits = searcher().search("violin teacher Leiden", k=3)
    assert hits[0].text.text == "my violin teacher moved to Leiden"


def test_d3_later_messages_of_the_session_do_not_crowd_out_what_came_before(
    store: Store, me: User, bag: Bag, say: Say
) -> None:
    said = say("my violin teacher moved away", *(f"violin teacher again {n}" for n in range(60)))
    catch_up(store, me.id, bag, limit=None)
    found = recall(store.conn, me.id, "violin teacher", embedder=bag, session_id=said[0].session_id, turn=1)
    assert [line.text.text for memory in found for line in memory.lines] == ["my violin teacher moved away"]


def test_d4_what_stands_beside_a_memory_ends_before_the_present_turn(
    store: Store, me: User, bag: Bag, say: Say
) -> None:
    said = say("one thing", "my violin teacher moved away", "what I say now", "and later")
    catch_up(store, me.id, bag, limit=None)
    here = said[0].session_id
    found = recall(store.conn, me.id, "violin teacher", embedder=bag, session_id=here, turn=2)
    told = [line.text.text for memory in found for line in memory.lines]
    assert told == ["one thing", "my violin teacher moved away"]


def test_d5_the_whole_of_a_long_message_counts_to_its_last_word(say: Say, searcher: Ready) -> None:
    say("the zither from grandmother hangs in the hall")
    for n in range(20):
        say(f"we baked bread and read by the stove, evening {n}")
    long = "This morning there was coffee, then a walk, and the day was long. " * 12
    hits = searcher().search(f"{long} Who gave me the zither?", k=3)
    assert "zither" in hits[0].text.text


def test_d6_a_reply_of_thousands_of_pieces_is_recovered_whole(store: Store, me: User) -> None:
    session = start(store, me.id, type_="coaching", coach="woop")
    opened = turns.open_turn(store, session, "go", level="none", kind=None, provider="anthropic", model="m")
    pieces = [f"{n} " for n in range(5_000)]
    with store.write() as conn:
        for n, piece in enumerate(pieces):
            messages.add_chunk(conn, me.id, opened.reply_id, n, piece)
        conn.execute("UPDATE streams SET owner = :dead", {"dead": "gone:1:1"})
    assert owner.me() != "gone:1:1"
    with Store(store.paths) as again:
        [_, reply] = messages.of_session(again.conn, me.id, session.id)
    assert (reply.status, reply.content) == ("interrupted", "".join(pieces))


def test_d7_a_long_session_fits_its_budget_and_the_oldest_part_is_told_in_short(
    store: Store, me: User
) -> None:
    coach = find("woop")
    session = start(store, me.id, type_="coaching", coach="woop")
    values: dict[str, Any] = {"level": "none", "kind": None, "provider": "anthropic", "model": "m"}
    for n in range(60):
        opened = turns.open_turn(store, session, f"I plan step {n}. " + "word " * 400, **values)
        turns.close_turn(
            store, session, opened.reply_id, turns.Reply("success", "yes " * 400), provider="anthropic"
        )
    talk = Conversation(store, me.id, guided(coach, {}), coach, session=session, context_tokens=8_000)
    made = build(talk, "What now?", turn=None)
    assert made.tokens <= 8_000
    assert made.of("recap")
    assert made.of("recent")[-1].turn == 59
