"""Starts the local server, with a certificate made for it."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
import json
from pathlib import Path
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from .server import HOST

START_SECONDS = 20
END_SECONDS = 5


@dataclass(frozen=True, slots=True)
class FarSide:
    """Where the server is, and the file by which clients know it."""

    urls: dict[str, str]
    certificate: Path


@contextmanager
def running_far_side(folder: Path) -> Generator[FarSide]:
    """Run the server as a process of its own, for as long as the context lasts."""
    private, public = folder / "server.pem", folder / "certificate.pem"
    _make_certificate(private, public)
    with subprocess.Popen(
        [sys.executable, "-m", f"{__package__}.server", str(private)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        try:
            ports: dict[str, int] = json.loads(process.stdout.readline())
            yield FarSide(
                {scheme: f"{scheme}://{HOST}:{port}" for scheme, port in ports.items()},
                public,
            )
        finally:
            process.stdin.close()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _make_certificate(private: Path, public: Path) -> None:
    """Write a certificate for the loopback address that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    public.write_bytes(pem)
    private.touch(mode=0o600)
    private.write_bytes(
        pem
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
