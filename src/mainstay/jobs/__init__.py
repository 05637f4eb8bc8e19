"""Work behind the screen: the queue, its worker, the schedule, files that wait for it.

Every firm's jobs lie in its own book and are asked for in the transaction that causes them.
"""
