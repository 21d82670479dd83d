"""The readers of answers notice what is cut off, of each format."""

import io
import zipfile

import pytest

from tests.soak import answers
from tests.soak.answers import NotWholeError


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<sheet><c>Правка</c></sheet>")
    return file.getvalue()


ENTRY = "BEGIN:VEVENT\r\nSUMMARY:Выста\r\n вка\r\nEND:VEVENT\r\n"
TABLE = answers.table_of((2,))  # cut at the end of a row it differs by their number alone
WHOLE = {
    answers.page: "<!doctype html><html><p>Правка</p></html>\n".encode(),
    TABLE: '\ufeffКод;Название\r\na;Правка\r\nb;"x;\r\ny"\r\n'.encode(),
    answers.workbook: packed(),
    answers.json_text: '{"title": "Правка"}'.encode(),
    answers.as_xml: "<feed><title>Правка</title></feed>".encode(),
    answers.calendar: f"BEGIN:VCALENDAR\r\n{ENTRY}END:VCALENDAR\r\n".encode(),
}
reader = pytest.mark.parametrize("read", WHOLE, ids=lambda read: read.__qualname__)


@reader
def test_a_whole_answer_is_read(read):
    assert "ыстав" in read(WHOLE[read]) or "Правка" in read(WHOLE[read])


@reader
def test_an_answer_that_was_cut_off_is_found(read):
    body = WHOLE[read].rstrip()
    for length in range(len(body) // 2, len(body)):
        with pytest.raises((NotWholeError, UnicodeDecodeError)):
            read(body[:length])


def test_two_answers_one_in_the_other_are_found():
    first, second = b"a;b\r\n1;2\r\n", b"a;b;c\r\n1;2;3\r\n"
    with pytest.raises(NotWholeError):
        answers.table(first + second)


def test_a_table_of_too_few_rows_is_found():
    body = b"a;b\r\n1;2\r\n3;4\r\n"
    assert answers.table_of((2,))(body)
    with pytest.raises(NotWholeError, match="2 rows"):
        answers.table_of((3, 4))(body)
