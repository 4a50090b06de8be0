//! Packs the shipped rule files as they are found under `rules/`, and reads their YAML once, at build time.
//!
//! The program replays the events (`src/yaml/packed.rs`) instead of reading a few hundred kilobytes of YAML at every
//! start. An event is a byte for what it is, the bytes where it starts and ends (u32, little endian) and, for a scalar
//! whose text does not stand in the file as it is, that text with its length before it.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use granit_parser::{Event, Parser, ScalarStyle};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let target = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    gather(Path::new("rules"), &mut files)?;
    // the order in which a folder of rules is read (`src/rules/folder.rs`)
    files.sort();
    let mut lists = [
        ("RULES", String::new()),
        ("PROPERTIES", String::new()),
        ("CASES", String::new()),
    ];
    for (place, path) in files.iter().enumerate() {
        let name = path.to_str().ok_or("a name that is no text")?.replace('\\', "/");
        let Packed { events, sections } = pack(&fs::read_to_string(path)?).map_err(|e| format!("{name}: {e}"))?;
        fs::write(target.join(format!("{place}.events")), events)?;
        let only = |section: &str| !sections.is_empty() && sections.iter().all(|s| s == section);
        let list = match () {
            () if only("cases") => &mut lists[2].1,
            () if only("properties") => &mut lists[1].1,
            () => &mut lists[0].1,
        };
        writeln!(
            list,
            "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?})), include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{place}.events\"))),",
        )?;
    }
    let mut table = String::new();
    for (name, list) in lists {
        writeln!(table, "const {name}: &[Packed] = &[\n{list}];")?;
    }
    fs::write(target.join("rules.rs"), table)?;
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}

struct Packed {
    events: Vec<u8>,
    /// The names of the sections, which say what a file is for.
    sections: Vec<String>,
}

fn pack(text: &str) -> Result<Packed, Box<dyn Error>> {
    let mut packed = Vec::new();
    let mut sections = Vec::new();
    // how deep inside lists and groups, and whether a name of the outermost group comes next
    let (mut depth, mut name_next) = (0, false);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, place) = event?;
        let start = place.start.byte_offset().ok_or("an event without a place")?;
        let end = place
            .end
            .byte_offset()
            .ok_or("an event without a place")?
            .min(text.len());
        let mut put = |what: u8| -> Result<(), Box<dyn Error>> {
            packed.push(what);
            packed.extend(u32::try_from(start)?.to_le_bytes());
            packed.extend(u32::try_from(end)?.to_le_bytes());
            Ok(())
        };
        match &event {
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                depth += 1;
                name_next = depth == 1;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                depth -= 1;
                name_next = depth == 1;
            }
            Event::Scalar(value, ..) if depth == 1 => {
                if name_next {
                    sections.push(value.to_string());
                }
                name_next = !name_next;
            }
            _ => {}
        }
        match event {
            Event::SequenceStart(_, 0, _) => put(b'[')?,
            Event::MappingStart(_, 0, _) => put(b'{')?,
            Event::SequenceEnd | Event::MappingEnd => put(b'}')?,
            Event::Scalar(value, style, 0, _) => {
                let plain = style == ScalarStyle::Plain;
                let as_written = text.get(start..end).unwrap_or_default();
                let inside = as_written.get(1..as_written.len().max(2) - 1);
                if plain && value == as_written {
                    put(b'p')?;
                } else if !plain && inside.is_some_and(|inside| value == inside) {
                    put(b'q')?;
                } else {
                    put(if plain { b'P' } else { b'Q' })?;
                    packed.extend(u32::try_from(value.len())?.to_le_bytes());
                    packed.extend(value.as_bytes());
                }
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_) => {
                return Err("the shipped rules use no anchors and no aliases".into());
            }
            _ => {}
        }
    }
    Ok(Packed {
        events: packed,
        sections,
    })
}
