"""The text of documents, in the encodings people have."""

import io
import os
import zipfile

import pytest

from skill import documents
from skill.errors import UsageError

TEXT = "晨光咖啡：一家小店。\nMorning Brew, €3.50"


def advice(path):
    with pytest.raises(UsageError) as caught:
        documents.read(path)
    return caught.value.advice


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_is_read_whatever_its_encoding(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert documents.read(path).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_latin_utf_16_without_a_mark_is_recognised(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes("Morning Brew is small.".encode(encoding))
    assert documents.read(path).text == "Morning Brew is small."


def test_line_ends_become_lf(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"# One\r\n\r\nTwo\rThree\n")
    assert documents.read(path).text == "# One\n\nTwo\nThree"


def test_a_long_text_is_clipped_and_says_so(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x" * 50)
    assert documents.read(path, longest=20) == documents.Document("x" * 20, clipped=True)


def test_a_docx_is_paragraphs_and_table_rows(tmp_path):
    import docx

    document = docx.Document()
    document.add_paragraph("晨光咖啡")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Latte", "3.50"
    document.add_paragraph("Every Tuesday.")
    document.save(str(tmp_path / "a.docx"))
    assert documents.read(tmp_path / "a.docx").text == "晨光咖啡\nLatte, 3.50\nEvery Tuesday."


def pdf(content: bytes) -> bytes:
    """A one-page PDF that shows `content` in Helvetica."""
    stream = b"BT /F1 24 Tf 72 700 Td (" + content + b") Tj ET" if content else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
    ]
    out, offsets = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets))
    out.write(b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def test_a_pdf_is_its_words(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(b"Morning Brew"))
    assert documents.read(tmp_path / "a.pdf").text == "Morning Brew"


def test_a_scanned_pdf_is_told(tmp_path):
    (tmp_path / "a.pdf").write_bytes(pdf(b""))
    assert advice(tmp_path / "a.pdf") == "scanned_pdf"


def test_a_pdf_with_a_password_is_told(tmp_path):
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf(b"Secret")))
    writer.encrypt("test", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    assert advice(tmp_path / "a.pdf") == "encrypted_document"


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
def test_a_document_that_is_none_is_told(tmp_path, name):
    (tmp_path / name).write_bytes(b"not at all")
    assert advice(tmp_path / name) == "not_text"


def test_a_zip_that_is_no_docx_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("x", "y")
    assert advice(tmp_path / "a.docx") == "not_text"


def test_western_windows_text_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes("Caf\xe9 \u2013 \u20ac5".encode("cp1252"))
    assert documents.read(tmp_path / "a.txt").text.startswith("Caf")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert advice(tmp_path / "a.txt") == "unreadable_file"


@pytest.mark.parametrize("cut", [20, 200, 400])
def test_half_a_pdf_is_told(tmp_path, cut):
    (tmp_path / "a.pdf").write_bytes(pdf(b"Morning Brew")[:cut])
    assert advice(tmp_path / "a.pdf") in ("not_text", "scanned_pdf")


def test_a_pdf_with_a_cipher_nobody_here_knows_is_told(tmp_path):
    broken = pdf(b"x").replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6/Length 256>>")
    (tmp_path / "a.pdf").write_bytes(broken)
    assert advice(tmp_path / "a.pdf") in ("not_text", "encrypted_document")


def test_bytes_are_no_text(tmp_path):
    (tmp_path / "a.txt").write_bytes(bytes([0, 1, 2, 255]) * 100)
    assert advice(tmp_path / "a.txt") == "not_text"


def test_what_is_not_there_is_told(tmp_path):
    assert advice(tmp_path / "no.txt") == "missing_file"
    assert advice(tmp_path) == "folder_given"
    (tmp_path / "empty.txt").write_text(" \n")
    assert advice(tmp_path / "empty.txt") == "empty_text"


def test_a_file_of_gigabytes_is_not_read(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert advice(tmp_path / "a.txt") == "file_too_large"


@pytest.mark.parametrize(
    "text",
    [
        "Morning Brew roasts coffee in small batches. " * 7,
        "晨光咖啡每周二新鲜烘焙，两天内送到家门口。" * 5,
        "~5 minutes from the station: the best coffee in town",
        "~/ and ~nobody are no folders of ours",
    ],
)
def test_a_text_that_no_file_could_be_called_is_a_text(text):
    assert documents.given(text, str).text == text.strip()
