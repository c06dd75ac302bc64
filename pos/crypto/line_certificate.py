"""A certificate for one run of a till, so that a line to a neighbour is encrypted.

It proves nothing by itself: nobody vouches for it. The till signs its digest with the device key
(`neighbour_statement`), and that signature is what a neighbour believes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

# A till with a wrong clock must reach its neighbour too, and the certificate is thrown away with the run.
_ALWAYS: Final = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
_NAME: Final = "till"


def make_certificate() -> tuple[bytes, bytes]:
    """A new certificate and its private key, both PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _NAME)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_ALWAYS[0])
        .not_valid_after(_ALWAYS[1])
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
