"""Where the behaviours of Convex's workpool and workflow are held, by their numbers in the list of them."""

from __future__ import annotations

from importlib import import_module

import pytest

QUEUE, FLOW, KILL = (
    "tests.extraction.test_queue",
    "tests.extraction.test_workflow",
    "tests.faults.test_kill_jobs",
)
HELD = {
    43: [
        (QUEUE, "test_of_seven_jobs_three_run_at_a_parallelism_of_three_and_a_free_place_goes_to_the_next"),
        (QUEUE, "test_lowering_the_limit_below_what_runs_starts_none_and_stops_none"),
    ],
    44: [
        (QUEUE, "test_a_failure_puts_the_job_back_with_a_wait_that_doubles_and_spreads"),
        (QUEUE, "test_cancel_before_the_retry_means_no_retry"),
    ],
    45: [(QUEUE, "test_cancel_before_the_start_ends_it_during_it_asks_once_and_afterwards_it_does_nothing")],
    46: [
        (QUEUE, "test_a_late_or_second_result_of_an_old_lease_is_ignored"),
        (QUEUE, "test_completing_a_job_that_is_not_there_does_nothing"),
    ],
    47: [
        (KILL, "test_an_idle_worker_wakes_at_the_hour_of_the_next_job"),
        (QUEUE, "test_a_job_of_a_process_that_lives_is_taken_over_only_after_its_heartbeat_has_run_out"),
        (QUEUE, "test_a_job_of_a_process_that_is_gone_is_taken_over_at_once_and_loses_no_attempt"),
    ],
    48: [
        (QUEUE, "test_after_the_last_attempt_the_hook_is_called_once"),
        (QUEUE, "test_an_error_that_trying_again_cannot_help_ends_the_job_at_the_first_attempt"),
        (FLOW, "test_an_error_that_wraps_a_final_one_is_final"),
    ],
    49: [
        (KILL, "test_two_workers_killed_at_random_moments_apply_every_job_exactly_once"),
        ("tests.extraction.test_queue_model", "QueueModel"),
    ],
    50: [
        (FLOW, "test_a_step_and_its_row_of_the_record_come_together_and_a_replay_does_neither_again"),
        (FLOW, "test_a_failed_step_can_be_caught_and_the_flow_goes_on_the_same_way_in_every_run"),
        (FLOW, "test_a_canceled_child_tells_its_parent"),
        (FLOW, "test_steps_side_by_side_give_their_results_in_order_and_replay_so"),
        (FLOW, "test_one_failure_rejects_the_whole_gather_after_the_others_have_come_to_their_end"),
    ],
    51: [
        (FLOW, "test_code_that_does_something_else_at_a_place_of_the_journal_fails_and_says_where"),
        (FLOW, "test_arguments_that_are_said_to_be_unstable_are_not_compared_but_the_name_is"),
    ],
    52: [(FLOW, "test_clock_and_dice_are_the_same_in_every_run_and_the_clock_is_that_of_the_last_step")],
    53: [
        (FLOW, "test_a_job_and_its_steps_are_stamped_with_their_versions"),
        (FLOW, "test_a_change_of_code_breaks_no_job_that_is_under_way"),
    ],
    54: [
        (FLOW, "test_canceling_a_parent_cancels_its_children_and_calls_each_hook_once"),
        (QUEUE, "test_prune_deletes_what_ended_long_ago_with_its_journal_and_spares_the_dead_letters"),
    ],
}


@pytest.mark.parametrize("number", sorted(HELD))
def test_each_behaviour_of_the_list_has_tests_that_hold_it(number: int) -> None:
    missing = [name for module, name in HELD[number] if not hasattr(import_module(module), name)]
    assert missing == []


def test_none_of_43_to_54_is_left_out() -> None:
    assert sorted(HELD) == list(range(43, 55))
