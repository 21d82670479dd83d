"""What reading one file may cost, whatever it holds; more of anything and it is refused."""

from dataclasses import dataclass, fields, replace

from ...words import russian


class UnreadableError(Exception):
    """The file is not a table that can be taken; the message tells the person what to do."""


@dataclass(frozen=True)
class Limits:
    """How much of each one file may use.

    Attributes:
        seconds: of processor, for unpacking and reading it.
        read_bytes: after unpacking.
        characters: of all cells together; one text of a workbook may stand in very many.
        rows: that hold anything.
        changes: rows that say something else than the catalogue; others are only compared.
    """

    seconds: float
    read_bytes: int
    characters: int
    rows: int
    changes: int = 100_000


PAGE = Limits(seconds=1.5, read_bytes=20 * 2**20, characters=8 * 2**20, rows=1_000, changes=1_000)
"""While somebody waits, in a process that also serves the visitors."""
PAGE_OF_PARTS = replace(PAGE, rows=5_000)
"""The same for small records, several of which a programme has."""
COMMAND = Limits(seconds=120, read_bytes=2**29, characters=2**28, rows=100_000)
"""For whoever works on the server: a catalogue of any size that was planned for."""

TOO_MUCH = {
    "seconds": "Файл слишком сложно устроен: скопируйте таблицу в новую книгу одними значениями.",
    "read_bytes": "Файл слишком велик: разделите таблицу на несколько файлов.",
    "characters": "В таблице слишком много текста: разделите её на несколько файлов.",
    "rows": "В таблице больше {most} строк: разделите её на несколько файлов.",
    "changes": "Изменённых строк больше {most}: разделите таблицу на несколько файлов.",
}


class Budget:
    """Counts what a file has used of its limits."""

    def __init__(self, limits: Limits):
        self.limits = limits
        self.used = dict.fromkeys((each.name for each in fields(limits)), 0)

    def spend(self, **amounts: float) -> None:
        """Add what was just used, by the name of its limit.

        Raises:
            UnreadableError: that is more than the file may use.
        """
        for name, amount in amounts.items():
            self.used[name] += amount
            if self.used[name] > getattr(self.limits, name):
                most = russian.number(getattr(self.limits, name))
                raise UnreadableError(TOO_MUCH[name].format(most=most))
