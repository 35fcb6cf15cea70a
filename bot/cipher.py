"""Free text and dates of birth are encrypted before they are stored."""

from __future__ import annotations

import base64
import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Cipher:
    """AES-256-GCM with the place of use as associated data, so that values can't be swapped between columns.

    The first key seals; every key opens. A sealed value names its key, so keys can be rotated.
    """

    def __init__(self, keys: list[bytes]) -> None:
        if not keys:
            raise ValueError("at least one key")
        self._keys = {hashlib.sha256(key).hexdigest()[:8]: AESGCM(key) for key in keys}
        self._first = next(iter(self._keys))

    def seal(self, text: str, place: str) -> str:
        """Encrypt `text` for `place` (a column's name)."""
        nonce = os.urandom(12)
        sealed = self._keys[self._first].encrypt(nonce, text.encode(), place.encode())
        return f"{self._first}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt; raises UnreadableSecret where the key is missing or the value was moved or altered."""
        name, _, body = sealed.partition(".")
        key = self._keys.get(name)
        raw = base64.urlsafe_b64decode(body)
        if key is None:
            raise UnreadableSecret(
                f"a value in {place} was sealed with a key that is not configured ({name})"
            )
        try:
            return key.decrypt(raw[:12], raw[12:], place.encode()).decode()
        except InvalidTag:
            raise UnreadableSecret(f"a value in {place} can't be opened: it was altered or moved") from None


class UnreadableSecret(Exception):
    """A sealed value that can't be opened with the configured keys."""


def new_key() -> str:
    """A fresh data key, as DOORSTEP_DATA_KEY wants it."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def cipher_for(data_key: str, sqlite_path: Path | None) -> tuple[Cipher, Path | None]:
    """The cipher from the setting, or from a key file beside the SQLite database, made on first start.

    Returns the key file's path where one was made just now, so that the caller can say so.
    """
    made: Path | None = None
    if not data_key:
        if sqlite_path is None:
            return Cipher([os.urandom(32)]), None
        file = sqlite_path.with_suffix(".key")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(new_key() + "\n")
            made = file
        data_key = file.read_text().strip()
    keys = [
        base64.urlsafe_b64decode(part.strip() + "=" * (-len(part.strip()) % 4))
        for part in data_key.split(",")
    ]
    return Cipher(keys), made
