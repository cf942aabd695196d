"""`make bench`: Chatify as a person would meet it, started from this checkout, on loopback, and what it takes.

Real accounts by the real sign-up, real sockets, senders that don't wait for answers. What the machine does beside is in
the numbers: compare runs of one machine.
"""
