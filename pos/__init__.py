"""The till of the 慈善惠民超市: the program that runs at the counter."""

import os

if os.environ.get("HUIMIN_LANGUAGE"):  # Nobody else waits for it; see `pos.language`.
    from pos.language import catalogue, speak

    speak(catalogue())
