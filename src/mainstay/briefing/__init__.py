"""What the owner should do today: whom to speak to first and why now, what is owed, what changed since yesterday.

Rows M2, M3, M11.
"""
