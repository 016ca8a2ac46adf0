"""A real HTTP server on loopback that takes messages, and can refuse, redirect, keep silent or talk without end."""

import dataclasses
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "gateway.example.invalid"


@dataclasses.dataclass(frozen=True)
class Taken:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclasses.dataclass
class WebhookServer:
    """Keeps what came in `taken`; answers with `status`, `headers` and `answer`, or not at all while `silent`."""

    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    answer: bytes = b'{"errcode":0,"errmsg":"ok"}'
    silent: bool = False
    taken: list[Taken] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port: int = self._http.server_address[1]

    def start(self, tls: Path | None = None) -> None:
        """Listen, with TLS where a file with key and certificate is given."""
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self) -> None:
        """Take no connection any more."""
        self._over.set()
        if self._thread is not None:
            self._http.shutdown()
            self._thread.join()
            self._thread = None
        self.close()

    def close(self) -> None:
        """Give the port back."""
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append(Taken(self.path, dict(self.headers.items()), body))
                if outer.silent:
                    outer._over.wait(20)
                    return
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(outer.answer)))
                self.end_headers()
                self.wfile.write(outer.answer)

            def do_GET(self) -> None:
                outer.taken.append(Taken(self.path, dict(self.headers.items()), b""))
                self.send_error(405)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


def certificate(folder: Path, name: str) -> Path:
    """A file with a key and its own certificate for `name` (and for 127.0.0.1 where that is the name)."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    known: x509.GeneralName = (
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    )
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file
