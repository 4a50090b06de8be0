//! Packs the shipped rule files as they are found under `rules/`, and the catalogue under `catalogue/`, and reads their
//! YAML once, at build time.
//!
//! The program replays the events (`src/yaml/packed.rs`) instead of reading a few hundred kilobytes of YAML at every
//! start, and takes the SHA-256 of each file from here. An event is a byte for what it is, the bytes where it starts and ends (u32, little endian) and, for a scalar
//! whose text does not stand in the file as it is, that text with its length before it.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use granit_parser::{Event, Parser, ScalarStyle};
use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=catalogue");
    println!("cargo::rerun-if-changed=build.rs");
    let target = PathBuf::from(env::var("OUT_DIR")?);
    let mut lists = [
        ("RULES", String::new()),
        ("PROPERTIES", String::new()),
        ("CASES", String::new()),
    ];
    for Shipped { entry, sections } in shipped("rules", &target)? {
        let only = |section: &str| !sections.is_empty() && sections.iter().all(|s| s == section);
        let (.., list) = match () {
            () if only("cases") => &mut lists[2],
            () if only("properties") => &mut lists[1],
            () => &mut lists[0],
        };
        list.push_str(&entry);
    }
    fs::write(target.join("rules.rs"), table(&lists)?)?;
    let entries = shipped("catalogue", &target)?;
    let list = [("CATALOGUE", entries.into_iter().map(|file| file.entry).collect())];
    fs::write(target.join("catalogue.rs"), table(&list)? + &signs()?)?;
    Ok(())
}

/// What entries of the catalogue are matched by, as data that costs nothing to read (`src/catalogue/signs.rs`).
fn signs() -> Result<String, Box<dyn Error>> {
    let mut files = Vec::new();
    gather(Path::new("catalogue"), &mut files)?;
    let trees = files.iter().map(|path| tree(&fs::read_to_string(path)?));
    let trees: Vec<Tree> = trees.collect::<Result<_, _>>()?;
    let texts = |tree: Option<&Tree>| format!("Listed::Lent(&{:?})", tree.map(Tree::texts).unwrap_or_default());
    let mut entries = Vec::new();
    for (section, is_program) in [("approaches", false), ("programs", true)] {
        let mut all: Vec<&Tree> = trees.iter().flat_map(|tree| tree.items(section)).collect();
        all.sort_by_key(|entry| entry.text("id"));
        for entry in all {
            let looks = entry.items("look_alikes").into_iter();
            let looks = looks.map(|look| {
                let is = Some(look.text("is")).filter(|id| !id.is_empty());
                format!("({}, {is:?})", texts(look.get("says")))
            });
            entries.push(format!(
                "Sign {{ id: {:?}, name: {:?}, is_program: {is_program}, aliases: {}, words: {}, look_alikes: Listed::Lent(&[{}]) }}",
                entry.text("id"),
                entry.text("name"),
                texts(entry.get("aliases")),
                texts(entry.get("words")),
                looks.collect::<Vec<_>>().join(", ")
            ));
        }
    }
    let spellings = trees.iter().flat_map(|tree| tree.items("spellings"));
    let spellings = spellings.flat_map(|pair| {
        let others = pair.get("as").map(Tree::texts).unwrap_or_default().into_iter();
        others.map(|other| format!("({other:?}, {:?})", pair.text("reads")))
    });
    let contexts = trees.iter().flat_map(|tree| tree.items("contexts"));
    let contexts = contexts.map(|context| {
        let blocks = match context.text("blocks") {
            "all" => "All",
            "itself" => "Itself",
            _ => "Words",
        };
        format!(
            "Blocking {{ says: {}, blocks: crate::catalogue::words::Blocks::{blocks} }}",
            texts(context.get("says"))
        )
    });
    let list = |name: &str, of: &str, items: Vec<String>| {
        format!("static {name}: &[{of}] = &[\n    {}\n];\n", items.join(",\n    "))
    };
    Ok([
        list("SIGNS", "Sign<'static>", entries),
        list("SPELLINGS", "(&str, &str)", spellings.collect()),
        list("CONTEXTS", "Blocking<'static>", contexts.collect()),
    ]
    .concat())
}

/// A document as it is looked through at build time.
enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Self::Map(fields) => fields.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    fn text(&self, key: &str) -> &str {
        match self.get(key) {
            Some(Self::Text(text)) => text,
            _ => "",
        }
    }

    fn items(&self, key: &str) -> Vec<&Tree> {
        match self.get(key) {
            Some(Self::List(items)) => items.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The texts of a list; a single one counts as a list of one.
    fn texts(&self) -> Vec<&str> {
        let text = |tree: &'_ Tree| matches!(tree, Self::Text(_));
        match self {
            Self::Text(text) => vec![text],
            Self::List(items) => {
                let texts = items.iter().filter(|item| text(item));
                texts.flat_map(Tree::texts).collect()
            }
            Self::Map(_) => Vec::new(),
        }
    }
}

fn tree(text: &str) -> Result<Tree, Box<dyn Error>> {
    // what is open, each with the name of the field that comes next
    let mut open: Vec<(Tree, Option<String>)> = vec![(Tree::List(Vec::new()), None)];
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let done = match event?.0 {
            Event::SequenceStart(..) => {
                open.push((Tree::List(Vec::new()), None));
                continue;
            }
            Event::MappingStart(..) => {
                open.push((Tree::Map(Vec::new()), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().ok_or("an end without a start")?.0,
            Event::Scalar(value, ..) => Tree::Text(value.to_string()),
            _ => continue,
        };
        match open.last_mut() {
            Some((Tree::List(items), _)) => items.push(done),
            Some((Tree::Map(fields), name)) => match (name.take(), done) {
                (Some(key), value) => fields.push((key, value)),
                (None, Tree::Text(key)) => *name = Some(key),
                (None, _) => return Err("the name of a field is no text".into()),
            },
            _ => return Err("a value outside of everything".into()),
        }
    }
    match open.pop() {
        Some((Tree::List(mut documents), _)) if documents.len() == 1 => Ok(documents.remove(0)),
        _ => Err("a file holds one document".into()),
    }
}

fn table(lists: &[(&str, String)]) -> Result<String, Box<dyn Error>> {
    let mut table = String::new();
    for (name, list) in lists {
        writeln!(table, "const {name}: &[Packed] = &[\n{list}];")?;
    }
    Ok(table)
}

/// A file as the program includes it.
struct Shipped {
    entry: String,
    /// The names of its sections, which say what it is for.
    sections: Vec<String>,
}

/// The files under a folder, in the order in which a folder of rules is read (`src/rules/folder.rs`).
fn shipped(folder: &str, target: &Path) -> Result<Vec<Shipped>, Box<dyn Error>> {
    let mut files = Vec::new();
    gather(Path::new(folder), &mut files)?;
    files.sort();
    let each = files.iter().enumerate().map(|(place, path)| {
        let name = path.to_str().ok_or("a name that is no text")?.replace('\\', "/");
        let text = fs::read_to_string(path)?;
        let Packed { events, sections } = pack(&text).map_err(|e| format!("{name}: {e}"))?;
        let hash = Sha256::digest(text.as_bytes());
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let packed = format!("{folder}-{place}.events");
        fs::write(target.join(&packed), events)?;
        let entry = format!(
            "    ({name:?}, include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/\", {name:?})), include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{packed}\")), {hash:?}),\n",
        );
        Ok(Shipped { entry, sections })
    });
    each.collect()
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
