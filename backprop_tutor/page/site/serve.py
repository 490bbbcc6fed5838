"""Serves a site to this machine alone, to look at it before it is put where all can see it."""

import errno
import functools
import os
import sys
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from backprop_tutor.errors import FileError
from backprop_tutor.page.site.build import LIST
from backprop_tutor.system_errors import reason_of
from backprop_tutor.untrusted import visible
from backprop_tutor.wording import text

_HERE = "127.0.0.1"
_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""As the page says of itself; a header holds for its worker too."""


_KINDS = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".zip": "application/zip",
}
"""Media types that not every system knows, or that a browser insists on."""


class _Handler(SimpleHTTPRequestHandler):
    """Files with their media types, and not a word in the terminal."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the media type of a file."""
        return _KINDS.get(Path(path).suffix) or super().guess_type(path)

    def end_headers(self) -> None:
        """Add what every answer says."""
        self.send_header("Cache-Control", "no-cache")  # Another build may be put there.
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 - the signature is Python's
        """Show no folder."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as above
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a reader that went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve_site(folder: Path, port: int, begun: Callable[[str], None]) -> None:
    """Serve a site until the program is interrupted; tell its address as soon as it answers.

    Port 0 takes one that is free. Raises ``FileError`` if there is no site, or no such port.
    """
    with server_of(folder, port) as server:
        begun(f"http://{_HERE}:{server.server_port}/")
        server.serve_forever()


def server_of(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return what serves a site once it is told to; raises ``FileError`` as ``serve_site`` does."""
    if not (folder / LIST).is_file():
        raise FileError(
            text("{folder}: there is no page in it; build it first", folder=visible(str(folder)))
        )
    try:
        return _Server((_HERE, port), functools.partial(_Handler, directory=str(folder)))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise FileError(
                text("port {port} is in use; choose another with --port", port=str(port))
            ) from None
        raise FileError(
            text("port {port} cannot be used ({reason})", port=str(port), reason=reason_of(error))
        ) from None
