//! The command line: parse, dispatch, exit code.

// these macros end in a panic where nobody listens; `cli::output` says and tells instead
#![deny(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use mimalloc::MiMalloc;

mod cli;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
