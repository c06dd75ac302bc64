"""The federation's platform: it receives, verifies, allocates, publishes and shows.

It has no service, ledger or device of a till, and no Qt.
"""

import os

if os.environ.get("HUIMIN_LANGUAGE"):  # Nobody else waits for it; see `pos.language`.
    from pos.language import catalogue, speak

    speak(catalogue())
