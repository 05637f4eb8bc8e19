"""Files that stand behind the screens."""

from __future__ import annotations

from typing import Final

INACTIVE: Final = "Customer,Invoice No,Invoice Date,Due Date,Payment Date,Total,Currency\n" + "".join(
    f"{name},Z-{month}-{n},2024-{month:02}-0{n},2024-{month:02}-{20 + n},{paid},{n}250.00,TRY\n"
    for n, name in enumerate(("Işık İnşaat", "Gül Çiçekçilik", "Ağaç İşleri", "Şen Büfe", "O'Brien & Sons"), 1)
    for month in range(1, 13)
    for paid in ("" if month == 12 and n > 3 else f"2024-{month:02}-2{n + 1}",)
)
"""A year of invoices, the last of December 2024, two of them open."""
