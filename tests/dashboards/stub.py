"""A Grafana as its documentation describes it: folders, data sources, dashboards with versions, and
the answers it gives to what is wrong.

In: requests of the adapter. Out: what Grafana would answer; `requests` notes them all. `fault` puts
an answer in the way of one path.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "glsa_a_service_account"


@dataclass
class Fault:
    """An answer for every request to paths that begin so."""

    method: str
    path: str
    status: int
    body: str = "{}"
    wait_s: float = 0.0


@dataclass
class Grafana:
    """The stub's state. `wrapped_versions`: newer Grafanas wrap the list of versions."""

    version: str = "12.3.0"
    plugin: bool = True
    wrapped_versions: bool = True
    folders: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    dashboards: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    migrates: bool = False
    provisioned: bool = False

    def answer(self, method: str, path: str, token: str, body: Any) -> tuple[int, str]:
        self.requests.append((method, path))
        for fault in self.faults:
            if fault.method == method and path.startswith(fault.path):
                time.sleep(fault.wait_s)
                return fault.status, fault.body
        if path == "/api/health":
            return _json(200, {"database": "ok", "version": self.version, "commit": "abc"})
        if token != f"Bearer {TOKEN}":
            return _json(401, {"message": "Invalid API key"})
        kind = path.split("/")[2]
        status, content = getattr(self, f"_{kind}")(method, path.split("?")[0].split("/")[3:], body)
        return int(status), str(content)

    def writes(self) -> list[tuple[str, str]]:
        """The requests that change something."""
        return [(method, path) for method, path in self.requests if method != "GET"]

    def save_by_hand(self, uid: str, **changes: Any) -> None:
        """What a person does in the browser."""
        newest = self.dashboards[uid][-1]
        self.dashboards[uid].append(
            {**newest, "dashboard": newest["dashboard"] | changes, "message": ""}
        )

    def _plugins(self, _: str, rest: list[str], __: Any) -> tuple[int, str]:
        return (
            _json(200, {"id": rest[0], "enabled": True})
            if self.plugin
            else _json(404, {"message": "Plugin not found, no installed plugin with that id"})
        )

    def _folders(self, method: str, rest: list[str], body: Any) -> tuple[int, str]:
        if method == "GET":
            found = self.folders.get(rest[0])
            return (
                _json(200, found)
                if found
                else _json(404, {"message": "folder not found", "status": "not-found"})
            )
        if not body.get("title"):
            return _json(400, {"message": "folder title cannot be empty"})
        if any(
            folder["title"] == body["title"] or uid == body["uid"]
            for uid, folder in self.folders.items()
        ):
            return _json(
                409,
                {"message": "a folder with the same name already exists in the current location"},
            )
        self.folders[body["uid"]] = {"uid": body["uid"], "title": body["title"]}
        return _json(200, self.folders[body["uid"]])

    def _datasources(self, method: str, rest: list[str], body: Any) -> tuple[int, str]:
        if method == "GET":
            by = rest[0]  # "uid" or "name"
            wanted = rest[1].replace("%20", " ")
            found = next((s for s in self.sources.values() if s[by] == wanted), None)
            shown = (
                {key: value for key, value in found.items() if key != "secureJsonData"}
                if found
                else None
            )
            return (
                _json(200, shown | {"secureJsonFields": {"password": True}})
                if shown
                else _json(404, {"message": "Data source not found"})
            )
        missing = [key for key in ("name", "type", "access") if not body.get(key)]
        if missing:
            return _json(400, {"message": f"bad request data: {missing}"})
        if method == "POST" and any(s["name"] == body["name"] for s in self.sources.values()):
            return _json(409, {"message": "data source with the same name already exists"})
        self.sources[body["uid"]] = body | {
            "version": self.sources.get(body["uid"], {}).get("version", 0) + 1
        }
        return _json(
            200,
            {
                "datasource": {"uid": body["uid"]},
                "id": 1,
                "message": "Datasource added",
                "name": body["name"],
            },
        )

    def _dashboards(self, method: str, rest: list[str], body: Any) -> tuple[int, str]:
        if method == "POST":
            return self._save(body)
        versions = self.dashboards.get(rest[1])
        if not versions:
            return _json(404, {"message": "Dashboard not found"})
        if rest[2:] == ["versions"]:
            listed = [
                {"id": n, "version": n, "message": v["message"]}
                for n, v in reversed(list(enumerate(versions, 1)))
            ]
            return _json(
                200, {"continueToken": "", "versions": listed} if self.wrapped_versions else listed
            )
        shown = versions[-1]["dashboard"] | {"id": 7, "version": len(versions)}
        if self.migrates:
            shown = shown | {"schemaVersion": 42, "preload": False}
        return _json(
            200,
            {
                "dashboard": shown,
                "meta": {
                    "folderUid": versions[-1]["folderUid"],
                    "version": len(versions),
                    "provisioned": self.provisioned,
                },
            },
        )

    def _save(self, body: Any) -> tuple[int, str]:
        dashboard = body["dashboard"]
        uid = dashboard.get("uid")
        if dashboard.get("id", 0) is not None or not dashboard.get("title") or len(uid) > 40:
            return _json(400, {"message": "bad request data"})
        if body.get("folderUid") and body["folderUid"] not in self.folders:
            return _json(400, {"message": "folder not found"})
        versions = self.dashboards.setdefault(uid, [])
        if versions and not body["overwrite"] and dashboard["version"] != len(versions):
            return _json(
                412,
                {
                    "message": "The dashboard has been changed by someone else",
                    "status": "version-mismatch",
                },
            )
        versions.append(
            {
                "dashboard": dashboard,
                "message": body.get("message", ""),
                "folderUid": body.get("folderUid", ""),
            }
        )
        return _json(
            200,
            {
                "id": 7,
                "uid": uid,
                "status": "success",
                "version": len(versions),
                "url": f"/d/{uid}",
                "slug": uid,
            },
        )


@contextmanager
def serve(grafana: Grafana) -> Iterator[str]:
    """The stub on a free loopback port -> its URL."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            raw = self.rfile.read(length)
            status, text = grafana.answer(
                self.command,
                self.path,
                self.headers.get("authorization", ""),
                json.loads(raw) if raw else None,
            )
            self.send_response(status)
            self.send_header(
                "content-type", "text/html" if text.startswith("<") else "application/json"
            )
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            try:
                self.wfile.write(text.encode())
            except BrokenPipeError:
                pass  # the adapter did not wait

        do_GET = do_POST = do_PUT = do_DELETE = handle_any

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _json(status: int, body: Any) -> tuple[int, str]:
    return status, json.dumps(body)
