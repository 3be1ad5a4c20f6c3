"""The headers that go with every page and file of the widget."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_YEAR = "public, max-age=31536000, immutable"
_ASK = "no-cache"  # may be kept, but is asked for again: the answer is mostly 304


def page_headers() -> dict[str, str]:
    """For an HTML page: nothing from elsewhere, nothing inline, never in a frame, never stored."""
    policy = "; ".join(f"{name} {value}" for name, value in _POLICY.items())
    return {
        **_ALWAYS,
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-store",
    }


def file_headers(
    etag: str, origin: str | None, allowed: Collection[str], lasting: bool
) -> dict[str, str]:
    """For a file that other sites embed: `origin` may read it when it is among `allowed`.

    `lasting` is for an address whose content never changes.
    """
    headers = {
        **_ALWAYS,
        "ETag": etag,
        "Cache-Control": _YEAR if lasting else _ASK,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Accept-Encoding, Origin",
    }
    if origin in allowed:
        headers["Access-Control-Allow-Origin"] = str(origin)
    return headers
