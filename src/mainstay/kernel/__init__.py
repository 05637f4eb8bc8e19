"""The words every other package speaks: money, dates, who acts, why not. Pure, tiny and stable; serves every row."""
