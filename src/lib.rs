//! cleardeck
