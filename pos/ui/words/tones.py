"""Names of the families of colours that pools are shown in. What the colours are, the theme says.

A family `x` has four shades: `x` fills, `x_mid` is what is taken now, `x_ink` is written on `x_soft`.
"""

from __future__ import annotations

from typing import Final

POOL_TONES: Final = ("green", "gold", "blue", "plum", "olive", "brown")  # By the pool's place.
SUBSIDY_TONE: Final = "coral"
