//! The command line with its arguments passed through.

use std::ffi::OsString;
use std::process::ExitCode;

use pyo3::prelude::*;

/// Runs the command line and gives its exit code. The first argument is the name of the program.
#[pyfunction]
pub fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| number_of(cleardeck::cli::run(arguments)))
}

/// The number that an exit code stands for, which its type does not tell.
fn number_of(code: ExitCode) -> u8 {
    let number = (0..=u8::MAX).find(|number| ExitCode::from(*number) == code);
    number.unwrap_or(u8::MAX)
}
