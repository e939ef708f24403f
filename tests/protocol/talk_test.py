"""Conversations, projects, split and merge through the real program: API, live stream, search, mail.

Features F022-F027 (who may see conversations), F043 (invitations), F181 (split and merge), direct
conversations (product-facts 1.2), each with whoever must see and hear nothing.
"""
import email
import email.policy

from support.api import Problem
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT
from support.sink import Sink
from support.wait import eventually, never
from support.websocket import WebSocket

EVE = "eve@customer.test"
SETTINGS = "[relay]\ngrace_seconds = 1\n"
EVERYTHING = {"from_customers": "all", "replies_to_customers": "all", "internal_messages": "followed",
              "email": "if_unseen"}


def parsed(arrival) -> email.message.EmailMessage:
    return email.message_from_bytes(arrival.raw, policy=email.policy.default)


def reply_address(arrival) -> str:
    return parsed(arrival)["Reply-To"].addresses[0].addr_spec


class Talk(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings=SETTINGS).start()
        self.ada = self.desk.api()
        self.ids = {"ada": self.ada.user["id"]}

    def agent(self, name: str, role: str = "member", **preferences):
        address = f"{name}@agents.test"
        self.ids[name] = self.ada.post("/users", {
            "name": name.title(), "email": address, "role": role, "password": PASSWORD})["id"]
        self.ada.call("PATCH", f"/users/{self.ids[name]}/notification_preferences",
                      {**EVERYTHING, **preferences})
        api = self.desk.api(address)
        api.call("PATCH", "/me", {"undo_send_seconds": 0})
        return api

    def ticket(self, title: str, sender: str = EVE) -> dict:
        send(self.desk.address("smtp"), new_mail(sender, SUPPORT, title, f"Help with {title}!"))
        return eventually(f"ticket {title}", lambda: self.ada.item_titled(title))

    def live(self, api) -> WebSocket:
        host = "{}:{}".format(*self.desk.address("http"))
        opened = WebSocket(self.desk.address("http"), "/api/v1/live", {
            "Cookie": api.headers["Cookie"], "Origin": f"http://{host}"})
        self.addCleanup(opened.close)
        opened.say(kind="hello", csrf_token=api.headers["X-CSRF-Token"])
        self.assertEqual("hello", opened.receive()["kind"])
        return opened

    def refused(self, status: int, code: str, act, *arguments, **more) -> None:
        with self.assertRaises(Problem) as refused:
            act(*arguments, **more)
        self.assertEqual((status, code), (refused.exception.status, refused.exception.code))

    def events_of(self, api, conversation: int) -> list:
        return [each for each in api.list_all("/events", since=0)
                if each["conversation_id"] == conversation]


class WhoMaySee(Talk):
    def test_f022_f023_all_projects_or_only_what_one_follows(self):
        """One place decides for API, search, event stream, notification and mail alike."""
        wide = self.agent("wide")
        narrow = self.agent("narrow", conversations="followed")
        ticket = self.ticket("Zanzibar")
        conversation = self.ada.conversation(ticket["id"])["id"]
        eventually("the search knows it", lambda: wide.get("/search", q="Zanzibar")["items"])

        self.assertEqual(ticket["id"], wide.get(f"/items/{ticket['id']}")["id"])
        self.assertTrue(wide.get(f"/conversations/{conversation}/messages")["items"])
        self.assertTrue(self.events_of(wide, conversation))
        eventually("its mail", lambda: self.sink.to("wide@agents.test"))

        for path in (f"/items/{ticket['id']}", f"/items/{ticket['id']}/conversations",
                     f"/items/{ticket['id']}/links", f"/items/{ticket['id']}/timeline"):
            self.refused(404, "item_not_found", narrow.get, path)
        for path in (f"/conversations/{conversation}", f"/conversations/{conversation}/messages"):
            self.refused(404, "conversation_not_found", narrow.get, path)
        self.refused(404, "conversation_not_found", narrow.say, conversation, "Hello", "c")
        self.assertEqual([], narrow.get("/items")["items"])
        self.assertEqual([], narrow.get("/conversations", section="customers")["items"])
        self.assertEqual([], [each for each in narrow.get("/search", q="Zanzibar")["items"]
                              if each["kind"] != "customer"])
        self.assertEqual([], self.events_of(narrow, conversation))
        self.assertEqual(0, narrow.get("/me")["counts"]["unread_messages"])
        self.assertEqual([], self.sink.to("narrow@agents.test"))

        self.ada.call("PUT", f"/items/{ticket['id']}/followers/user/{self.ids['narrow']}")
        self.assertEqual(ticket["id"], narrow.get(f"/items/{ticket['id']}")["id"])
        wide.say(conversation, "Now all of us.", "c")
        eventually("told", lambda: narrow.get("/me")["counts"]["unread_messages"] == 1)

    def test_f023_the_live_stream_keeps_to_it(self):
        narrow = self.agent("narrow", conversations="followed")
        listening = self.live(narrow)
        own = self.ticket("Seen")
        self.ada.call("PUT", f"/items/{own['id']}/followers/user/{self.ids['narrow']}")
        other = self.ada.conversation(self.ticket("Hidden")["id"])["id"]
        self.ada.say(other, "Not for everybody", "c-1")
        shown = self.ada.conversation(own["id"])["id"]
        self.ada.say(shown, "For followers", "c-2")
        seen = listening.receive_until(
            lambda event: event["kind"] == "message_posted" and event["conversation_id"] == shown)
        self.assertEqual([], [each for each in seen if each.get("conversation_id") == other])

    def test_f024_all_conversations_do_not_share_the_project(self):
        wide = self.agent("wide")
        project = self.ada.post("/projects", {"name": "Secret launch"})["id"]
        stream = self.ada.post(f"/projects/{project}/conversations", {"visibility": "internal"})["id"]
        self.ada.say(stream, "Soon.", "c")
        self.assertEqual("project", wide.get(f"/conversations/{stream}")["kind"])
        self.assertEqual([], wide.get("/projects")["items"])
        for path in ("", "/conversations", "/members", "/followers"):
            self.refused(404, "project_not_found", wide.get, f"/projects/{project}{path}")
        self.refused(404, "project_not_found", wide.call, "PUT",
                     f"/projects/{project}/followers/user/{self.ids['wide']}")
        self.ada.call("PUT", f"/projects/{project}/members/user/{self.ids['wide']}")
        self.assertEqual("Secret launch", wide.get(f"/projects/{project}")["name"])

    def test_f025_only_an_administrator_decides_it(self):
        narrow = self.agent("narrow", conversations="followed")
        leader = self.agent("leader", "team_leader")
        own = f"/users/{self.ids['narrow']}/notification_preferences"
        self.refused(403, "administrators_only", narrow.call, "PATCH", own,
                     {"conversations": "all_projects"})
        self.refused(403, "administrators_only", narrow.call, "PATCH", "/me",
                     {"notification_preferences": {"conversations": "all_projects"}})
        self.refused(403, "administrators_only", leader.call, "PATCH", own,
                     {"conversations": "all_projects"})
        ticket = self.ticket("Widened")
        self.refused(404, "item_not_found", narrow.get, f"/items/{ticket['id']}")
        self.ada.call("PATCH", own, {"conversations": "all_projects"})
        self.assertEqual(ticket["id"], narrow.get(f"/items/{ticket['id']}")["id"])

    def test_f026_f027_from_customers_is_display_only(self):
        ben = self.agent("ben", show_from_customers=False)
        ticket = self.ticket("Behind a link")
        conversation = self.ada.conversation(ticket["id"])["id"]
        self.assertFalse(ben.get("/me")["notification_preferences"]["show_from_customers"])
        self.assertTrue(ben.get(f"/conversations/{conversation}/messages")["items"])
        self.assertEqual(ticket["id"], ben.get(f"/items/{ticket['id']}")["id"])
        eventually("told all the same", lambda: ben.get("/me")["counts"]["unread_messages"] == 1)


class Direct(Talk):
    def test_only_those_who_take_part_see_and_hear(self):
        ben, chiara, dora = self.agent("ben"), self.agent("chiara"), self.agent("dora")
        hears = self.live(chiara)
        direct = ben.post("/conversations", {"user_ids": [self.ids["chiara"]]})
        self.assertEqual(("direct", "Chiara", "internal"),
                         (direct["kind"], direct["title"], direct["visibility"]))
        message = ben.say(direct["id"], "Between the two of us: Quagmire", "c-1")
        hears.receive_until(lambda event: event["kind"] == "notification")
        self.assertEqual([direct["id"]], [each["id"] for each in chiara.get("/conversations")["items"]])
        eventually("her mail", lambda: self.sink.to("chiara@agents.test"))
        for other in (dora, self.ada):
            self.refused(404, "conversation_not_found", other.get, f"/conversations/{direct['id']}")
            self.refused(404, "conversation_not_found", other.get, f"/conversations/{direct['id']}/messages")
            self.refused(404, "conversation_not_found", other.get, "/explain", message_id=message["id"])
            self.refused(404, "conversation_not_found", other.post,
                         f"/conversations/{direct['id']}/participants", {"user_ids": [self.ids["dora"]]})
            self.assertEqual([], other.get("/search", q="Quagmire")["items"])
            self.assertEqual([], self.events_of(other, direct["id"]))
            self.assertEqual([], other.get("/conversations")["items"])
            self.assertEqual([], other.get("/mail_log/outgoing")["items"], "not even the mail about it")
            self.assertEqual([], other.get("/outbox", view="all")["items"])
        self.assertEqual(1, len(chiara.get("/mail_log/outgoing")["items"]))
        self.assertEqual([], self.sink.to("dora@agents.test"))
        explained = ben.get("/explain", message_id=message["id"])["items"]
        self.assertEqual([("Chiara", "direct")],
                         [(each["person"]["name"], each["rule"]) for each in explained
                          if each["person"]["id"] != self.ids["ben"]])
        forecast = ben.post(f"/conversations/{direct['id']}/audience")["items"]
        self.assertEqual({"Ben", "Chiara"}, {each["person"]["name"] for each in forecast})

    def test_who_leaves_is_out_and_who_is_added_reads_all(self):
        ben, chiara, dora = self.agent("ben"), self.agent("chiara"), self.agent("dora")
        direct = ben.post("/conversations", {
            "user_ids": [self.ids["chiara"], self.ids["dora"]], "title": "Friday"})["id"]
        ben.say(direct, "Who closes?", "c-1")
        dora.post(f"/conversations/{direct}/leave")
        self.refused(404, "conversation_not_found", dora.get, f"/conversations/{direct}")
        self.assertEqual([], dora.get("/conversations")["items"])
        chiara.post(f"/conversations/{direct}/participants", {"user_ids": [self.ids["dora"]]})
        self.assertEqual(["Who closes?"], [each["text"] for each in dora.messages(direct)])

    def test_a_mail_cannot_bring_back_who_has_left(self):
        ben, chiara = self.agent("ben"), self.agent("chiara")
        direct = ben.post("/conversations", {"user_ids": [self.ids["chiara"]], "title": "Old"})["id"]
        ben.say(direct, "Read me by mail", "c-1")
        [mail] = eventually("her mail", lambda: self.sink.to("chiara@agents.test"))
        chiara.post(f"/conversations/{direct}/leave")
        send(self.desk.address("smtp"), new_mail("chiara@agents.test", reply_address(mail), "Re: Old", "Let me in!"))
        eventually("it stands there", lambda: len(ben.messages(direct)) == 2)
        self.assertEqual("bot", ben.messages(direct)[1]["author"]["kind"])
        self.refused(404, "conversation_not_found", chiara.get, f"/conversations/{direct}")
        self.assertEqual([], self.ada.items(), "and it is no ticket that everybody reads")
        self.assertEqual([], self.ada.get("/mail_log/incoming")["items"])
        self.assertEqual(1, len(ben.get("/mail_log/incoming")["items"]))


class SplitAndMerge(Talk):
    def test_f181_merge_mails_the_customer_and_their_answer_finds_the_survivor(self):
        kept, gone = self.ticket("Kept"), self.ticket("Gone")
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.ada.say(self.ada.conversation(gone["id"])["id"], "How is it?", "c-1")
        [before] = eventually("the answer", lambda: self.sink.to(EVE))
        listening = self.live(self.ada)
        self.ada.post(f"/items/{gone['id']}/merge", {"into_id": kept["id"]})
        told = listening.receive_until(lambda event: event["kind"] == "conversation_changed")
        self.assertEqual({gone["id"], kept["id"]},
                         {each["item_id"] for each in told if each["kind"] == "item_changed"})
        eventually("the system mail", lambda: len(self.sink.to(EVE)) == 2)
        row = next(each for each in self.ada.get("/mail_log/outgoing", q=EVE)["items"]
                   if each["subject"] == f"[{kept['reference']}] Kept")
        mail = self.ada.get(f"/outbox/{row['id']}")
        self.assertTrue(mail["system_generated"])
        self.assertEqual("item_merged", self.ada.get("/explain", mail_id=mail["id"])["items"][0]["rule"])
        old = self.ada.get(f"/items/{gone['id']}")
        self.assertEqual((kept["id"], "finished"), (old["merged_into_id"], old["state"]))
        self.refused(409, "item_merged", self.ada.call, "PATCH", f"/items/{gone['id']}",
                     {"status": "open"})
        send(self.desk.address("smtp"), new_mail(EVE, reply_address(before), "Re: Gone", "Better now."))
        stream = self.ada.get(f"/items/{kept['id']}/conversations")["items"]
        eventually("the answer is in the survivor", lambda: any(
            "Better now." in message["text"] for each in stream for message in self.ada.messages(each["id"])))
        self.assertEqual(2, len(self.ada.items()), "no third ticket")
        [link] = self.ada.get(f"/items/{gone['id']}/links")["items"]
        self.assertEqual(("merge", "to", kept["id"]), (link["kind"], link["direction"], link["item"]["id"]))

    def test_f181_a_split_is_linked_both_ways_and_shown_at_the_message(self):
        ticket = self.ticket("Two things")
        conversation = self.ada.conversation(ticket["id"])["id"]
        [first] = self.ada.messages(conversation)
        made = self.ada.post(f"/items/{ticket['id']}/split", {"message_ids": [first["id"]], "title": "One"})
        [moved] = self.ada.messages(conversation)
        self.assertEqual(made["id"], moved["moved_to"]["id"])
        [copy] = self.ada.messages(self.ada.conversation(made["id"])["id"])
        self.assertEqual((first["text"], first["created_at"], None),
                         (copy["text"], copy["created_at"], copy["moved_to"]))
        [mail] = eventually("the system mail", lambda: self.sink.to(EVE))
        self.assertIn(made["reference"], parsed(mail)["Subject"])
        self.assertIn("auto-generated", parsed(mail)["Auto-Submitted"])

    def test_f181_whoever_may_not_see_an_item_cannot_split_or_merge_it(self):
        narrow = self.agent("narrow", conversations="followed")
        own, other = self.ticket("Own"), self.ticket("Other")
        self.ada.call("PUT", f"/items/{own['id']}/followers/user/{self.ids['narrow']}")
        [hidden] = self.ada.messages(self.ada.conversation(other["id"])["id"])
        self.refused(404, "item_not_found", narrow.post, f"/items/{own['id']}/merge",
                     {"into_id": other["id"]})
        self.refused(404, "item_not_found", narrow.post, f"/items/{other['id']}/merge",
                     {"into_id": own["id"]})
        self.refused(404, "conversation_not_found", narrow.post, f"/items/{own['id']}/split",
                     {"message_ids": [hidden["id"]]})
        never("a mail about it", lambda: self.sink.to(EVE), during=0.5)


class Projects(Talk):
    def test_f043_an_invitation_is_seen_and_answered_by_the_invited_alone(self):
        leader = self.agent("leader", "team_leader")
        ben = self.agent("ben", accept_invitations=False)
        listening = self.live(ben)
        project = leader.post("/projects", {"name": "Launch"})["id"]
        leader.call("PUT", f"/projects/{project}/members/user/{self.ids['ben']}")
        listening.receive_until(lambda event: event["kind"] == "project_changed")
        [invitation] = ben.get("/invitations")["items"]
        self.assertEqual(("Launch", "Leader"),
                         (invitation["project"]["name"], invitation["invited_by"]["name"]))
        self.refused(404, "project_not_found", ben.get, f"/projects/{project}")
        self.assertEqual([], self.ada.get("/invitations")["items"])
        self.refused(404, "invitation_not_found", self.ada.post, f"/invitations/{project}/accept")
        eventually("the mail about it", lambda: self.sink.to("ben@agents.test"))
        ben.post(f"/invitations/{project}/accept")
        self.assertEqual("Launch", ben.get(f"/projects/{project}")["name"])
        self.refused(403, "leaders_only", ben.call, "PUT",
                     f"/projects/{project}/members/user/{self.ids['ada']}")
        ben.call("DELETE", f"/projects/{project}/members/user/{self.ids['ben']}")
        self.refused(404, "project_not_found", ben.get, f"/projects/{project}")

    def test_f041_assignment_from_the_thread_is_collision_free(self):
        ben = self.agent("ben")
        ticket = self.ticket("Whose is it?")
        version = {"If-Match": f'"{self.ada.get("/items/" + str(ticket["id"]))["version"]}"'}
        ben.call("PATCH", f"/items/{ticket['id']}", {"assignee_id": self.ids["ben"]}, version)
        self.refused(412, "version_differs", self.ada.call, "PATCH", f"/items/{ticket['id']}",
                     {"assignee_id": self.ids["ada"]}, version)
        self.assertEqual(self.ids["ben"], self.ada.get(f"/items/{ticket['id']}")["assignee"]["id"])
