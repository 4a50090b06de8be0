//! Turns the bytes of a file of separated text into text, whatever program wrote them, and says what a foreign file is.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::diagnostics::{Code, Diagnostic, Diagnostics};

/// So much of a file is looked at to tell what it is.
const HEAD: usize = 4096;

/// The text of a file; `None` when it is none, which is told.
///
/// The mark at its start says UTF-8 or UTF-16. Without one, zeros at every second byte say UTF-16, and what is not UTF-8
/// is read as Windows-1252, in which spreadsheet programs save a plain CSV: that is told, as other code pages would show.
pub fn decode(file: &str, bytes: &[u8], out: &mut Diagnostics) -> Option<String> {
    let (encoding, marked) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (unmarked(bytes), 0),
    };
    let rest = bytes.get(marked..).unwrap_or_default();
    let (text, broken) = encoding.decode_without_bom_handling(rest);
    let text = text.into_owned();
    // some programs end UTF-16 with a zero
    let text = text.trim_end_matches('\0').to_owned();
    if broken || text.contains('\0') {
        let message = format!("the file is not readable as text in {}", encoding.name());
        out.push(
            Diagnostic::about_file(Code::NotUtf8, file, message)
                .help("open it in a spreadsheet program and save it as CSV UTF-8"),
        );
        return None;
    }
    if encoding == WINDOWS_1252 {
        let message = "the file is not UTF-8: read as Windows-1252, as Excel saves a plain CSV in";
        out.push(
            Diagnostic::about_file(Code::OtherEncoding, file, message)
                .help("look whether accents and dashes came out right; if not, save it as CSV UTF-8"),
        );
    }
    Some(text)
}

fn unmarked(bytes: &[u8]) -> &'static Encoding {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let most = head.len() / 4;
    if zeros(1) > most && zeros(0) == 0 {
        UTF_16LE
    } else if zeros(0) > most && zeros(1) == 0 {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    }
}

/// A file of a kind that is known and not read: what it is, and what to do.
#[must_use]
pub fn foreign(file: &str, bytes: &[u8]) -> Option<Diagnostic> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    let plain: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    let text = String::from_utf8_lossy(&plain).to_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{fffd}');
    let markup = text.starts_with('<');
    let link = text.starts_with('{') && (text.contains("docs.google.com") || text.contains("\"doc_id\""));
    let (code, what, help) = if markup && text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        (
            Code::OldWorkbook,
            "this is a workbook written as XML (XML Spreadsheet 2003), which is not read",
            "open it and save it as .xlsx (File, Save As, Excel Workbook)",
        )
    } else if markup && text.contains("office:document") {
        (
            Code::OldWorkbook,
            "this is a flat OpenDocument file, which is not read",
            "open it and save it as .ods or .xlsx",
        )
    } else if markup
        && ["<html", "<!doctype html", "<table", "<body", "<head"]
            .iter()
            .any(|t| text.contains(t))
    {
        (
            Code::NotAWorkbook,
            "this is a web page, whatever its name says",
            "open it in a spreadsheet program and save it as .xlsx",
        )
    } else if link {
        (
            Code::NotAWorkbook,
            "this is a link to a Google document, not the document",
            "open it in the browser and download it (File, Download, Microsoft Excel)",
        )
    } else if text.starts_with("%pdf-") {
        (
            Code::NotAWorkbook,
            "this is a PDF, which is not read",
            "give the workbook or the CSV that it was made from",
        )
    } else if text.starts_with("{\\rtf") {
        (
            Code::NotAWorkbook,
            "this is a document in rich text, which is not read",
            "copy its table into a spreadsheet program and save it as .xlsx",
        )
    } else {
        return None;
    };
    Some(Diagnostic::about_file(code, file, what).help(help))
}

/// Whether a text whose name does not say so is a table: its first line holds a separator and is no YAML.
#[must_use]
pub fn is_table(text: &str) -> bool {
    let first = text.lines().flat_map(|l| l.split('\r')).find(|l| !l.trim().is_empty());
    let Some(line) = first else { return false };
    if line.starts_with("sep=") || line.contains('\t') && !line.starts_with(' ') && !line.contains(": ") {
        return true;
    }
    let yaml = line.starts_with(['#', '-', '{', '[', '%', '&', '!', '?', ' '])
        || line.trim_end().ends_with(':')
        || line.contains(": ");
    !yaml && line.contains([',', ';', '|', '\t'])
}

#[cfg(test)]
mod tests {
    use super::{decode, foreign, is_table};
    use crate::diagnostics::{Code, Diagnostics};

    #[test]
    fn what_no_mark_says_is_found_out() {
        let read = |bytes: &[u8]| {
            let mut out = Diagnostics::default();
            let text = decode("l.csv", bytes, &mut out);
            (text, out.iter().map(|d| d.code).collect::<Vec<_>>())
        };
        assert_eq!(read(b"a,\xc3\xa9"), (Some("a,é".to_owned()), vec![]));
        assert_eq!(
            read(b"a,\xe9 \x96"),
            (Some("a,é –".to_owned()), vec![Code::OtherEncoding])
        );
        assert_eq!(read(b"a\0,\0b\0"), (Some("a,b".to_owned()), vec![]));
        assert_eq!(read(b"\0a\0,\0b"), (Some("a,b".to_owned()), vec![]));
        assert_eq!(read(b"\xff\xfea\0,\0\0\0"), (Some("a,".to_owned()), vec![]));
        // an unpaired surrogate, and an executable file
        assert_eq!(read(b"\xff\xfea\0\0\xd8").1, [Code::NotUtf8]);
        assert_eq!(read(b"\x7fELF\x02\x01\0\0\0\0\0\0\x90").1, [Code::NotUtf8]);
    }

    #[test]
    fn foreign_files_are_known_whatever_their_name() {
        let code = |bytes: &[u8]| foreign("x", bytes).map(|d| d.code);
        assert_eq!(code(b"\xef\xbb\xbf \n<!DOCTYPE HTML><p>"), Some(Code::NotAWorkbook));
        assert_eq!(code(b"<\0h\0t\0m\0l\0>\0"), Some(Code::NotAWorkbook));
        assert_eq!(
            code(b"{\"url\":\"https://docs.google.com/open?id=1\"}"),
            Some(Code::NotAWorkbook)
        );
        assert_eq!(code(b"<b>,name\n"), None);
        assert_eq!(code(b"as_of: 2026\n"), None);
    }

    #[test]
    fn a_table_is_told_from_yaml() {
        for table in [
            "Program,Type\nA,b\n",
            "\n\nProgram\tType\n",
            "Program|Type",
            "sep=;\na;b",
            "a;b\ra: 1;2",
        ] {
            assert!(is_table(table), "{table:?}");
        }
        for yaml in [
            "as_of: 2026-06-30\n",
            "# a, b\nx: 1",
            "initiatives:\n  - a, b",
            "- a, b",
            "",
            "{ a: 1, b: 2 }",
        ] {
            assert!(!is_table(yaml), "{yaml:?}");
        }
    }
}
