from __future__ import annotations

from pos.domain.programme.programme import SUBSIDY, CapBasis, Pool, Programme, Subsidy
from pos.ui.style.theme import SHAPES_ON, TEXT_ON, load_theme
from pos.ui.words.benefit_words import is_striped, tone_of
from pos.ui.words.tones import POOL_TONES, SUBSIDY_TONE

MANY = Programme(
    "test",
    "",
    "",
    CapBasis.MARKET,
    tuple(Pool(f"p{n}", f"池{n}", (), 50, 100) for n in range(14)),
    Subsidy(100, ()),
)


def test_six_pools_and_the_subsidy_have_colours_of_their_own() -> None:
    tones = [tone_of(MANY, f"p{n}") for n in range(6)]

    assert len({*tones, SUBSIDY_TONE}) == 7
    assert tone_of(MANY, SUBSIDY) == SUBSIDY_TONE
    assert not any(is_striped(MANY, f"p{n}") for n in range(6))


def test_a_seventh_pool_has_the_first_colour_again_but_striped() -> None:
    looks = {(tone_of(MANY, f"p{n}"), is_striped(MANY, f"p{n}")) for n in range(12)}

    assert len(looks) == 12
    assert (tone_of(MANY, "p6"), is_striped(MANY, "p6")) == (POOL_TONES[0], True)
    assert (tone_of(MANY, "p12"), is_striped(MANY, "p12")) == (POOL_TONES[0], False)
    assert not is_striped(MANY, SUBSIDY)


def test_the_theme_has_every_shade_of_each_family() -> None:
    colours = load_theme().colours
    families = [
        tuple(colours[f"{tone}{shade}"] for shade in ("", "_ink", "_soft", "_mid"))
        for tone in (*POOL_TONES, SUBSIDY_TONE)
    ]
    assert len({shade for family in families for shade in family}) == 4 * len(families)


def test_the_contrast_of_each_family_is_proven() -> None:
    for tone in (*POOL_TONES, SUBSIDY_TONE):
        assert (tone, "card") in SHAPES_ON
        assert (f"{tone}_ink", f"{tone}_soft", False) in TEXT_ON
