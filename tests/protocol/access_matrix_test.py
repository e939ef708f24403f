"""Who may reach what, asked of the running server: every kind of person at every kind of conversation.

The table below says it once. Each cell is asked through every door at which a conversation can be
reached: open, read, write, see, type, foresee, explain, files, lists, search, the event log and the
live socket. Whoever may not gets 404 and learns nothing. (F003, F022-F024, F027; SEC-9, SEC-10, SEC-11)
"""
import unittest

from support.api import Api
from support.case import PostroomCase
from support.contract import Contract
from support.customers import in_portal
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT
from support.wait import eventually
from support.websocket import WebSocket

OBJECTS = ("public", "internal", "project", "direct", "chat")
# person: which of the objects they may reach, in that order
USERS = {
    "administrator": "1 1 1 0 1",
    "everything": "1 1 1 0 1",  # may open the conversations of all projects
    "outsider": "0 0 0 0 0",    # of followed ones only, and follows nothing
    "follower": "1 1 0 0 0",
    "in_team": "1 1 0 0 0",     # a team that follows
    "assignee": "1 1 0 0 0",
    "member": "1 1 1 0 0",      # of the project
    "talker": "0 0 0 1 0",      # takes part in the direct conversation
}
CUSTOMERS = {
    "requester": "1 0 0 0 0",
    "following": "1 0 0 0 0",
    "stranger": "0 0 0 0 0",
    "visitor": "0 0 0 0 1",     # began the chat
    "passer_by": "0 0 0 0 0",   # another visitor of the same widget
}
FOLLOWED_ONLY = {"conversations": "followed"}
CONTRACT = Contract()


def allowed(row: str) -> dict:
    return dict(zip(OBJECTS, (cell == "1" for cell in row.split()), strict=True))


class Matrix(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server("--capture").start()
        self.admin = self.desk.api()
        self.host = "{}:{}".format(*self.desk.address("http"))
        self.people = {"administrator": self.admin}
        for name in USERS:
            if name != "administrator":
                self.people[name] = self.new_user(name)
        self.make_ticket()
        self.make_project()
        self.direct = self.people["talker"].post("/conversations", {"user_ids": [self.new_user("partner").user["id"]]})
        self.make_chat()
        self.conversations = {"public": self.public, "internal": self.internal, "project": self.project_stream,
                              "direct": self.direct["id"], "chat": self.chat}
        self.files = {name: self.say_with_file(name) for name in OBJECTS}

    def new_user(self, name: str) -> Api:
        address = f"{name}@agents.test"
        made = self.admin.post("/users", {"name": name.title(), "email": address, "role": "member",
                                          "password": PASSWORD})
        if name not in ("everything", "partner"):
            self.admin.call("PATCH", f"/users/{made['id']}/notification_preferences", FOLLOWED_ONLY)
        return self.desk.api(address)

    def make_ticket(self) -> None:
        for sender in ("requester", "following", "stranger"):
            send(self.desk.address("smtp"), new_mail(f"{sender}@customer.test", SUPPORT, f"Of {sender}", "Help."))
            item = eventually("the ticket", lambda name=sender: self.admin.item_titled(f"Of {name}"))
            self.people[sender] = in_portal(self.desk, item["requester"]["id"])
            self.people[sender].customer = item["requester"]["id"]
        self.item = self.admin.item_titled("Of requester")["id"]
        self.public = self.admin.conversation(self.item)["id"]
        self.internal = self.admin.conversation(self.item, "internal")["id"]
        team = self.admin.post("/teams", {"name": "Followers", "member_ids": [self.id_of("in_team")]})["id"]
        for kind, person in (("user", self.id_of("follower")), ("team", team),
                             ("customer", self.people["following"].customer)):
            self.admin.call("PUT", f"/items/{self.item}/followers/{kind}/{person}")
        self.admin.call("PATCH", f"/items/{self.item}", {"assignee_id": self.id_of("assignee")})

    def id_of(self, name: str) -> int:
        return self.people[name].user["id"]

    def make_project(self) -> None:
        self.project = self.admin.post("/projects", {"name": "Launch"})["id"]
        self.admin.call("PUT", f"/projects/{self.project}/members/user/{self.id_of('member')}")
        self.admin.call("PATCH", f"/items/{self.item}", {"project_id": self.project})
        opened = self.admin.post(f"/projects/{self.project}/conversations", {"visibility": "internal"})
        self.project_stream = opened["id"]

    def make_chat(self) -> None:
        widget = self.admin.post("/chat_widgets", {"name": "Shop", "sites": ["https://shop.test"]})
        for name in ("visitor", "passer_by"):
            token = Api(*self.desk.address("http")).post(
                f"/chat/widgets/{widget['key']}/visitors", {"name": name, "site": "https://shop.test"})["token"]
            self.people[name] = Api(*self.desk.address("http"))
            self.people[name].headers["Authorization"] = f"Bearer {token}"
        self.chat = self.people["visitor"].post("/chat/conversations", {"text": "Is it in stock?"})["conversation_id"]

    def say_with_file(self, name: str) -> dict:
        """A message with a word that nothing else has, and a file."""
        author = self.people["talker"] if name == "direct" else self.people["everything"]
        uploaded = author.call("POST", f"/attachments?filename={name}.txt", name.encode())["id"]
        message = author.post(f"/conversations/{self.conversations[name]}/messages",
                              {"text": f"Word{name}word", "attachment_ids": [uploaded]})
        return {"file": uploaded, "message": message["id"], "seq": message["seq"]}

    def statuses_of_user(self, api: Api, name: str) -> dict:
        """What each door answers."""
        where, what = f"/api/v1/conversations/{self.conversations[name]}", self.files[name]
        asked = {
            "open": ("GET", where, None), "read": ("GET", f"{where}/messages", None),
            "missed": ("GET", f"{where}/messages?after_seq=0", None),
            "write": ("POST", f"{where}/messages", {"text": f"Also word{name}word"}),
            "see": ("POST", f"{where}/seen", {"up_to_seq": 1}), "type": ("POST", f"{where}/typing", {"on": True}),
            "foresee": ("POST", f"{where}/audience", {}),
            "explain": ("GET", f"/api/v1/explain?message_id={what['message']}", None),
            "file": ("GET", f"/api/v1/attachments/{what['file']}", None),
        }
        return {door: api.exchange(*request)[0] for door, request in asked.items()}

    def statuses_of_customer(self, api: Api, name: str) -> dict:
        where, what = f"/api/v1/my/conversations/{self.conversations[name]}", self.files[name]
        asked = {
            "read": ("GET", f"{where}/messages", None), "missed": ("GET", f"{where}/messages?after_seq=0", None),
            "write": ("POST", f"{where}/messages", {"text": f"Also word{name}word"}),
            "see": ("POST", f"{where}/seen", {"up_to_seq": 1}), "type": ("POST", f"{where}/typing", {"on": True}),
            "file": ("GET", f"/api/v1/my/attachments/{what['file']}", None),
        }
        return {door: api.exchange(*request)[0] for door, request in asked.items()}

    def assert_doors(self, who: str, name: str, statuses: dict, may: bool) -> None:
        with self.subTest(person=who, object=name):
            right = (200, 201, 204) if may else (404,)
            self.assertEqual({}, {door: status for door, status in statuses.items() if status not in right})

    def test_every_door_for_every_user(self):
        for who, row in USERS.items():
            for name, may in allowed(row).items():
                self.assert_doors(who, name, self.statuses_of_user(self.people[who], name), may)

    def test_every_door_for_every_customer(self):
        for who, row in CUSTOMERS.items():
            for name, may in allowed(row).items():
                self.assert_doors(who, name, self.statuses_of_customer(self.people[who], name), may)

    def test_lists_search_and_the_event_log_show_what_may_be_reached(self):
        for name in OBJECTS:
            eventually("the search has it", lambda word=name: self.hits("talker" if word == "direct" else "everything",
                                                                       word))
        for who, row in USERS.items():
            api = self.people[who]
            listed = {each["id"] for section in ("mine", "customers")
                      for each in api.list_all("/conversations", section=section)}
            logged = {event.get("conversation_id") for event in self.event_log(api)}
            for name, may in allowed(row).items():
                with self.subTest(person=who, object=name):
                    conversation = self.conversations[name]
                    self.assertEqual(may, bool(self.hits(who, name)), "search")
                    self.assertEqual(may, conversation in logged, "event log")
                    if not may:
                        self.assertNotIn(conversation, listed, "list")

    def hits(self, who: str, name: str) -> list:
        return [hit for hit in self.people[who].get("/search", q=f"word{name}word")["items"]]

    def event_log(self, api: Api) -> list:
        events, since = [], 0
        while True:
            page = api.get("/events", since=since, limit=200)
            events += page["items"]
            if page["last_seq"] == since:
                return events
            since = page["last_seq"]

    def test_the_live_socket_carries_what_may_be_reached(self):
        sockets = {}
        for who in (*USERS, *CUSTOMERS):
            sockets[who] = self.live(who)
        for name in OBJECTS:
            author = self.people["talker"] if name == "direct" else self.people["everything"]
            author.post(f"/conversations/{self.conversations[name]}/messages", {"text": f"Live {name}"})
        rows = {**USERS, **CUSTOMERS}
        for who, opened in sockets.items():
            may = allowed(rows[who])
            wanted = {f"Live {name}" for name in OBJECTS if may[name]}
            heard = self.heard(opened, wanted)
            with self.subTest(person=who):
                self.assertEqual(wanted, {text for text in heard if text.startswith("Live ")})

    def live(self, who: str) -> WebSocket:
        api = self.people[who]
        customers = who in CUSTOMERS
        target, headers = ("/api/v1/my/live" if customers else "/api/v1/live"), {"Origin": f"http://{self.host}"}
        if "Authorization" in api.headers:
            target += "?ticket=" + api.post("/my/live_tickets")["ticket"]
        else:
            headers["Cookie"] = api.headers["Cookie"]
        opened = WebSocket(self.desk.address("http"), target, headers)
        self.addCleanup(opened.close)
        if "Cookie" in headers:
            opened.say(kind="hello", csrf_token=api.headers["X-CSRF-Token"])
        self.assertEqual("hello", opened.receive()["kind"])
        return opened

    def heard(self, opened: WebSocket, wanted: set) -> set:
        """Texts of messages until the last wanted one; with nothing wanted, until an answer that comes after all."""
        texts = set()
        opened.say(kind="ping")
        pongs = 0
        while not (wanted <= texts and pongs):
            event = opened.receive()
            pongs += event["kind"] == "pong"
            if event["kind"] in ("message_posted", "notification"):
                texts.add(event["message"]["text"])
        while opened.has_input(0.3):
            event = opened.receive()
            if event["kind"] in ("message_posted", "notification"):
                texts.add(event["message"]["text"])
        return texts

    def test_f024_all_conversations_are_not_the_project(self):
        status, _, body = self.people["everything"].exchange("GET", f"/api/v1/projects/{self.project}")
        self.assertEqual(404, status, body)
        self.assertEqual("Launch", self.people["member"].get(f"/projects/{self.project}")["name"])

    def test_what_is_internal_or_anothers_stands_nowhere_in_what_a_customer_reads(self):
        for who in CUSTOMERS:
            api = self.people[who]
            read = "".join(str(api.exchange("GET", f"/api/v1/my/conversations/{self.conversations[name]}/messages")[2])
                           for name in OBJECTS)
            for name, may in allowed(CUSTOMERS[who]).items():
                with self.subTest(person=who, object=name):
                    self.assertEqual(may, f"Word{name}word" in read)
            self.assertNotIn("@agents.test", read)


if __name__ == "__main__":
    unittest.main()
