"""The key of the installation that signs audit packages: made once, kept as a file that only the portal's user reads.

Who receives a package holds its fingerprint against the one that the portal shows and its audit reports print.
"""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.conf import settings
from django.core.exceptions import ValidationError

from portal.access import SYSTEM
from portal.services.changes import log_change

KEY_BITS = 3072
ALGORITHM = "RSASSA-PKCS1-v1_5-SHA256"


def fingerprint() -> str:
    """The SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex; empty while no package was made yet.

    Raises ValidationError where the key is there but cannot be used.
    """
    return _fingerprint(_read()) if _path().exists() else ""


def fingerprint_words(text: str) -> str:
    """A fingerprint in groups of four, as it is printed and compared by eye."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def package_key_ensure() -> str:
    """Make the key where there is none, and give its fingerprint; of two who do at once, one makes it.

    Raises ValidationError where it cannot be written or used.
    """
    if not _path().exists() and _make():
        log_change(actor=SYSTEM, action="package_key_make", target_ref=fingerprint())
    return fingerprint()


def manifest_sign(content: bytes) -> Mapping[str, Any]:
    """The signature of a manifest with what one needs to check it. Raises ValidationError where the key cannot be used."""
    key = _read()
    numbers = key.public_key().public_numbers()
    signature = key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return {
        "algorithm": ALGORITHM,
        "fingerprint": _fingerprint(key),
        "modulus": f"{numbers.n:x}",
        "exponent": numbers.e,
        "signature": signature.hex(),
    }


def _path() -> Path:
    return Path(settings.SIGNING_KEYS) / "package.pem"


def _fingerprint(key: rsa.RSAPrivateKey) -> str:
    encoded = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(encoded).hexdigest()


def _read() -> rsa.RSAPrivateKey:
    try:
        mode = _path().stat().st_mode & 0o777
        key = serialization.load_pem_private_key(_path().read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise ValidationError("审计包的签名私钥不能读取,未制作审计包;请系统管理员检查。") from error
    if mode & 0o077:
        raise ValidationError("审计包的签名私钥未妥善保管(他人可读),未制作审计包;请系统管理员收紧权限。")
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValidationError("审计包的签名私钥不是RSA密钥,未制作审计包;请系统管理员检查。")
    return key


def _make() -> bool:
    """Put a new key into its place, whole or not at all; False where another was quicker."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        _path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=_path().parent, prefix=".package-") as temporary:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
            os.link(temporary.name, _path())
    except FileExistsError:
        return False
    except OSError as error:
        raise ValidationError(
            "审计包的签名私钥不能写入,未制作审计包;请系统管理员检查存放私钥的文件夹。"
        ) from error
    return True
