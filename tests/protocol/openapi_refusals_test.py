"""What the API refuses, and how it says so: conflicts, keys used twice, foreign origins. (api/openapi.yaml; RFC 9457)"""
import unittest

from support.api import Api
from support.case import PostroomCase
from support.server import SUPPORT

from protocol.openapi_walk_test import CONTRACT, DOMAIN, FAR_AWAY, Request, World


class Refusals(PostroomCase):
    """What the state of things does not allow, and what a foreign site may not do."""

    def setUp(self):
        super().setUp()
        self.world = World(self)
        self.admin = self.world.callers["administrator"]
        self.operations = {each.id: each for each in CONTRACT.operations}

    def refused(self, name: str, request: Request, status: int, code: str, who: Api | None = None) -> None:
        operation = self.operations[name]
        got, headers, body = (who or self.admin).exchange(
            operation.method, request.target(operation), request.body, request.headers)
        with self.subTest(operation=name, code=code):
            self.assertEqual((status, code), (got, body.get("code")), body)
            lower = {header.lower(): value for header, value in headers}
            self.assertEqual([], operation.check_answer(got, lower, body))

    def test_conflicts(self):
        twice = {"name": "Night shift", "member_ids": []}
        self.admin.post("/teams", twice)
        self.refused("create_team", Request(body=twice), 409, "team_exists")
        self.admin.post("/projects", {"name": "Moon"})
        self.refused("create_project", Request(body={"name": "Moon"}), 409, "project_exists")
        self.refused("create_user", Request(body={"name": "A", "email": "agent@" + DOMAIN, "role": "member"}),
                     409, "user_exists")
        self.refused("create_channel", Request(body={"name": "Again", "address": SUPPORT}), 409,
                     "channel_exists")
        self.refused("create_email_filter", Request(body={"address": SUPPORT}), 409, "filter_exists")
        own = next(each["id"] for each in self.admin.get("/email_filters")["items"]
                   if each["address"] == SUPPORT)
        self.refused("delete_email_filter", Request({"id": own}), 409, "own_address")
        mail = self.world.fresh_mail("agent")
        self.admin.post(f"/outbox/{mail}/cancel")
        self.refused("cancel_outbox_mail", Request({"id": mail}), 409, "already_cancelled")
        self.refused("resume_channel", Request({"id": self.world.channel}), 409, "channel_not_stopped")
        self.refused("treat_outbox_mail_as_sent", Request({"id": self.world.fresh_mail("agent")}), 409,
                     "nothing_unconfirmed")
        self.refused("process_incoming_mail_again", Request({"id": self.world.incoming}), 409,
                     "not_repeatable")

    def test_versions(self):
        item = {"id": self.world.item}
        self.refused("update_item", Request(item, body={"title": "x"}, headers={"If-Match": '"999"'}), 412,
                     "version_differs")
        self.refused("update_item", Request(item, body={"title": "x"}, headers={"If-Match": "7"}), 400,
                     "bad_if_match")

    def test_idempotency_keys(self):
        key = {"Idempotency-Key": "k-1"}
        first = self.admin.post("/teams", {"name": "Once"}, **key)
        self.assertEqual(first, self.admin.post("/teams", {"name": "Once"}, **key))
        self.refused("create_team", Request(body={"name": "Twice"}, headers=key), 422,
                     "idempotency_key_reused")
        self.refused("create_team", Request(body={"name": "Long"}, headers={"Idempotency-Key": "k" * 129}),
                     400, "bad_idempotency_key")

    def test_other_sites_and_missing_tokens(self):
        foreign = {"Origin": "https://evil.test"}
        self.refused("create_team", Request(body={"name": "x"}, headers=foreign), 403, "foreign_origin")
        self.refused("create_team", Request(body={"name": "x"}, headers={"X-CSRF-Token": ""}), 403,
                     "csrf_token_wrong")
        nobody = self.world.callers["nobody"]
        self.refused("sign_in", Request(body={"email": "a@b.test", "password": "x"}, headers=foreign), 403,
                     "foreign_origin", nobody)
        self.refused("get_me", Request(headers={"Authorization": "Bearer nonsense"}), 401, "signed_out",
                     nobody)

    def test_a_token_may_what_its_owner_may(self):
        token = self.world.callers["agent"].post("/api_tokens", {"name": "script"})["token"]
        program = Api(*self.world.desk.address("http"))
        program.headers["Authorization"] = "Bearer " + token
        self.assertEqual(201, program.exchange("POST", "/api/v1/items", {"title": "by token"})[0])
        self.refused("create_team", Request(body={"name": "x"}), 403, "administrators_only", program)
        self.refused("sign_out", Request(), 400, "not_a_session", program)

    def test_guessing_is_slowed_down(self):
        nobody = self.world.callers["nobody"]
        wrong = Request(body={"email": "agent@" + DOMAIN, "password": "guess"})
        for _ in range(5):
            self.refused("sign_in", wrong, 401, "wrong_credentials", nobody)
        self.refused("sign_in", wrong, 429, "too_many_attempts", nobody)

    def test_behind_a_proxy_each_client_counts_for_itself(self):
        nobody = self.world.callers["nobody"]
        guesser, other = {"X-Forwarded-For": "192.0.2.66"}, {"X-Forwarded-For": "10.0.0.1, 192.0.2.7"}
        for number in range(20):
            nobody.exchange("POST", "/api/v1/session", {"email": f"x{number}@a.test", "password": "x"}, guesser)
        body = {"email": "y@a.test", "password": "x"}
        self.refused("sign_in", Request(body=body, headers=guesser), 429, "too_many_attempts", nobody)
        self.refused("sign_in", Request(body=body, headers=other), 401, "wrong_credentials", nobody)

    def test_other_refusals(self):
        self.refused("explain", Request(), 400, "bad_query")
        self.refused("add_follower", Request({"id": self.world.item, "kind": "robot", "person_id": 1}), 400,
                     "unknown_kind")
        self.refused("create_item", Request(body={"title": "x", "queue_id": FAR_AWAY}), 400,
                     "unknown_reference")
        self.refused("post_message", Request({"id": self.world.conversation}, body={"text": "  "}), 400,
                     "invalid_fields")
        self.refused("upload_attachment", Request(body=b"x", headers={
            "Content-Type": "application/octet-stream"}), 400, "filename_missing")
        self.refused("create_connector", Request(body={
            "name": "Far", "host": "mail.example", "port": 25, "tls": "off", "from_address": SUPPORT}), 400,
            "invalid_fields")
        self.refused("update_me", Request(body={"notification_preferences": {"conversations": "followed"}}),
                     403, "administrators_only", self.world.callers["agent"])

    def test_eight_characters_are_a_password_in_every_alphabet(self):
        for number, (password, status) in enumerate((("1234567", 400), ("12345678", 201), ("пароль1", 400),
                                                     ("пароль12", 201))):
            body = {"name": "P", "email": f"p{number}@{DOMAIN}", "role": "member", "password": password}
            self.assertEqual(status, self.admin.exchange("POST", "/api/v1/users", body)[0], password)


if __name__ == "__main__":
    unittest.main()
