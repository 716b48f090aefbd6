"""How long to wait before a process that died is started again."""

LONGEST = 30.0
HEALTHY = 60.0  # after this long alive, earlier failures are forgotten


def failures_after(failures: int, lived: float) -> int:
    """How many failures in a row there are, after one that came `lived` seconds after ready."""
    return 1 if lived >= HEALTHY else failures + 1


def delay(failures: int) -> float:
    return min(LONGEST, 2.0 ** (min(failures, 10) - 1))
