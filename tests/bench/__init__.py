"""`make bench` starts Chatify from this checkout on loopback and measures it as people would use it.

Accounts come from the real sign-up, sockets are real, and senders do not wait for answers. Whatever else the machine
does is part of the numbers, so compare only runs on the same machine.
"""
