"""The print queue remembers what waits, whatever happens to program and printer."""

from __future__ import annotations

from pos.ledger.print_jobs import JobKind, NewPrintJob, PrintJob
from tests.ledger.counter import Counter


def test_jobs_wait_in_the_order_they_were_asked_for(counter: Counter) -> None:
    jobs = counter.ledger.print_jobs
    for number, created_ms in enumerate((20, 10, 10)):
        jobs.add(NewPrintJob(f"job-{number}", JobKind.BALANCE, "试打印", created_ms))
    assert [job.job_id for job in jobs.waiting()] == ["job-1", "job-2", "job-0"]
    assert jobs.waiting()[0] == PrintJob("job-1", JobKind.BALANCE, "试打印", 10, attempts=0)


def test_what_is_printed_or_given_up_waits_no_longer(counter: Counter) -> None:
    jobs = counter.ledger.print_jobs
    for name in ("a", "b", "c"):
        jobs.add(NewPrintJob(name, JobKind.BALANCE, "x", 10))
    jobs.mark_printed("a", at_ms=20)
    jobs.mark_failed("b", reason="sale.unknown")
    assert [job.job_id for job in jobs.waiting()] == ["c"]
    jobs.mark_failed("a", reason="late")  # What is out is out.
    rows = counter.ledger._readers.rows(
        "SELECT job_id, state, done_ms, problem FROM print_job ORDER BY job_id"
    )
    assert rows[:2] == [("a", "printed", 20, None), ("b", "failed", None, "sale.unknown")]


def test_what_nobody_waits_for_any_more_expires(counter: Counter) -> None:
    jobs = counter.ledger.print_jobs
    jobs.add(NewPrintJob("old", JobKind.RECEIPT, "x", 10))
    jobs.add(NewPrintJob("new", JobKind.RECEIPT, "x", 20))
    jobs.expire(older_than_ms=10)
    assert len(jobs.waiting()) == 2
    jobs.expire(older_than_ms=20)
    assert [job.job_id for job in jobs.waiting()] == ["new"]


def test_a_job_that_may_be_on_paper_already_says_so_after_a_crash(counter: Counter) -> None:
    counter.sell(receipt=True)
    (job,) = counter.ledger.print_jobs.waiting()
    counter.ledger.print_jobs.claim(job.job_id)
    counter.ledger.close()
    (again,) = counter.open().print_jobs.waiting()
    assert (again.job_id, job.attempts, again.attempts) == (job.job_id, 0, 1)
