# SPDX-License-Identifier: Apache-2.0
"""A model hub on the loopback interface, with as much of the real one's API as a download needs."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from huggingface_hub import constants

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """One model with one commit, ``main`` and ``v1.0``.

    Attributes:
        folder: its files.
        model: its name.
        gated: whether nobody may read it.
        served: names of the files that were downloaded, each once.
        url: where it listens.
    """

    folder: Path
    model: str = "org/model"
    gated: bool = False
    served: set[str] = field(default_factory=set)
    url: str = ""

    def answer(self, path: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body."""
        parts = [unquote(part) for part in urlsplit(path).path.strip("/").split("/")]
        api = parts[:2] == ["api", "models"]
        name = "/".join(parts[2:4] if api else parts[:2])
        if name != self.model:
            return 401, {"X-Error-Code": "RepoNotFound"}, b""
        if self.gated:
            return 403, {"X-Error-Code": "GatedRepo"}, b""
        revision = parts[5] if api and len(parts) > 5 else parts[3] if not api else "main"
        if revision not in ("main", "v1.0", COMMIT):
            return 404, {"X-Error-Code": "RevisionNotFound"}, b""
        if api:
            files = sorted(
                file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()
            )
            if parts[4:5] == ["tree"]:
                listed = [{"type": "file", "path": f, "size": 1, "oid": COMMIT} for f in files]
                return 200, {"Content-Type": "application/json"}, json.dumps(listed).encode()
            info = {"id": name, "modelId": name, "sha": COMMIT, "siblings": [{"rfilename": f} for f in files]}
            return 200, {"Content-Type": "application/json"}, json.dumps(info).encode()
        file = self.folder.joinpath(*parts[4:])
        if not file.is_file():
            return 404, {"X-Error-Code": "EntryNotFound"}, b""
        content = file.read_bytes()
        headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": COMMIT}
        return 200, headers, content


@contextmanager
def running(hub: FakeHub) -> Iterator[FakeHub]:
    """The hub, listening until the end of the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond(with_body=True)

        def do_HEAD(self) -> None:
            self.respond(with_body=False)

        def respond(self, with_body: bool) -> None:
            status, headers, body = hub.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                if "/resolve/" in self.path and status == 200:
                    hub.served.add(self.path.rsplit("/", 1)[-1])
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def connect(monkeypatch: pytest.MonkeyPatch, hub: FakeHub, folder: Path, offline: bool = False) -> None:
    """As HF_ENDPOINT, HF_HOME and HF_HUB_OFFLINE would, which are read once a process."""
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder / "cache"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(folder / "no token"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", offline)
