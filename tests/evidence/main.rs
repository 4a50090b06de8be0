//! Results and studies: pooled, graded, drawn.

#[path = "../common/mod.rs"]
mod common;
mod evidence;
mod forest;
mod grading;
mod metafor_command;
mod words;
