//! Reads the YAML of the shipped rule files once, at build time, into a packed list of events.
//!
//! The program replays them (`src/yaml/packed.rs`) instead of reading a hundred kilobytes of YAML at every start.
//! An event is a byte for what it is, the bytes where it starts and ends (u32, little endian) and, for a scalar
//! whose text does not stand in the file as it is, that text with its length before it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use granit_parser::{Event, Parser, ScalarStyle};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let target = PathBuf::from(env::var("OUT_DIR")?);
    for entry in fs::read_dir("rules")? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "yaml") {
            let name = path.file_name().map(Path::new).ok_or("a file without a name")?;
            let packed = pack(&fs::read_to_string(&path)?).map_err(|e| format!("{}: {e}", path.display()))?;
            fs::write(target.join(name).with_extension("events"), packed)?;
        }
    }
    Ok(())
}

fn pack(text: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut packed = Vec::new();
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
    Ok(packed)
}
