"""A small OpenID provider on this machine, strict where RFC 6749, RFC 7636 and OpenID Connect Core are: it refuses what Entra refuses.

`provider.person` holds the claims of whoever sits at its sign-in page. Nothing of the service's own code is used in it.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "early-help", "a-secret-of-the-council"


class Provider:
    """What it remembers, and the answers to its four addresses."""

    def __init__(self, address, redirect_uri):
        self.address, self.redirect_uri = address, redirect_uri
        self.key = self.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person, self.codes, self.asked, self.refused = {}, {}, [], []
        self.overrides = {}

    def configuration(self):
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.address,
            **{name: f"{self.address}/{place}" for name, place in places.items()},
            "userinfo_endpoint": f"{self.address}/nobody",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked):
        """Where the browser is sent back to."""
        self.asked.append(asked)
        right = {"client_id": CLIENT, "redirect_uri": self.redirect_uri, "response_type": "code"}
        wrong = [name for name, value in right.items() if asked.get(name) != value]
        wrong += [] if asked.get("code_challenge_method") == "S256" and asked.get("code_challenge") else ["pkce"]
        wrong += [] if "openid" in asked.get("scope", "").split() and asked.get("state") else ["scope or state"]
        if wrong:
            self.refused.append(wrong)
            return None
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked["code_challenge"], dict(self.person))
        return f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given):
        """The tokens, once, to whoever holds the code, the client's secret and the verifier."""
        challenge, person = self.codes.pop(given.get("code", ""), ("", None))
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = {"client_id": CLIENT, "client_secret": SECRET, "redirect_uri": self.redirect_uri}
        if person is None or proof != challenge or any(given.get(name) != value for name, value in right.items()):
            self.refused.append("token")
            return None
        return {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.id_token(person)}

    def id_token(self, person):
        moment = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": moment, "exp": moment + 300, "auth_time": moment}
        return jwt.encode(claims | person | self.overrides, self.signs_with, "RS256", headers={"kid": "1"})


@contextmanager
def a_provider(redirect_uri):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            place = urlsplit(self.path)
            if place.path == "/.well-known/openid-configuration":
                return self.answer(provider.configuration())
            if place.path == "/keys":
                return self.answer(provider.keys())
            back = provider.authorize({name: values[0] for name, values in parse_qs(place.query).items()})
            self.send_response(302 if back else 400)
            if back:
                self.send_header("Location", back)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None

        def do_POST(self):
            given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(provider.token({name: values[0] for name, values in given.items()}))

        def answer(self, said):
            body = json.dumps(said or {"error": "invalid_grant"}).encode()
            self.send_response(200 if said else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}", redirect_uri)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
