"""Every benchmark in one run: `python -m tests.bench`."""

from __future__ import annotations

from tests.bench import chat, cold_start, extraction, jobs, memory_search, memory_words, retrieval, store

if __name__ == "__main__":
    cold_start.main()
    store.main()
    memory_words.main([10_000, 100_000])
    memory_search.main([10_000, 100_000])
    retrieval.main([])
    chat.main(100_000)
    jobs.main()
    extraction.main()
