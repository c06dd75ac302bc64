from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from pos.ui.scanning.wedge import BURST_CHARACTERS_MIN, GAP_MS, SILENCE_BEFORE_MS, Kind, Wedge


@dataclass
class Counter:
    """A counter with a scanner and a person at one keyboard; the clock is ours."""

    wedge: Wedge[str] = field(default_factory=Wedge)
    at_ms: int = 1_000
    typed: list[str] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)
    swallowed: int = 0  # Enters of a scanner that ended no whole code.

    def press(self, key: str, *, after_ms: int) -> None:
        if self.wedge.holding and after_ms > self.wedge.patience_ms:
            self.typed += self.wedge.waited()  # The timer comes before the next key.
        self.at_ms += after_ms
        kind = Kind.TERMINATOR if key == "⏎" else Kind.PRINTABLE if len(key) == 1 else Kind.OTHER
        outcome = self.wedge.pressed(key, kind, key if kind is Kind.PRINTABLE else "", self.at_ms)
        self.typed += outcome.passed_on
        if outcome.scan is not None:
            self.scans.append(outcome.scan)
        self.swallowed += outcome.torn
        if not outcome.swallow:
            self.typed.append(key)

    def burst(self, code: str, *, gap_ms: int = 4, silence_ms: int = 300) -> None:
        for place, key in enumerate([*code, "⏎"]):
            self.press(key, after_ms=gap_ms if place else silence_ms)

    def rest(self) -> None:
        self.typed += self.wedge.waited()


codes = st.text(alphabet="0123456789ABCXYZ-", min_size=BURST_CHARACTERS_MIN, max_size=30)
scanner_gaps = st.integers(0, GAP_MS)
human_gaps = st.integers(GAP_MS + 1, 400)


@given(st.lists(st.tuples(codes, scanner_gaps), min_size=1, max_size=8))
def test_scans_in_a_row_are_all_taken_and_no_key_reaches_a_field(scans: list[tuple[str, int]]) -> None:
    counter = Counter()
    for code, gap_ms in scans:
        counter.burst(code, gap_ms=gap_ms, silence_ms=30)
    assert counter.scans == [code for code, _gap in scans]
    assert counter.typed == []


@given(
    st.lists(st.tuples(st.sampled_from([*"0123456789abc.*", "⏎", "F12", "Left"]), human_gaps), max_size=40)
)
def test_a_person_types_as_if_there_were_no_scanner(keys: list[tuple[str, int]]) -> None:
    counter = Counter()
    for key, gap_ms in keys:
        counter.press(key, after_ms=gap_ms)
    counter.rest()
    assert counter.typed == [key for key, _gap in keys]
    assert counter.scans == []


@given(st.lists(st.tuples(st.sampled_from([*"012345678", "⏎", "F2"]), st.integers(0, 400)), max_size=60))
def test_whatever_happens_each_key_is_either_typed_or_scanned_once_and_in_order(
    keys: list[tuple[str, int]],
) -> None:
    counter = Counter()
    for key, gap_ms in keys:
        counter.press(key, after_ms=gap_ms)
    counter.rest()
    taken = sum(len(scan) + 1 for scan in counter.scans)  # Each scan swallows its Enter as well.
    assert len(counter.typed) + taken + counter.swallowed == len(keys)


LONG = st.text(alphabet="0123456789", min_size=8, max_size=18)  # Every code that is printed on goods.
stutters = st.integers(GAP_MS + 1, SILENCE_BEFORE_MS - 1)


@given(LONG, stutters, st.integers(1, BURST_CHARACTERS_MIN - 1))
def test_half_a_code_is_never_a_code_and_its_enter_confirms_nothing(
    code: str, stutter_ms: int, place: int
) -> None:
    """A scanner that stutters in its first keys leaves a typed code behind, never a shorter scan."""
    counter = Counter()
    for index, key in enumerate([*code, "⏎"]):
        counter.press(key, after_ms=300 if index == 0 else stutter_ms if index == place else 4)
    counter.rest()
    assert counter.scans == []
    assert counter.typed == [*code]
    assert counter.swallowed == 1


@given(LONG, stutters, st.integers(BURST_CHARACTERS_MIN, 18))
def test_a_scanner_that_pauses_later_is_waited_for_its_enter_too(
    code: str, stutter_ms: int, place: int
) -> None:
    counter = Counter()
    for index, key in enumerate([*code, "⏎"]):
        late = index == min(place, len(code))
        counter.press(key, after_ms=300 if index == 0 else stutter_ms if late else 4)
    counter.rest()
    assert counter.scans == [code]
    assert counter.typed == []


@given(st.text(alphabet="0123456789", min_size=1, max_size=12), human_gaps, human_gaps)
def test_the_enter_of_a_person_is_always_theirs(text: str, gap_ms: int, enter_ms: int) -> None:
    """However soon after the last digit: a PIN that is typed fast is a PIN."""
    for last_ms in (enter_ms, 5):
        counter = Counter()
        for key in text:
            counter.press(key, after_ms=gap_ms)
        counter.press("⏎", after_ms=last_ms)
        assert counter.typed == [*text, "⏎"]


def test_another_key_does_not_make_a_code_of_a_torn_tail() -> None:
    counter = Counter()
    for key in "690226":
        counter.press(key, after_ms=4)
    counter.press("Left", after_ms=4)
    for key in ["5", "3", "6", "0", "⏎"]:
        counter.press(key, after_ms=4)
    assert counter.scans == []
    assert counter.typed == [*"690226", "Left", *"5360"]
    assert counter.swallowed == 1


def test_a_scan_may_follow_what_a_person_typed() -> None:
    counter = Counter()
    counter.press("3", after_ms=500)
    counter.press("*", after_ms=200)
    counter.burst("6948195800941", silence_ms=400)
    assert counter.typed == ["3", "*"]
    assert counter.scans == ["6948195800941"]


def test_three_quick_characters_and_enter_are_a_persons() -> None:
    counter = Counter()
    counter.burst("123")
    assert counter.scans == []
    assert counter.typed == [*"123", "⏎"]


def test_a_short_number_of_the_shop_is_a_scan_too() -> None:
    counter = Counter()
    counter.burst("00123")
    assert counter.scans == ["00123"]
    assert counter.typed == []


def test_a_clock_that_steps_back_does_not_tear_a_scan_apart() -> None:
    wedge: Wedge[str] = Wedge()
    for place, key in enumerate("694819"):
        assert wedge.pressed(key, Kind.PRINTABLE, key, 1_000 - place).swallow
    assert wedge.pressed("⏎", Kind.TERMINATOR, "", 900).scan == "694819"


def test_a_scanner_that_ends_a_code_twice_presses_nothing_with_the_second_enter() -> None:
    counter = Counter()
    counter.burst("6948195800941")
    counter.press("⏎", after_ms=5)
    assert (counter.scans, counter.typed) == (["6948195800941"], [])

    counter.press("⏎", after_ms=400)  # A person's Enter is one.
    assert counter.typed == ["⏎"]

    counter.press("⏎", after_ms=5)  # Behind a person's Enter another one is a person's too.
    assert counter.typed == ["⏎", "⏎"]


def typed_at(wedge: Wedge[str], code: str, gap_ms: int) -> tuple[str | None, bool]:
    """A code and Enter, each key so long after the last: the scan, and whether the Enter was eaten."""
    at_ms = 1_000
    for letter in code:
        wedge.pressed(letter, Kind.PRINTABLE, letter, at_ms)
        at_ms += gap_ms
    ended = wedge.pressed("Enter", Kind.TERMINATOR, "\r", at_ms)
    return ended.scan, ended.swallow


def test_a_slow_scanner_is_one_when_the_shop_says_how_slow_it_is() -> None:
    """Bluetooth: 60 ms between keys. Else each letter is typed and its Enter presses what is focused."""
    code = "6902265360100"
    assert typed_at(Wedge(), code, 60) == (None, False)
    assert typed_at(Wedge(gap_ms=70), code, 60) == (code, True)
    assert typed_at(Wedge(gap_ms=70), code, 12) == (code, True)
    assert typed_at(Wedge(gap_ms=70), "1234", 110) == (None, False), "a person's PIN stays a person's"
