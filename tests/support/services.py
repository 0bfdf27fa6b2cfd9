"""Chat services and Alertmanager as their public documentation has them: what they refuse, and in
which form they say so.

In: a request, as it came. Out: status, headers and body of the answer. Written from the documents
alone, without the code under test.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]
Found = dict[str, Any]
LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class Wrong(Exception):
    """What a service finds wrong with a request: (status, code, message)."""

    def __init__(self, code: int, message: str, status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass
class Service:
    """One robot, its secret or keyword, and how often it was sent something."""

    kind: str
    secret: str = ""
    keyword: str = ""
    now: Callable[[], float] = time.time
    got: list[Found] = field(default_factory=list)
    times: deque[float] = field(default_factory=deque)
    url: str = ""

    def reply(self, path: str, headers: dict[str, str], content: bytes) -> Reply:
        """What the service answers, in its own form."""
        try:
            body = json.loads(content)
            self._often()
            CHECKS[self.kind](self, path, headers, body)
        except Wrong as wrong:
            return FORMS[self.kind](wrong)
        self.got.append(body)
        return FORMS[self.kind](None)

    def _often(self) -> None:
        """Twenty a minute is what DingTalk, WeCom and Telegram's groups take, a hundred Feishu."""
        most, code = {
            "dingtalk": (20, 130101),
            "wecom": (20, 45009),
            "feishu": (100, 11232),
            "slack": (60, 429),
            "telegram": (20, 429),
        }.get(self.kind, (10**9, 0))
        now = self.now()
        while self.times and self.times[0] <= now - 60:
            self.times.popleft()
        self.times.append(now)
        if len(self.times) > most:
            raise Wrong(code, "too many requests", 429 if code == 429 else 200)


def characters(text: str) -> int:
    """As JavaScript and Telegram count them."""
    return len(text.encode("utf-16-le")) // 2


def need(true: object, message: str, code: int = 400, status: int = 400) -> None:
    if not true:
        raise Wrong(code, message, status)


def slack(_: Service, path: str, headers: dict[str, str], body: Found) -> None:
    need(headers["content-type"].startswith("application/json"), "invalid_payload")
    need(body.get("text") and characters(body["text"]) <= 40_000, "no_text")
    need("<" not in body["text"], "a mention or a link that somebody wrote")
    blocks = body["blocks"]
    need(1 <= len(blocks) <= 50, "invalid_blocks")
    for block in blocks:
        SLACK_BLOCKS[block["type"]](block)


def _plain(text: Found, most: int) -> None:
    need(text["type"] == "plain_text", "invalid_blocks: markup around what users wrote")
    need(1 <= characters(text["text"]) <= most, f"invalid_blocks: more than {most} characters")
    need(text.get("emoji") is False, "invalid_blocks: :names: would become pictures")


def _slack_section(block: Found) -> None:
    need("text" in block or block.get("fields"), "invalid_blocks")
    if "text" in block:
        _plain(block["text"], 3_000)
    need(len(block.get("fields", ())) <= 10, "invalid_blocks")
    for one in block.get("fields", ()):
        _plain(one, 2_000)


def _slack_actions(block: Found) -> None:
    need(1 <= len(block["elements"]) <= 25, "invalid_blocks")
    for one in block["elements"]:
        need(one["type"] == "button" and characters(one["url"]) <= 3_000, "invalid_blocks")
        _plain(one["text"], 75)


SLACK_BLOCKS: dict[str, Callable[[Found], None]] = {
    "header": lambda block: _plain(block["text"], 150),
    "section": _slack_section,
    "actions": _slack_actions,
}


def feishu(service: Service, path: str, headers: dict[str, str], body: Found) -> None:
    size = len(json.dumps(body, ensure_ascii=False).encode())
    need(size <= 20_480, "request body too large", 9499, 400)
    if service.secret:
        at = str(body.get("timestamp", "0"))
        need(abs(service.now() - int(at)) <= 3_600, "timestamp is not within one hour", 19021, 200)
        digest = hmac.new(f"{at}\n{service.secret}".encode(), digestmod=hashlib.sha256).digest()
        good = base64.b64encode(digest).decode() == body.get("sign")
        need(good, "sign match fail or timestamp is not within one hour", 19021, 200)
    if service.keyword:
        need(service.keyword in json.dumps(body, ensure_ascii=False), "Key Words Not Found", 19024)
    need(body["msg_type"] == "interactive", "params error, msg_type need", 9499, 200)
    card = body["card"]
    need(card["header"]["title"]["tag"] == "plain_text", "params error", 9499, 200)
    need(set(card) <= {"config", "header", "elements"}, "params error", 9499, 200)
    for tag, text in _feishu_texts(card["elements"]):
        need(tag == "plain_text", f"{text}: markup around what users wrote", 9499, 200)


def _feishu_texts(found: object) -> Iterator[tuple[str, str]]:
    if isinstance(found, list):
        for one in found:
            yield from _feishu_texts(one)
    elif isinstance(found, dict):
        if "content" in found:
            yield found["tag"], found["content"]
        for one in found.values():
            yield from _feishu_texts(one)


def dingtalk(service: Service, path: str, headers: dict[str, str], body: Found) -> None:
    query = parse_qs(urlsplit(path).query)
    need(query.get("access_token"), "token is not exist", 300001, 200)
    if service.secret:
        at = query.get("timestamp", ["0"])[0]
        within = abs(service.now() * 1_000 - int(at)) <= 3_600_000
        need(within, "invalid timestamp", 310000, 200)
        key, said = service.secret.encode(), f"{at}\n{service.secret}".encode()
        digest = hmac.new(key, said, digestmod=hashlib.sha256).digest()
        good = query.get("sign") == [base64.b64encode(digest).decode()]
        need(good, "sign not match", 310000, 200)
    need(body["msgtype"] == "markdown", "unsupported msgtype", 400105, 200)
    markdown = body["markdown"]
    need(set(markdown) == {"title", "text"} and all(markdown.values()), "param error", 40035, 200)
    size = len(json.dumps(body, ensure_ascii=False).encode())
    need(size <= 20_000, "message too long", 460101, 200)
    if service.keyword:
        need(service.keyword in markdown["text"], "keywords not in content", 310000, 200)


def wecom(service: Service, path: str, headers: dict[str, str], body: Found) -> None:
    need(parse_qs(urlsplit(path).query).get("key"), "invalid webhook url", 93000, 200)
    need(body["msgtype"] == "markdown", "invalid message type", 40008, 200)
    content = body["markdown"]["content"]
    need(content, "empty content", 44004, 200)
    need(len(content.encode()) <= 4_096, "markdown.content exceed max length 4096", 40058, 200)
    need(not re.search(r"<@|<font", content), "a mention that somebody wrote", 40058, 200)


class _Html(HTMLParser):
    """Reads Telegram's HTML: which tags there are, that they close, and the text in them."""

    KNOWN = ("b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        need(tag in self.KNOWN, f"can't parse entities: unsupported start tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        need(self.open and self.open.pop() == tag, f"can't parse entities: unmatched {tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def telegram(service: Service, path: str, headers: dict[str, str], body: Found) -> None:
    need(re.search(r"/bot[^/]+/sendMessage(\?|$)", path), "Not Found", 404, 404)
    need(body.get("chat_id"), "Bad Request: chat not found")
    need(body.get("parse_mode") == "HTML", "Bad Request: another mode")
    html = _Html()
    html.feed(body["text"])
    html.close()
    need(not html.open, "Bad Request: can't parse entities: can't find end tag")
    need(html.text.strip(), "Bad Request: message text is empty")
    need(characters(html.text) <= 4_096, "Bad Request: message is too long")


def alertmanager(_: Service, path: str, headers: dict[str, str], body: Any) -> None:
    need(path == "/api/v2/alerts", "path not found", 404, 404)
    need(isinstance(body, list) and body, "no alerts", 400)
    for alert in body:
        labels = alert["labels"]
        need(labels.get("alertname"), "at least one label pair required", 400)
        for names in (labels, alert.get("annotations", {})):
            for name, value in names.items():
                need(LABEL.fullmatch(name), f"invalid label name {name}", 400)
                need(isinstance(value, str) and value, f"{name}: no string", 400)
        starts = datetime.fromisoformat(alert["startsAt"])
        ends = datetime.fromisoformat(alert.get("endsAt", alert["startsAt"]))
        need(starts <= ends, "start time must be before end time", 400)
        need(urlsplit(alert["generatorURL"]).scheme in ("http", "https"), "no URI", 400)


def _json(status: int, **found: object) -> Reply:
    content = json.dumps(found).encode()
    return status, {"content-type": "application/json"}, content


def _slack_form(wrong: Wrong | None) -> Reply:
    if wrong is None:
        return 200, {"content-type": "text/html"}, b"ok"
    headers = {"retry-after": "30"} if wrong.status == 429 else {}
    return wrong.status, headers, wrong.message.encode()


def _feishu_form(wrong: Wrong | None) -> Reply:
    if wrong is None:
        return _json(200, code=0, msg="success", data={}, StatusCode=0, StatusMessage="success")
    return _json(wrong.status, code=wrong.code, msg=wrong.message, data={})


def _robot_form(wrong: Wrong | None) -> Reply:
    if wrong is None:
        return _json(200, errcode=0, errmsg="ok")
    return _json(200, errcode=wrong.code, errmsg=wrong.message)


def _telegram_form(wrong: Wrong | None) -> Reply:
    if wrong is None:
        return _json(200, ok=True, result={"message_id": 1, "text": "..."})
    more: Found = {"parameters": {"retry_after": 7}} if wrong.status == 429 else {}
    return _json(wrong.status, ok=False, error_code=wrong.code, description=wrong.message, **more)


def _alertmanager_form(wrong: Wrong | None) -> Reply:
    if wrong is None:
        return 200, {}, b""
    return wrong.status, {"content-type": "application/json"}, json.dumps(wrong.message).encode()


CHECKS: dict[str, Callable[[Service, str, dict[str, str], Any], None]] = {
    "slack": slack,
    "feishu": feishu,
    "dingtalk": dingtalk,
    "wecom": wecom,
    "telegram": telegram,
    "alertmanager": alertmanager,
}
FORMS: dict[str, Callable[[Wrong | None], Reply]] = {
    "slack": _slack_form,
    "feishu": _feishu_form,
    "dingtalk": _robot_form,
    "wecom": _robot_form,
    "telegram": _telegram_form,
    "alertmanager": _alertmanager_form,
}
PATHS = {
    "slack": "/services/T000/B000/aSecretToken",
    "feishu": "/open-apis/bot/v2/hook/aSecretToken",
    "dingtalk": "/robot/send?access_token=aSecretToken",
    "wecom": "/cgi-bin/webhook/send?key=aSecretToken",
    "telegram": "/bot123:aSecretToken/sendMessage?chat_id=-100123",
    "alertmanager": "/api/v2/alerts",
}


class Listening:
    """A service on loopback, until `close`."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(service))
        service.url = f"http://127.0.0.1:{self._server.server_address[1]}{PATHS[service.kind]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Service:
        return self.service

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler_for(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, given, body = service.reply(self.path, headers, content)
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass  # a line a message on stderr would bury what a test says

    return Handler
