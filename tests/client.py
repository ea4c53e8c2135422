"""A browser without a screen: keeps cookies, sends forms with their token, logs people in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Self

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from tests import build

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from portal.accounts.models import User

REDIRECTS = frozenset({302, 303})


class PortalClient(FlaskClient):
    """Sends requests to the app; `rows` (the test's own session) sees what each of them left."""

    rows: Session | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request. Before it the test's rows are committed; after it they are read anew."""
        if self.rows is not None:
            self.rows.commit()
        try:
            return super().open(*args, **kwargs)
        finally:
            if self.rows is not None:
                self.rows.expire_all()

    def post(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Send a form, with the token that a page of ours would have put into it unless `csrf=False`."""
        if csrf:
            kwargs["headers"] = {
                "X-CSRFToken": self._csrf_token(),
                **dict(kwargs.get("headers") or {}),
            }
        return super().post(*args, **kwargs)

    def _csrf_token(self) -> str:
        """As Flask-WTF makes it: the word in the session cookie, signed."""
        with self.session_transaction() as session:
            word = session.setdefault("csrf_token", secrets.token_hex(20))
        key = self.application.config["SECRET_KEY"]
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(word))

    def log_in(self, user: User, password: str = build.PASSWORD) -> Self:
        """Log a person in through the form, so that the log-in is as real as everything after it."""
        response = self.post("/login", data={"email": user.email, "password": password})
        assert response.status_code in REDIRECTS, f"{user.email} could not log in: {response.status}"
        return self
