//! The table that a run prints, in markdown.

use std::fmt::Write as _;

use crate::engines::PRODUCT;
use crate::measure::{Measured, Size, median};
use crate::peers::{Peer, Places, Truths};
use crate::workload::Workload;

/// What was measured of a workload, with what has to be known to read it.
pub fn table(
    work: &Workload,
    places: &Places,
    chosen: &[Peer],
    measured: &Measured,
    size: Size,
    load: &[String; 2],
) -> String {
    let mut text = String::new();
    let typed = median(&measured.typed);
    let of = |name: &str, whole: bool| {
        let times = measured.peers.get(name)?;
        Some(median(if whole { &times.whole } else { &times.alone }))
    };
    let ratio = |found: f64, whole: bool| of(PRODUCT, whole).map_or_else(String::new, |own| figure(found / own));
    let _ = writeln!(
        text,
        "## {}\n\n{} rows of {:.0} bytes, answers of {:.0}; {} rounds, medians. {:.1} told of a row. {} cores; load {} at the start, {} at the \
         end.\n",
        work.described(),
        size.rows,
        measured.bytes[0],
        measured.bytes[1],
        size.rounds,
        measured.weight,
        std::thread::available_parallelism().map_or(0, usize::from),
        load[0],
        load[1],
    );
    text.push_str(
        "| peer | version | truths | evaluation, us | over cleardeck | end to end, us | over cleardeck | over typed |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for peer in chosen {
        let (alone, whole) = (
            of(peer.name, false).unwrap_or_default(),
            of(peer.name, true).unwrap_or_default(),
        );
        let _ = writeln!(
            text,
            "| {} ({}) | {} | {} | {} | {} | {} | {} | {} |",
            peer.name,
            peer.what,
            peer.version(places),
            if peer.truths == Truths::Three { 3 } else { 2 },
            figure(alone),
            ratio(alone, false),
            figure(whole),
            ratio(whole, true),
            figure(whole / typed),
        );
    }
    let _ = writeln!(
        text,
        "| typed (read into a struct, no more) | | | | | {} | {} | 1.0 |",
        figure(typed),
        ratio(typed, true)
    );
    text
}

/// A number with two or three figures, as many as mean something here.
fn figure(number: f64) -> String {
    match number {
        n if n >= 9.95 => format!("{n:.0}"),
        n if n >= 0.995 => format!("{n:.1}"),
        n => format!("{n:.3}"),
    }
}
