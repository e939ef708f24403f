"""A program that ends by a defect says where it was, and goes on where it stopped when it is started again. (F2)"""
import os
import signal
import unittest

from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually


class Defect(PostroomCase):
    def test_fault_f02_a_defect_says_where_it_was_and_loses_nothing(self):
        desk = self.server().start()
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Kept", "hello"))
        os.kill(desk.process.pid, signal.SIGSEGV)
        eventually("it ends", lambda: not desk.is_running())
        self.assertEqual(-signal.SIGSEGV, desk.process.child.returncode, "whoever restarts it sees the signal")
        log = (desk.folder / "server.log").read_text()
        self.assertIn("postroom: ended by a defect (SIGSEGV)", log)
        self.assertRegex(log.split("ended by a defect")[1], r"postroom\(.*\+0x[0-9a-f]+\)", "places in the program")
        desk.start()
        self.assertTrue(eventually("the mail", lambda: desk.api().item_titled("Kept")))


if __name__ == "__main__":
    unittest.main()
