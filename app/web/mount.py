"""Serves the static page with strict headers; it refuses any path that is not one of its own files."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

STATIC = Path(__file__).parent / "static"

CONTENT_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}

SAFE_HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:]{2,45}\](:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file of the page, ready to be sent."""

    content: bytes
    content_type: str
    etag: str


@cache
def load(folder: Path) -> Mapping[str, StaticFile]:
    """All files are read once in a process, so a request can never reach the disk, whatever its path says."""
    files: dict[str, StaticFile] = {}
    for path in sorted(folder.rglob("*")):
        content_type = CONTENT_TYPES.get(path.suffix)
        if content_type is None or not path.is_file():
            continue
        files[path.relative_to(folder).as_posix()] = made(path.read_bytes(), content_type)
    return MappingProxyType(files)


def with_preloads(page: StaticFile, modules: Iterable[str]) -> StaticFile:
    """Name every module in the page, so that a phone fetches all of them at once and not one after the other."""
    links = "".join(f'<link rel="modulepreload" href="/static/{module}">\n  ' for module in modules)
    content = page.content.replace(b"<!-- modules -->\n  ", links.encode())
    return made(content, page.content_type)


def made(content: bytes, content_type: str) -> StaticFile:
    return StaticFile(content, content_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def content_security_policy(host: str) -> str:
    # Not every browser lets 'self' cover WebSockets, so the same host is named; one that could break the header is not.
    sockets = f" ws://{host} wss://{host}" if SAFE_HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def headers_for(request: Request, file: StaticFile, *, cache_control: str) -> dict[str, str]:
    return {
        "Cache-Control": cache_control,
        "Content-Security-Policy": content_security_policy(request.headers.get("host", "")),
        "Content-Type": file.content_type,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": file.etag,
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def answer(request: Request, file: StaticFile, *, cache_control: str) -> Response:
    headers = headers_for(request, file, cache_control=cache_control)
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if file.etag in known:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers)


def mount(app: FastAPI) -> None:
    files = load(STATIC)
    index = with_preloads(files["index.html"], (name for name in files if name.endswith(".js")))

    async def page(request: Request) -> Response:
        # T40: no-store also keeps the page out of the back-forward cache: "back" after a quick exit shows nothing.
        return answer(request, index, cache_control="no-store")

    async def static_file(request: Request) -> Response:
        file = files.get(request.path_params["path"])
        if file is None:
            raise HTTPException(404)
        return answer(request, file, cache_control="no-cache")

    app.add_route("/", page, methods=["GET"], name="web_page", include_in_schema=False)
    app.add_route("/static/{path:path}", static_file, methods=["GET"], name="web_static", include_in_schema=False)
