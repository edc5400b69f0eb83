"""Does the jobs of the outbox, each in steps of its own. Start it from cron."""

import logging
import time
from collections.abc import Callable

from outbox import transaction

PAUSE, ATTEMPTS = 60, 5  # seconds until a job may be tried again; tries in all
log = logging.getLogger("worker")


def send_mail(key: str) -> None:
    print(f"mail sent, Idempotency-Key: {key}")


# region work
CLAIM = """UPDATE jobs SET attempts = attempts + 1, free_at = :now + :pause
    WHERE key = (SELECT key FROM jobs WHERE free_at <= :now AND attempts < :attempts
                 ORDER BY free_at LIMIT 1) RETURNING key"""


def claim(now: float) -> str | None:
    values = {"now": now, "pause": PAUSE, "attempts": ATTEMPTS}
    with transaction() as database:  # over before the mail is sent: it holds no lock
        row = database.execute(CLAIM, values).fetchone()
    return row and row[0]


def work(clock: Callable[[], float] = time.time) -> None:
    while key := claim(clock()):
        try:
            send_mail(key)  # a crash after this line sends it again, hence the key
        except Exception:
            log.exception("%s failed", key)  # free after PAUSE if tries remain  # point
            continue
        with transaction() as database:
            database.execute("DELETE FROM jobs WHERE key = ?", [key])  # point


# endregion


if __name__ == "__main__":
    work()
