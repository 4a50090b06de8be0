//! What a workbook is by its first bytes, how much of one is read, and how one is refused.

use crate::diagnostics::{Code, Diagnostic};

use super::FileKind;

/// What is read at the most. A workbook of 170 initiatives has a megabyte and fifty thousand cells.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Parts of the zip.
    pub parts: usize,
    /// Bytes of the parts that may be opened, unpacked.
    pub unpacked: u64,
    /// Cells that are not blank; in an OpenDocument file also those of the rectangle round them.
    pub cells: u64,
    /// Bytes of the texts of all cells.
    pub text: u64,
    /// Sheets.
    pub sheets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            parts: 2_000,
            unpacked: 64 << 20,
            cells: 1_000_000,
            text: 64 << 20,
            sheets: 200,
        }
    }
}

/// What a file is, by its first bytes.
#[must_use]
pub fn looks_like(bytes: &[u8]) -> FileKind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        FileKind::Zip
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        FileKind::Old
    } else {
        FileKind::Other
    }
}

pub(super) fn refuse(code: Code, file: &str, message: impl Into<String>, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::about_file(code, file, message).help(help))
}

/// What an old container is: a workbook with a password, one of an old format, or something else.
pub(super) fn old(file: &str, bytes: &[u8]) -> Box<Diagnostic> {
    let holds = |word: &str| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide.as_slice())
    };
    if holds("EncryptedPackage") {
        refuse(
            Code::PasswordProtected,
            file,
            "the workbook opens with a password only",
            "take the password away (in Excel: File, Info, Protect Workbook, Encrypt with Password, empty the field) and save a copy",
        )
    } else if holds("Workbook") || holds("Book") {
        refuse(
            Code::OldWorkbook,
            file,
            "this is a workbook of the format before 2007 (.xls)",
            "open it and save it as .xlsx (File, Save As, Excel Workbook)",
        )
    } else {
        refuse(
            Code::NotAWorkbook,
            file,
            "this is an Office file, but no workbook",
            "give a workbook (.xlsx, .ods), a folder of .csv files or a YAML file",
        )
    }
}
