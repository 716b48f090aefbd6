"""What browsers are told about our pages: nothing from elsewhere, nothing inline."""

from __future__ import annotations

from typing import Literal

Framing = Literal["never", "anywhere"]

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def page_headers(framing: Framing = "never") -> dict[str, str]:
    """Headers of an HTML page. Only the embedded chat may stand in a frame of another site."""
    ancestors = {"never": "'none'", "anywhere": "*"}[framing]
    policy = "; ".join(f"{name} {value}" for name, value in _POLICY.items())
    headers = {
        "Content-Security-Policy": f"{policy}; frame-ancestors {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    }
    if framing == "never":
        headers["X-Frame-Options"] = "DENY"
    return headers
